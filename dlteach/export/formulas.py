"""Formulas written in Unicode, as the terminal shows them, typeset as MathML for the browser.

A lesson writes a formula as an indented block: `c_i = Σ_j α_ij h_j      context of step i`. Three blanks or more set formulas
of one line and a remark behind them apart. `_` and `^` lower and raise what follows, `{…}` holds several signs together, ` / `
between blanks is a fraction, and two terms with a blank between them are multiplied.
"""

from __future__ import annotations

import re
from html import escape

_RELATION = re.compile(r"[=←≤≥≈∝]")
_NEGATIVE_LOG = re.compile(r"−\s*log\b")
# names that stand in formulas; every other word of small letters, outside brackets, belongs to a remark
_FUNCTIONS = {"log", "max", "min", "exp", "tanh", "sin", "cos", "softmax"}
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_WORD = re.compile(r"(?<![\w^])[a-z]{2,}(?![\w(^])(?!\s*[=←])")


def formulas_html(text: str) -> str | None:
    """An indented block as MathML, a row for each line: its formulas, then its remark.

    Args:
        text: the block without its indentation.

    Returns:
        HTML, or None when a line of it is no formula.
    """
    rows = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        first, *others = re.split(r"\s{3,}", line)
        formulas = [first, *(part for part in others if not _is_remark(part))]
        remarks = [part for part in others if _is_remark(part)]
        if not (_RELATION.search(line) or _NEGATIVE_LOG.match(line)):
            return None
        try:
            typeset = "".join(_math(part) for part in formulas)
        except ValueError:
            return None
        rows.append(f'<span class="line">{typeset}</span><span class="note">{escape("; ".join(remarks))}</span>\n')
    return f'<div class="formulas" tabindex="0">\n{"".join(rows)}</div>\n' if rows else None


def _math(formula: str) -> str:
    about = escape(formula, quote=True)
    return f'<math displaystyle="true" alttext="{about}"><mrow>{_Formula(formula).mathml()}</mrow></math>'


def _is_remark(part: str) -> bool:
    while (shorter := _BRACKETED.sub(" ", part)) != part:
        part = shorter
    return any(word not in _FUNCTIONS for word in _WORD.findall(part))


_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+−", strict=True))
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ˡᵀⁿ", "0123456789+−lTn", strict=True))
_PAIRS = {"(": ")", "[": "]", "⌊": "⌋", "{": "}"}
_MARKS = {"\u0302": "^", "\u0304": "¯"}
_OPERATORS = "=←≤≥≈∝≠+−·⊙×,:|…∈∩∪"
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)|(?P<name>[A-Za-z]+|[α-ωΑ-ΡΤ-Ω∂∇ℓ])(?P<mark>[{''.join(_MARKS)}]?)|(?P<prime>['′])"
    rf"|(?P<low>[{''.join(_LOWERED)}]+)|(?P<high>[{''.join(_RAISED)}]+)|(?P<other>.)"
)


class _Formula:
    """Reads one formula from left to right; each method takes what it typesets off the front."""

    def __init__(self, text: str):
        self.text = " ".join(text.replace("Σ", "∑").split())
        self.place = 0

    def mathml(self) -> str:
        found = self._row("")
        if self.place < len(self.text):
            raise ValueError(f"“{self.text[self.place]}” stands alone")
        return found

    def _next(self) -> str:
        return self.text[self.place : self.place + 1]

    def _skip_blank(self) -> bool:
        blank = self._next() == " "
        self.place += blank
        return blank

    def _row(self, end: str) -> str:
        """Terms and operators up to a closing sign, which stays; fractions are made of the terms on either side."""
        done: list[str] = []
        # terms with nothing but blanks between them, the last operator's right-hand side
        run: list[str] = []
        while (sign := self._next()) and sign != end and sign not in _PAIRS.values():
            if self._skip_blank():
                continue
            if sign in _OPERATORS:
                done += [_beside(run), _operator(sign)]
                run, self.place = [], self.place + 1
            elif sign == "/":
                spaced = self.text[self.place - 1 : self.place + 2] == " / "
                self.place += 1
                if spaced:
                    self._skip_blank()
                    run = [f"<mfrac>{_bare(_beside(run))}{_bare(self._denominator(end))}</mfrac>"]
                else:
                    run = [f'{_beside(run)}<mo lspace="0" rspace="0">/</mo>{self._term()}']
            else:
                run.append(self._term())
        return "".join([*done, _beside(run)])

    def _denominator(self, end: str) -> str:
        """One term; behind a sum sign all that is summed."""
        terms = [self._term()]
        if "∑" in terms[0]:
            while self._next() == " " and self.text[self.place + 1 : self.place + 2] not in (*_OPERATORS, "/", end, ""):
                self._skip_blank()
                terms.append(self._term())
        return _beside(terms)

    def _term(self) -> str:
        """Atoms with no blank between them, such as 2i or σ(x)."""
        atoms = [self._atom()]
        while (sign := self._next()) and sign not in f" /{_OPERATORS}" and sign not in _PAIRS.values():
            if sign == "‖":
                break
            atoms.append(self._atom())
        return "".join(atoms) if len(atoms) == 1 else f"<mrow>{''.join(atoms)}</mrow>"

    def _atom(self) -> str:
        """A letter, number, group or root, with all that is lowered and raised on it."""
        base, low, high = self._base(), "", ""
        while sign := self._next():
            token = _TOKEN.match(self.text, self.place)
            assert token is not None
            if sign == "_":
                self.place += 1
                low += self._lowered()
            elif sign == "^":
                self.place += 1
                high += self._raised()
            elif token["low"]:
                low += _script(token["low"], _LOWERED)
                self.place = token.end()
            elif token["high"]:
                high += _script(token["high"], _RAISED)
                self.place = token.end()
            elif token["prime"]:
                base = f'<mrow>{base}<mo lspace="0" rspace="0">′</mo></mrow>'
                self.place = token.end()
            else:
                break
        if base == "<mo>∑</mo>" and low:
            return f"<munder>{base}{_one(low)}</munder>"
        if low and high:
            return f"<msubsup>{base}{_one(low)}{_one(high)}</msubsup>"
        if low:
            return f"<msub>{base}{_one(low)}</msub>"
        return f"<msup>{base}{_one(high)}</msup>" if high else base

    def _base(self) -> str:
        token = _TOKEN.match(self.text, self.place)
        if token is None:
            raise ValueError("the formula ends too early")
        if token["number"]:
            self.place = token.end()
            return f"<mn>{token['number']}</mn>"
        if token["name"]:
            self.place = token.end()
            name = f"<mi>{token['name']}</mi>"
            return f'<mover accent="true">{name}<mo>{_MARKS[token["mark"]]}</mo></mover>' if token["mark"] else name
        sign = self._next()
        self.place += 1
        if sign in _PAIRS:
            return self._group(sign, _PAIRS[sign])
        if sign == "‖":
            inside = self._row("‖")
            self._close("‖")
            return f'<mrow><mo fence="true">‖</mo>{inside}<mo fence="true">‖</mo></mrow>'
        if sign == "√":
            return f"<msqrt>{_bare(self._atom())}</msqrt>"
        if sign == "∑":
            return "<mo>∑</mo>"
        raise ValueError(f"“{sign}” is no sign of a formula")

    def _group(self, start: str, end: str) -> str:
        inside = self._row(end)
        self._close(end)
        return f"<mrow>{inside}</mrow>" if start == "{" else f"<mrow><mo>{start}</mo>{inside}<mo>{end}</mo></mrow>"

    def _close(self, sign: str) -> None:
        if self._next() != sign:
            raise ValueError(f"“{sign}” is missing")
        self.place += 1

    def _lowered(self) -> str:
        if self._next() == "{":
            return self._atom()
        token = re.compile(r"[A-Za-z0-9]+").match(self.text, self.place)
        if token is None:
            raise ValueError("nothing is lowered")
        self.place = token.end()
        # two letters are two indices, more are a word
        parts = list(token[0]) if len(token[0]) == 2 else [token[0]]
        return "".join(f"<mn>{part}</mn>" if part.isdigit() else f"<mi>{part}</mi>" for part in parts)

    def _raised(self) -> str:
        minus = self._next() == "−"
        self.place += minus
        return ("<mo>−</mo>" if minus else "") + _bare(self._atom())


def _operator(sign: str) -> str:
    if sign == "|":
        return '<mo fence="false" stretchy="false" lspace="0.28em" rspace="0.28em">|</mo>'
    if sign == ":":
        return '<mo lspace="0" rspace="0.28em">:</mo>'
    return f"<mo>{sign}</mo>"


def _beside(terms: list[str]) -> str:
    """Terms side by side with a little room between them: a product, or words."""
    return '<mspace width="0.25em"/>'.join(terms)


def _script(signs: str, plain: dict[str, str]) -> str:
    return "".join(
        f"<mn>{one}</mn>" if one.isdigit() else f"<mo>{one}</mo>" if one in "+−" else f"<mi>{one}</mi>"
        for one in (plain[sign] for sign in signs)
    )


def _one(inside: str) -> str:
    return f"<mrow>{inside}</mrow>"


def _bare(inside: str) -> str:
    """As one piece, without the round brackets that a fraction, a root or a power makes needless."""
    found = re.fullmatch(r"<mrow><mo>\(</mo>(.*)<mo>\)</mo></mrow>", inside)
    if found and _balanced(found[1]):
        return _one(found[1])
    return _one(inside)


def _balanced(inside: str) -> bool:
    depth = 0
    for sign in re.findall(r"<mo>([()])</mo>", inside):
        depth += 1 if sign == "(" else -1
        if depth < 0:
            return False
    return depth == 0

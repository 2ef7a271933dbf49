"""Text as it is read aloud: no markup, every sign and formula in English words, pauses where the reader would pause.

In English, what comes out holds letters, digits and the marks of `signs.KEPT`, nothing else.
"""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlteach.speech.names import say_mixed, say_names
from dlteach.speech.signs import KEPT, LOWERED, RAISED, name_of
from dlteach.speech.voice import ENGLISH

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_BREAK = re.compile(r"\s{3,}")


def paragraphs(markdown: str, language: str = ENGLISH) -> list[str]:
    """What of a piece of Markdown is read aloud, a string for each paragraph, list item and line of formulas.

    Program text and tables are looked at, not listened to: they are left out. In another language than English signs stay as
    they are written, for its voice knows their names and we do not.
    """
    say = in_words if language == ENGLISH else _as_written
    said: list[str] = []
    in_table = False
    for token in _PARSER.parse(markdown):
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        elif token.type == "inline" and not in_table:
            said.append(say(_inline(token)))
        elif token.type == "code_block":
            said += [" ".join(map(say, _BREAK.split(line.strip()))) for line in token.content.splitlines()]
    return [text for text in said if text]


def _inline(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type == "code_inline":
            parts.append(_program(child.content))
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(f"(picture: {child.content})")
        else:
            parts.append(child.content)
    return "".join(parts)


def _program(code: str) -> str:
    """A name or a command from a program: options follow a pause, points and underscores are said or dropped."""
    code = re.sub(r"(^|\s)--?(?=[a-zA-Z])", r"\1, ", code)
    code = re.sub(r"(?<=[A-Za-z])\.(?=[A-Za-z])", " dot ", code)
    return code.replace("_", " ")


def _as_written(text: str) -> str:
    return " ".join(re.sub(r"[“”„\"«»‹›]", "", text).split())


def in_words(text: str) -> str:
    """One paragraph without markup as it is read aloud; it ends with a mark of punctuation."""
    text = say_mixed(_accents(" ".join(text.split())))
    for rewrite in (_writing, _numbers, _scripts, _brackets, _operators):
        text = rewrite(text)
    return _tidy(say_names(text))


_LETTER = r"[^\W\d_]"
_NAME = r"\w+['′]?"
_NESTED = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"


def _accents(text: str) -> str:
    """x̂ and w̄ are variables with a hat and a bar; é in a name is a letter."""
    text = unicodedata.normalize("NFD", text)
    for mark, word in (("\u0302", "hat"), ("\u0304", "bar"), ("\u0303", "tilde")):
        text = re.sub(rf"(?<!{_LETTER})({_LETTER}){mark}(?!{_LETTER})", rf"\1 {word}", text)
    return unicodedata.normalize("NFC", text)


_SHORT = (
    *(("et al.", "and others"), ("e.g.", "for example"), ("i.e.", "that is"), ("vs.", "versus")),
    *(("->", "→"), ("<-", "←"), ("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("==", "=")),
)


def _writing(text: str) -> str:
    """Abbreviations, quotation marks and dashes."""
    text = re.sub(r"[’‘]", "'", text)
    text = re.sub(r"[“”„\"«»‹›]", "", text)
    for short, long in _SHORT:
        text = text.replace(short, long)
    text = re.sub(r"\s+[—–]\s+|—|(?<=\w) - (?=\w)", ", ", text)
    text = re.sub(r"(?<=\d)–(?=\d)", " to ", text)
    text = text.replace("–", " ")
    # what is left out between members of a row, and what a voice trails off with
    text = re.sub(r"([·+×,]) ?…(?= ?[·+×,])", r"\1 and so on", text)
    text = re.sub(r"(?<=[\w)₀-₉])(?<![A-Za-z]{3}) … (?=\w)", " to ", text)
    return re.sub(r"\s*(…|\.\.\.)", ",", text)


def _numbers(text: str) -> str:
    """Numbers with the words that belong to them: years, sizes, negative ones."""
    text = re.sub(r"(?<![\w.,×·/=−^])(1[5-9])(\d\d)(?![\d×%]|[.,]\d)", lambda year: _year(year[1], year[2]), text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<=\d)×(?=\d)", " by ", text)
    text = re.sub(r"(?<![\w)\]])-(?=\d)", "minus ", text)
    text = re.sub(r"(?<=[A-Za-z])-(?=\d)|(?<=\d)-(?=[A-Za-z])", " ", text)
    text = re.sub(r"(?<=\d)(?=[A-Za-z])(?!(?:st|nd|rd|th|s)\b)", " ", text)
    return re.sub(r"(?<=[A-Z])(?=\d)|(?<=(?<![A-Za-z])[a-z])(?=\d)", " ", text)


def _year(century: str, rest: str) -> str:
    if rest == "00":
        return f"{century} hundred"
    return f"{century} oh {rest[1]}" if rest[0] == "0" else f"{century} {rest}"


def _scripts(text: str) -> str:
    """What is raised and lowered: x², W_f, h_{t−1}, e^s, hˡ⁻¹, h', and ∂y/∂x and Σ_k, which stand on what they run over."""
    text = re.sub(
        rf"∂({_NESTED}|{_NAME}(?:{_NESTED})?)\s?/\s?∂({_NAME})", r"the derivative of \1 with respect to \2", text
    )
    text = re.sub(r"(?<!\S)([^\W_]) (?=[Σ∑])", r"\1 times ", text)
    text = re.sub(r"[Σ∑]_(\w) ?", r"the sum over \1 of ", text)
    # of a whole bracket, not of what stands last in it
    text = re.sub(r"(\w+[(\[][^()\[\]]*[)\]])²", r"the square of \1", text)
    text = re.sub(r"([)\]])²", r"\1 all squared ", text)
    text = re.sub(r"([)\]])\^", r"\1 all to the ", text)
    text = re.sub(f"[{''.join(LOWERED)}]+", lambda low: " " + _opened(low.group(), LOWERED), text)
    text = re.sub(rf"(\w|\)|\])?([{''.join(RAISED)}]+)", _raised, text)
    # a variable's prime; behind an opening quotation mark it is the closing one
    text = re.sub(rf"(?<![\w'])({_LETTER}(?:_\w)?)['′](?!{_LETTER})", r"\1 prime ", text)
    text = re.sub(r"_\{([^{}]*)\}", r" sub \1,", text)
    text = re.sub(r"_([a-z])([a-z])\b", r" \1 \2", text)
    text = text.replace("_", " ")
    text = re.sub(r"\^\{([^{}]*)\}", r" to the \1,", text)
    return re.sub(r"\^2\b", " squared", text)


def _opened(script: str, signs: dict[str, str]) -> str:
    return "".join(signs[sign] if signs[sign].isalnum() else f" {signs[sign]} " for sign in script)


def _raised(match: re.Match[str]) -> str:
    before, script = match[1] or "", match[2]
    known = {"²": "squared", "³": "cubed", "ᵀ": "transposed"}
    if script in known:
        return f"{before} {known[script]}"
    # a raised index of a variable is no power
    power = "to the" if before.isdigit() or before in ("e", ")", "]") else "super"
    return f"{before} {power} {_opened(script, RAISED)}"


def _brackets(text: str) -> str:
    """f(x) is "f of x"; other brackets are pauses."""
    text = re.sub(r"‖\s+‖", "the double bars", text)
    text = re.sub(r"‖([^‖]*)‖", r" the norm of \1, ", text)
    text = re.sub(r"\|(\S(?:[^|]*\S)?)\|", r" the absolute value of \1, ", text)
    text = re.sub(r"⌊\s*⌋", "the floor brackets", text)
    text = re.sub(r"⌊([^⌋]*)⌋", r" \1, rounded down, ", text)
    text = re.sub(r"⌈([^⌉]*)⌉", r" \1, rounded up, ", text)
    text = re.sub(r"(?<=\w)\*(?=\()", " star", text)
    text = re.sub(r"(?<=[a-z]{2})\(s\)", "s", text)
    text = re.sub(r"(?<!\w)\[(−[^\],]*), ([^\],]*)\]", r" the range \1 to \2 ", text)
    # the article "a" is not meant
    text = re.sub(r"(?<!\w)a(?=[(\[])", "eigh", text)
    text = re.sub(r"(?<=[^\W\d])[(\[]", " of ", text)
    return re.sub(r"[()\[\]{}]", " , ", text)


def _operators(text: str) -> str:
    """Every other sign by its name."""
    text = re.sub(r"(?<=[a-z]{2})/(?=[a-z]{2})", " or ", text)
    text = re.sub(r"[Σ∑](?= (?:over|from)\b)", " the sum ", text)
    allowed = set(KEPT)
    return "".join(
        sign if sign in allowed or sign.isdecimal() or _plain(sign) else f" {name_of(sign)} " for sign in text
    )


def _plain(sign: str) -> bool:
    return sign.isalpha() and "GREEK" not in unicodedata.name(sign, "")


def _tidy(text: str) -> str:
    text = re.sub(r"(?<![A-Za-z])'|'(?![A-Za-z])|(?<![A-Za-z])-+|-+(?![A-Za-z])", " ", text)
    # behind a letter that is spelled, as in W gan-G P
    text = re.sub(r"-(?=[A-Z]\b)|(?<=\b[A-Z])-", " ", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(?:\s*,)+", ",", text)
    text = re.sub(r"\s*,?\s*([.?!;:])(?!\d)", r"\1", text)
    text = re.sub(r"([.?!;:]),", r"\1", text)
    text = re.sub(r",(?=[^\s\d])", ", ", text).strip(" ,;:-")
    return text if not text or text[-1] in ".?!" else f"{text}."

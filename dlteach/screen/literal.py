"""Makes any text safe to show: what would steer the terminal is shown as a visible sign instead."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BOX = re.compile("[\u2500-\u259f]")

# What a terminal without Unicode shows instead; whatever is not named here becomes "?".
_ASCII = str.maketrans(
    {
        "—": "-", "–": "-", "−": "-", "…": ".", "·": ".", "•": "*", "×": "x", "→": "->", "←": "<-", "↑": "^", "↓": "v",
        "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "≤": "<=", "≥": ">=", "≈": "~", "≠": "!=", "∈": " in ",
        "±": "+/-", "√": "sqrt", "∑": "sum", "σ": "sigma", "Σ": "sum", "μ": "mu", "α": "alpha", "β": "beta",
        "γ": "gamma", "ε": "epsilon", "θ": "theta", "λ": "lambda", "η": "eta", "⊙": "*", "∂": "d", "∇": "grad",
        "²": "^2", "³": "^3", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "✓": "+", "✗": "x", "›": ">", "‹": "<",
    }
)  # fmt: skip


def literal(text: str) -> str:
    """The text with every control character made visible, so that none of it can steer a terminal.

    Line feeds stay, carriage returns before them go, tabs become four spaces, ESC shows as "␛". Characters that turn
    the writing direction and lone surrogates are shown by number.
    """
    return _CONTROL.sub(_sign, text.replace("\r\n", "\n").replace("\t", "    "))


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def without_boxes(text: str) -> str:
    """The text with lines and blocks (U+2500 to U+259F) replaced by ASCII, for plain output."""
    return _BOX.sub(_stroke, text)


def _stroke(match: re.Match[str]) -> str:
    character = match.group()
    if character >= "\u2580":
        return "#"
    if character in "─━┄┅┈┉╌╍═╴╶╸╺╼╾":
        return "-"
    return "|" if character in "│┃┆┇┊┋╎╏║╵╷╹╻╽╿" else "+"


def to_ascii(text: str) -> str:
    """The text in ASCII: common signs spelled, the rest as "?"."""
    return without_boxes(text).translate(_ASCII).encode("ascii", "replace").decode("ascii")

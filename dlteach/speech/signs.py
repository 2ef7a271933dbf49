"""Signs of mathematics and writing, and the English words they are read as."""

from __future__ import annotations

import unicodedata

SIGNS = {
    "=": "equals", "≡": "is identical to", "←": "becomes", "→": "to", "↦": "becomes", "⇒": "implies", "↔": "and",
    "↑": "up", "↓": "down", "+": "plus", "−": "minus", "±": "plus or minus", "×": "times", "·": "times", "∗": "times",
    "*": "times", "÷": "divided by", "/": "over", "⊙": "element-wise times", "∘": "after", "⊗": "outer product",
    "⊕": "combined with", "<": "is less than", ">": "is greater than", "≤": "is at most", "≥": "is at least",
    "≪": "is much less than", "≫": "is much greater than", "≈": "is about", "~": "about", "∼": "is distributed as",
    "∝": "is proportional to", "≠": "is not", "∈": "in", "∉": "not in", "∪": "union", "∩": "intersected with", "⊂": "within",
    "∞": "infinity", "√": "the square root of", "Σ": "the sum of", "∑": "the sum of", "∏": "the product of",
    "Π": "the product of", "∫": "the integral of", "∂": "partial", "∇": "the gradient of", "∀": "for all", "∃": "there is",
    "ℓ": "l", "ℝ": "the real numbers", "½": "one half", "¼": "one quarter", "¾": "three quarters", "⅓": "one third",
    "⅔": "two thirds",
    "%": "percent", "‰": "per mille", "&": "and", "@": "at", "#": "number", "$": "dollars", "€": "euros", "£": "pounds",
    "°": "degrees", "§": "section", "|": "given", "^": "to the", "′": "prime", "µ": "micro", "†": "", "‡": "", "•": "",
    "✓": "yes", "✗": "no", "©": "copyright", "™": "", "®": "", "\\": "backslash", "_": " ",
}  # fmt: skip

# names of Greek letters that a voice would misread, or that Unicode spells in its own way
GREEK = {"LAMDA": "lambda", "XI": "ksi", "MU": "mew"}

LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+−=()aeoxhklmnpstijruv", strict=True))
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿˡᴸᵀᵗˣʰʲᵏᵐᵖˢ", "0123456789+−=()inlLTtxhjkmps", strict=True))

# marks that tell a voice where to pause and how to raise its tone; everything else has to become words
KEPT = " .,;:?!'-"


def name_of(sign: str) -> str:
    """How one character is read: a word of the table, a Greek letter's name, or its name in Unicode."""
    if sign in SIGNS:
        return SIGNS[sign]
    name = unicodedata.name(sign, "")
    if name.startswith("GREEK ") and " LETTER " in name:
        letter = name.partition(" LETTER ")[2].split(" ")[0]
        return GREEK.get(letter, letter.lower())
    # pictograms and box drawings are ornaments; signs of mathematics are content
    return (
        name.lower().replace("-", " ")
        if unicodedata.category(sign) in ("Sm", "Sc", "So") and ord(sign) < 0x2500
        else ""
    )

"""Brings typed text, numbers and shapes into one form, so that only what is meant is compared."""

from __future__ import annotations

import re
import unicodedata

from dlteach.content.names import folded
from dlteach.language import _, mark

# translators: the articles of your language in small letters; before a typed answer they do not count
_ARTICLES = mark("the a an")
_PARENTHESES = re.compile(r"\s*\([^()]*\)\s*")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?")
_GROUPS = re.compile(r"(?<=\d)[ ,_'](?=\d{3}(\D|$))")
_NO_SIZE = ("none", "?", "batch", "-1", "n", "b")


def text(given: str) -> str:
    """Words without case, hyphens, plural, articles, quotes, end marks, and with one spelling of -ise and ×.

    Example:
        >>> text(" The Feature-Maps. ") == text("feature map")
        True
    """
    plain = unicodedata.normalize("NFKC", given).replace("×", "x")
    plain = re.sub(r"[“”\"‘’'`*.!?;:,]+", " ", plain).casefold().strip()
    plain = re.sub(r"is(e|es|ed|ing|ation|ations|er|ers)\b", r"iz\1", plain)
    plain = re.sub(r"(?<=\d)\s*x\s*(?=\d)", "x", plain)
    return " ".join(_without_article(folded(" ".join(plain.split()))).split())


def _without_article(words: str) -> str:
    first, _space, others = words.partition(" ")
    # a deck may be in English, whatever the language of the interface
    return others if others and first in f"{_ARTICLES} {_(_ARTICLES)}".split() else words


def readings(given: str) -> set[str]:
    """The ways to read typed text: as it stands, without its parentheses, and what stands in them.

    Example:
        >>> sorted(readings("long short-term memory (LSTM)"))
        ['long short term memory', 'long short term memory (lstm)', 'lstm']
    """
    inside = re.findall(r"\(([^()]*)\)", given)
    return {text(given), text(_PARENTHESES.sub(" ", given)), *map(text, inside)} - {""}


def number(given: str) -> int | float | None:
    """A number in any common writing, or None: 61706, 61,706, 61 706, 6.1e4, 50 %, 0,5, −3.

    Example:
        >>> number("61,706"), number("0,5"), number("50 %"), number("many")
        (61706, 0.5, 0.5, None)
    """
    plain = unicodedata.normalize("NFKC", given).replace("−", "-").casefold().strip().lstrip("=≈~").strip()
    percent = plain.endswith("%")
    plain = plain.rstrip("% ")
    if not re.match(r"[-+]?0?,", plain):
        plain = _GROUPS.sub("", plain)
    if re.fullmatch(r"[-+]?\d*,\d+", plain):
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    value: int | float = int(plain) if re.fullmatch(r"[-+]?\d+", plain) else float(plain)
    return value / 100 if percent else value


def shape(given: str) -> tuple[int | None, ...] | None:
    """A shape in any spacing and with any sign between the sizes, or None; a leading batch size is left out.

    Example:
        >>> shape("(None, 26, 26, 32)"), shape("26x26 x 32"), shape("[100]")
        ((26, 26, 32), (26, 26, 32), (100,))
    """
    plain = unicodedata.normalize("NFKC", given).casefold().strip().strip("()[]{}")
    parts = [part for part in re.split(r"[\s,x×*·]+", plain) if part]
    sizes: list[int | None] = []
    for part in parts:
        if part in _NO_SIZE:
            sizes.append(None)
        elif part.isdecimal():
            sizes.append(int(part))
        else:
            return None
    return without_batch(tuple(sizes)) if sizes else None


def without_batch(sizes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """The shape of one example: without a leading None."""
    return sizes[1:] if len(sizes) > 1 and sizes[0] is None else sizes

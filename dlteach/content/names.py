"""What a term is called, and when two names are the same."""

from __future__ import annotations

import re

from dlteach.content.deck import Term

_GAPS = re.compile(r"[\s\-‐‑–—/_]+")


def names(term: Term) -> tuple[str, ...]:
    """Return everything a term is called: its name, its aliases and its acronym."""
    return (term.term, *term.aliases, *([term.acronym] if term.acronym else []))


def folded(name: str) -> str:
    """Return a name without case, hyphens and plural endings, for comparing.

    Example:
        >>> folded("Feature-Maps")
        'feature map'
    """
    return " ".join(map(_singular, _GAPS.split(name.casefold().strip())))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ses", "xes", "ches", "shes")):
        word = word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word

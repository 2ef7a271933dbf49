"""A deck in another language: the translation of each entry, under which the names of the original are understood as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from dlteach.content.deck import Deck, MemoryAid, Term, WrittenQuestion
from dlteach.content.names import folded, names

Entry = TypeVar("Entry", Term, MemoryAid, WrittenQuestion)


def merged(deck: Deck, translation: Deck) -> Deck:
    """Return a deck with the texts of its translation.

    Ids and links are the original's, so that a card's history is the same in every language; an entry that is not translated
    stays as it is.
    """
    return replace(
        deck,
        terms=tuple(
            replace(
                term,
                term=other.term,
                definition=other.definition,
                acronym=other.acronym or term.acronym,
                aliases=_further(other.term, (*other.aliases, *names(term))),
            )
            for term, other in _pairs(deck.terms, translation.terms)
        ),
        memory_aids=tuple(
            replace(other, line=aid.line) for aid, other in _pairs(deck.memory_aids, translation.memory_aids)
        ),
        questions=tuple(
            replace(
                other,
                line=question.line,
                lesson=question.lesson,
                aliases=_aliases(question, other),
            )
            for question, other in _pairs(deck.questions, translation.questions)
        ),
    )


def _pairs(entries: Iterable[Entry], translated: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    by_id = {other.id: other for other in translated}
    return [(entry, by_id.get(entry.id, entry)) for entry in entries]


def _aliases(question: WrittenQuestion, other: WrittenQuestion) -> tuple[str, ...]:
    # where words are typed, whoever knows the field's English word knows the answer
    if other.kind not in ("typed", "cloze"):
        return other.aliases
    return _further(other.answer, (*other.aliases, question.answer, *question.aliases))


def _further(first: str, others: Iterable[str]) -> tuple[str, ...]:
    """The others without what is the same as one before."""
    kept = {folded(first): first}
    for other in others:
        kept.setdefault(folded(other), other)
    return tuple(kept.values())[1:]

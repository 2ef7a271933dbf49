"""All cards of a topic: derived from its terms and memory aids, written by an author, or computed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from dlteach.content.deck import Deck, MemoryAid, Term, WrittenQuestion
from dlteach.drill.kinds import subject
from dlteach.drill.question import Question
from dlteach.errors import UsageError
from dlteach.language import _

Entry = TypeVar("Entry", Term, MemoryAid, WrittenQuestion)
SOURCES = ("term", "aid", "written", "computed")


@dataclass(frozen=True)
class Card:
    """What is scheduled: a stable id, and a function that makes the question to put this time.

    Attributes:
        id: such as "lstm/forget-gate#definition"; the part before # is the family, whose cards are siblings.
        kind: the kind of its question.
        source: "term", "aid", "written" or "computed".
        make: makes the question; only computed questions and the order of choices depend on the generator.
        confused_with: families it is taken for.
        lesson: label of the lesson section that teaches it.
        subject: "pair", "code" or "broken", where it is one of those; see `dlteach.drill.kinds`.
    """

    id: str
    kind: str
    source: str
    make: Callable[[random.Random], Question]
    confused_with: tuple[str, ...] = ()
    lesson: str = ""
    subject: str = ""

    @property
    def topic(self) -> str:
        """The topic it belongs to."""
        return self.id.partition("/")[0]

    @property
    def family(self) -> str:
        """The term, memory aid or question that it is derived from."""
        return self.id.partition("#")[0]

    def question(self, rng: random.Random) -> Question:
        """The question to put now, with its id and its choices in order."""
        question = self.make(rng).arranged(rng)
        return replace(question, id=self.id, lesson=question.lesson or self.lesson)


@lru_cache(maxsize=32)
def cards_of(topic: str) -> tuple[Card, ...]:
    """All cards of a topic.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when its deck is broken.
    """
    from dlteach.drill.index import indexed

    return indexed(topic)


def deck_cards(deck: Deck, family: str = "") -> tuple[Card, ...]:
    """The cards of a deck's terms, memory aids and written questions, or of the one with the id `family`."""
    from dlteach.drill.aids import aid_cards
    from dlteach.drill.terms import term_cards
    from dlteach.drill.written import written_cards

    return (
        *term_cards(deck, _of(family, deck.terms)),
        *aid_cards(deck, _of(family, deck.memory_aids)),
        *written_cards(deck, _of(family, deck.questions)),
    )


def _of(family: str, entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if family in ("", entry.id)]


def computed_cards(generators: dict[str, Callable[[random.Random], Question]]) -> tuple[Card, ...]:
    """The cards of a topic's computed questions."""
    # what a generator makes is seen from one draw; it costs microseconds
    drawn = [(id, make, make(random.Random(0))) for id, make in generators.items()]
    return tuple(
        Card(id, question.kind, "computed", make, lesson=question.lesson, subject=subject(id, question.prompt))
        for id, make, question in drawn
    )


def find_card(id: str) -> Card:
    """The card of that id.

    A term's or memory aid's id alone stands for its first card.

    Raises:
        UsageError: when there is none; says which may have been meant.
    """
    from dlteach.content.files import did_you_mean

    topic = id.partition("/")[0]
    cards = cards_of(topic)
    for card in cards:
        if id in (card.id, card.family):
            return card
    raise UsageError(
        _("The deck '{topic}' has no question '{id}'").format(topic=topic, id=id),
        did_you_mean(id, [card.id for card in cards]),
    )

"""Which cards there are, kept between sessions: a session asks twenty, and making all takes longer than it may wait."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path

from dlteach.content import deck as types
from dlteach.content.deck import Deck
from dlteach.content.files import in_language
from dlteach.drill.cards import Card, computed_cards, deck_cards
from dlteach.drill.computed import Generator, generators
from dlteach.drill.decks import deck_of, place_of, stamps
from dlteach.drill.question import Question
from dlteach.errors import ContentError, UsageError
from dlteach.language import _
from dlteach.store import cache
from dlteach.store.cache import Stamp, code_stamp, tuples


def indexed(topic: str) -> tuple[Card, ...]:
    """All cards of a topic; what makes their questions is read and imported when the first of them is asked.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when its deck is broken.
    """
    home, path = place_of(topic)
    if home.pack is not None:
        # the learner's word says whether its computed questions are asked, and that is no file's state
        return (*deck_cards(deck_of(topic)), *computed_cards(generators(topic)))
    code = code_stamp(home.folder, Path(__file__).parent, Path(types.__file__).parent)
    questions = _Questions(topic, path)
    kept = _read(path, code, questions)
    if kept is not None:
        return kept
    # taken before the files are read: what changes in between is found to be newer at the next look
    own = stamps(path)
    deck = deck_of(topic)
    decks = {other: _deck_stamp(other) for other in _named_in(deck)} | {topic: own}
    cards = (*deck_cards(deck), *computed_cards(generators(topic)))
    entries = [[card.id, card.kind, card.source, card.confused_with, card.lesson, card.subject] for card in cards]
    cache.write(_name(path), code, {"decks": decks, "cards": entries})
    return cards


def _read(path: Path, code: Stamp, questions: _Questions) -> tuple[Card, ...] | None:
    try:
        kept = cache.read(_name(path), code)
        if any(_deck_stamp(other) != known for other, known in kept["decks"].items()):
            return None
        return tuple(_card(entry, questions) for entry in kept["cards"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _card(entry: Sequence, questions: _Questions) -> Card:
    id, kind, source, confused_with, lesson, subject = entry
    return Card(id, kind, source, partial(questions.make, id, source), tuples(confused_with), lesson, subject)


def _name(path: Path) -> str:
    return f"{in_language(path).stem}.cards"


def _named_in(deck: Deck) -> set[str]:
    """The topics whose decks the cards of a deck depend on: those with a term that one of its terms is taken for."""
    return {id.partition("/")[0] for term in deck.terms for id in term.confused_with}


def _deck_stamp(topic: str) -> Stamp | None:
    try:
        return stamps(place_of(topic)[1])
    except (UsageError, OSError):
        return None


class _Questions:
    """Makes the questions of one topic's cards."""

    def __init__(self, topic: str, path: Path):
        self._topic = topic
        self._path = path
        self._makers: dict[str, Callable[[random.Random], Question]] = {}

    @cached_property
    def _deck(self) -> Deck:
        return deck_of(self._topic)

    @cached_property
    def _generators(self) -> dict[str, Generator]:
        return generators(self._topic)

    def make(self, id: str, source: str, rng: random.Random) -> Question:
        """The question of one card."""
        if id not in self._makers:
            if source == "computed":
                self._makers.update(self._generators)
            else:
                self._makers.update((card.id, card.make) for card in deck_cards(self._deck, id.partition("#")[0]))
        if id not in self._makers:
            remedy = _("The deck was changed after the session had begun. Start the session again.")
            raise ContentError(_("The question '{id}' is gone").format(id=id), remedy, str(self._path))
        return self._makers[id](rng)

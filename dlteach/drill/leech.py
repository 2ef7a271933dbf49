"""What helps with a card that is forgotten again and again: its memory aid, then its lesson, then another question."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from dlteach.content.deck import Deck, MemoryAid, Term
from dlteach.content.names import folded, names
from dlteach.drill.cards import Card
from dlteach.language import _

# so often forgotten, a card wants another way in than one more repetition
LAPSES = 4


def help_with(card: Card, lapses: int, deck: Deck) -> str:
    """What to say to a learner who has forgotten a card once more.

    Args:
        card: the card.
        lapses: how often it was forgotten, this time included.
        deck: its deck.

    Returns:
        Nothing below four lapses; then a memory aid, at the next one where to read, and so on in turn. A turn without
        anything to offer passes to the other.
    """
    if lapses < LAPSES:
        return ""
    offers = [_aid(card, deck), _lesson(card)]
    if (lapses - LAPSES) % 3 == 1:
        offers.reverse()
    return next(filter(None, offers), "")


def variant(card: Card, lapses: int, cards: Sequence[Card], rng: random.Random) -> Card | None:
    """Another card on the same thing, each third time from the sixth lapse on; None otherwise, or without siblings."""
    siblings = [other for other in cards if other.family == card.family and other.kind != card.kind]
    if lapses < LAPSES or (lapses - LAPSES) % 3 != 2 or not siblings:
        return None
    return rng.choice(siblings)


def _aid(card: Card, deck: Deck) -> str:
    term = next((term for term in deck.terms if term.id == card.family), None)
    for aid in deck.memory_aids:
        if term is not None and _speaks_of(aid, term):
            return _("A memory aid: “{phrase}”. {meaning}").format(phrase=aid.phrase, meaning=aid.meaning)
    return ""


def _speaks_of(aid: MemoryAid, term: Term) -> bool:
    text = f" {' '.join(re.findall(r'[a-z]+', folded(f'{aid.phrase} {aid.meaning}')))} "
    return any(f" {folded(name)} " in text for name in names(term))


def _lesson(card: Card) -> str:
    if not card.lesson:
        return ""
    return _("Read it again in its place: `dlteach lesson {topic}`, and there: j {lesson}").format(
        topic=card.topic, lesson=card.lesson
    )

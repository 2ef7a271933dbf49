"""Starts a session: reads what the learner knows, chooses the cards, and says so when there is nothing to ask."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlteach.drill import queue
from dlteach.drill.cards import SOURCES, Card, cards_of
from dlteach.drill.schedule import RETENTION, Schedule
from dlteach.drill.session import Session
from dlteach.errors import UsageError

if TYPE_CHECKING:
    from dlteach.store import Journal


def schedule_of(journal: Journal) -> Schedule:
    """The learner's schedule, with the retention they set."""
    return Schedule(retention=journal.setting("retention", RETENTION))


def start(
    journal: Journal,
    topics: Sequence[str],
    *,
    count: int | None = None,
    kinds: Sequence[str] = (),
    cram: bool = False,
    seed: int | None = None,
) -> Session:
    """A session on one or more topics.

    Args:
        journal: the learner's.
        topics: whose cards are asked.
        count: how many; without it what is due and the day's new cards, at most twenty.
        kinds: only cards of these kinds ("choice", …) or sources ("computed", …).
        cram: any cards at once, without touching the schedule.
        seed: makes the choice of cards and numbers repeatable.

    Raises:
        UsageError: when a topic has no deck, or no card of the kinds.
        ContentError: when a deck is broken.
    """
    rng = random.Random(seed)
    cards = [card for topic in topics for card in cards_of(topic) if _wanted(card, kinds)]
    if kinds and not cards:
        named = ", ".join(sorted({card.kind for topic in topics for card in cards_of(topic)} | set(SOURCES)))
        raise UsageError(f"No card here is of the kind {' or '.join(kinds)}", f"Kinds are: {named}.")
    today = journal.today
    if cram:
        suspended = {id for id, state in journal.states().items() if state.suspended}
        chosen = queue.shuffled([card for card in cards if card.id not in suspended], rng, count)
    else:
        states = journal.states(topics[0] if len(topics) == 1 else None)
        new = max(0, int(journal.setting("new", queue.NEW_A_DAY)) - journal.new_on(today))
        chosen = queue.choose(cards, states, today, rng, new=new, count=count)
    return Session(journal, chosen, schedule_of(journal), cram=cram, rng=rng)


def begun_topics(journal: Journal) -> list[str]:
    """The topics with a deck of which at least one card was answered, due ones first."""
    from dlteach.drill.decks import topics

    begun = {card.partition("/")[0] for card, state in journal.states().items() if state.memory}
    return [topic for topic in topics() if topic in begun]


def _wanted(card: Card, kinds: Sequence[str]) -> bool:
    return not kinds or card.kind in kinds or card.source in kinds

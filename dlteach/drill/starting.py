"""Starts a session: reads what the learner knows, chooses the cards, and says so when there is nothing to ask."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlteach.drill import queue
from dlteach.drill.cards import Card, cards_of
from dlteach.drill.kinds import KINDS, kinds_of
from dlteach.drill.schedule import RETENTION, Schedule
from dlteach.drill.session import Session
from dlteach.errors import UsageError
from dlteach.language import _, either

if TYPE_CHECKING:
    from dlteach.store import Journal


def schedule_of(journal: Journal) -> Schedule:
    """The learner's schedule, with the retention they set and the weights that were fitted to them."""
    none: list[float] = []
    return Schedule(retention=journal.setting("retention", RETENTION), weights=journal.setting("weights", none) or None)


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
        kinds: only cards of these kinds; see `dlteach.drill.kinds`.
        cram: any cards at once, without touching the schedule.
        seed: makes the choice of cards and numbers repeatable.

    Raises:
        UsageError: when a topic has no deck, or no card of the kinds.
        ContentError: when a deck is broken.
    """
    everything = [card for topic in topics for card in cards_of(topic)]
    if cram:
        return practise(journal, everything, count=count, kinds=kinds, seed=seed)
    rng = random.Random(seed)
    today = journal.today
    states = journal.states(topics[0] if len(topics) == 1 else None)
    new = max(0, int(journal.setting("new", queue.NEW_A_DAY)) - journal.new_on(today))
    chosen = queue.choose(_of_kinds(everything, kinds), states, today, rng, new=new, count=count)
    return Session(journal, chosen, schedule_of(journal), rng=rng)


def practise(
    journal: Journal,
    cards: Sequence[Card],
    *,
    count: int | None = None,
    kinds: Sequence[str] = (),
    seed: int | None = None,
) -> Session:
    """A session on any of the cards that are not suspended, in random order, which leaves the schedule as it is.

    Raises:
        UsageError: when no card is of the kinds.
    """
    rng = random.Random(seed)
    suspended = {id for id, state in journal.states().items() if state.suspended}
    chosen = queue.shuffled([card for card in _of_kinds(cards, kinds) if card.id not in suspended], rng, count)
    return Session(journal, chosen, schedule_of(journal), cram=True, rng=rng)


def begun_topics(journal: Journal) -> list[str]:
    """The topics with a deck of which at least one card was answered, due ones first."""
    from dlteach.drill.decks import topics

    begun = {card.partition("/")[0] for card, state in journal.states().items() if state.memory}
    return [topic for topic in topics() if topic in begun]


def _of_kinds(cards: Sequence[Card], kinds: Sequence[str]) -> list[Card]:
    wanted = [card for card in cards if not kinds or kinds_of(card).intersection(kinds)]
    if kinds and not wanted:
        here = {kind for card in cards for kind in kinds_of(card)}
        named = ", ".join(kind for kind in KINDS if kind in here)
        raise UsageError(
            _("No card here is of the kind {kinds}").format(kinds=either(kinds)),
            _("Kinds here are: {named}.").format(named=named),
        )
    return wanted

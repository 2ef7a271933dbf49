"""Chooses the cards of a session and their order: due ones first, a few new ones, topics mixed, siblings apart."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dlteach.drill.cards import SOURCES, Card
from dlteach.store import CardState

NEW_A_DAY = 20
SESSION_SIZE = 20
# siblings give each other away; so many other cards stand between them where there are enough
APART = 5


def choose(
    cards: Sequence[Card],
    states: Mapping[str, CardState],
    day: date,
    rng: random.Random,
    *,
    new: int = NEW_A_DAY,
    count: int | None = None,
) -> list[Card]:
    """The cards of a session.

    Args:
        cards: all that may be asked.
        states: what is known of them, by id.
        day: the study day.
        rng: breaks ties.
        new: how many new cards there may be.
        count: how many cards there shall be: the limit on new cards gives way, and then cards are asked before they
            are due. Without it there are at most SESSION_SIZE.

    Returns:
        Due cards, then new ones, then those asked ahead; at most one new card of a family, if others are left.
    """
    known = [(card, states.get(card.id, CardState(card.id))) for card in cards]
    known = [(card, state) for card, state in known if not state.waits(day)]
    due = [(card, state.memory.due) for card, state in known if state.is_due(day) and state.memory]
    rng.shuffle(due)
    chosen = [card for card, _ in sorted(due, key=lambda pair: pair[1])]
    size = SESSION_SIZE if count is None else count
    fresh = _new_cards([card for card, state in known if state.memory is None], chosen)
    parts = [spread(chosen[:size])]
    room = size - len(parts[0])
    parts.append(spread(fresh[: room if count is not None else min(room, new)]))
    if count is not None:
        room -= len(parts[1])
        later = [(state.memory.due, card) for card, state in known if state.memory and not state.is_due(day)]
        parts.append(spread([card for _, card in sorted(later, key=lambda pair: pair[0])][:room]))
    return [card for part in parts for card in part]


def shuffled(cards: Sequence[Card], rng: random.Random, count: int | None) -> list[Card]:
    """Cards for practice that the schedule does not know of: any, in random order, siblings apart."""
    return spread(rng.sample(cards, len(cards))[: SESSION_SIZE if count is None else count])


def _new_cards(cards: Sequence[Card], due: Iterable[Card]) -> list[Card]:
    """New cards in the order of learning: of each family its first card, terms, aids and questions in turn."""
    met = {card.family for card in due}
    first: list[Card] = []
    siblings: list[Card] = []
    for card in _by_turns(cards):
        (siblings if card.family in met else first).append(card)
        met.add(card.family)
    return first + siblings


def _by_turns(cards: Sequence[Card]) -> list[Card]:
    """Takes one card from each topic's terms, memory aids, written and computed questions in turn."""
    piles: dict[tuple[str, int], list[Card]] = {}
    for card in cards:
        piles.setdefault((card.topic, SOURCES.index(card.source)), []).append(card)
    # a pile's n-th card of k stands at (n + ½) / k, so that all piles end together
    placed = [((n + 0.5) / len(pile), card) for pile in piles.values() for n, card in enumerate(pile)]
    return [card for _, card in sorted(placed, key=lambda pair: pair[0])]


def spread(cards: Sequence[Card]) -> list[Card]:
    """The same cards: confusable ones follow each other, siblings do not, and topics alternate where they can."""
    left = list(cards)
    order: list[Card] = []
    while left:
        recent = [card.family for card in order[-APART:]]
        last = order[-1] if order else None
        apart = [card for card in left if card.family not in recent] or left
        pair = [card for card in apart if last and _confusable(last, card)]
        other_topic = [card for card in apart if last and card.topic != last.topic]
        card = (pair or other_topic or apart)[0]
        left.remove(card)
        order.append(card)
    return order


def _confusable(one: Card, other: Card) -> bool:
    return other.family in one.confused_with or one.family in other.confused_with

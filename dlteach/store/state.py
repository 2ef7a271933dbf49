"""What follows from a card's events, by replaying them: its memory, its due day, whether it is suspended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True)
class Event:
    """One row of the log. `detail` holds what belongs to its kind."""

    id: str
    stamp: int
    time: str
    zone: int
    day: date
    kind: str
    subject: str
    target: str | None
    rating: int | None
    detail: dict


@dataclass(frozen=True)
class Memory:
    """How well a card is remembered: stability in days, difficulty from 1 to 10, last and next study day."""

    stability: float
    difficulty: float
    last: date
    due: date


@dataclass(frozen=True)
class CardState:
    """Everything that is derived for one card. `memory` is None before the first review."""

    card: str
    memory: Memory | None = None
    first: date | None = None
    reviews: int = 0
    lapses: int = 0
    suspended: bool = False
    buried: date | None = None

    def waits(self, day: date) -> bool:
        """True when the card is suspended, or buried for that day."""
        return self.suspended or self.buried == day

    def is_due(self, day: date) -> bool:
        """True when it should be asked on that day.

        A last review that lies in the future means that the clock was wrong then, so such a card is due now.
        """
        return self.memory is not None and (self.memory.due <= day or self.memory.last > day)


class Schedule(Protocol):
    """What the journal must know of a scheduler; `dlteach.drill.schedule` has the real one."""

    def after(self, memory: Memory | None, rating: int, day: date) -> Memory:
        """The memory after an answer with that rating on that study day."""

    def identity(self) -> dict:
        """Name, version and weights, to be logged with the reviews."""


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that were not undone, in their order, without the undo events themselves."""
    events = list(events)
    undone = {event.target for event in events if event.kind == "undo"}
    return [event for event in events if event.kind != "undo" and event.id not in undone]


def replay(card: str, events: Iterable[Event], schedule: Schedule) -> CardState | None:
    """Derives a card's state from all its events.

    Args:
        card: the card's id.
        events: its events in the order of their stamps.
        schedule: turns ratings into memory.

    Returns:
        The state, or None when nothing that stands concerns the card's schedule.
    """
    kept = standing(events)
    overruled = {event.target: event.rating for event in kept if event.kind == "overrule"}
    state = CardState(card)
    for event in kept:
        state = follow(state, event, overruled.get(event.id, event.rating), schedule)
    return None if state == CardState(card) else state


def follow(state: CardState, event: Event, rating: int | None, schedule: Schedule) -> CardState:
    """The state after one more event; `rating` is the event's, or the one it was overruled to."""
    if event.kind == "review":
        assert rating is not None
        return replace(
            state,
            memory=schedule.after(state.memory, rating, event.day),
            first=state.first or event.day,
            reviews=state.reviews + 1,
            lapses=state.lapses + (rating == AGAIN and state.memory is not None),
        )
    if event.kind in ("suspend", "resume"):
        return replace(state, suspended=event.kind == "suspend")
    if event.kind == "bury":
        return replace(state, buried=event.day)
    return state

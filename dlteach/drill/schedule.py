"""When a card comes again: FSRS, counted in study days.

FSRS-6 as implemented by py-fsrs. It counts blocks of 24 hours, so that an answer at 23:50 and one at 09:50 next morning
would fall on the same day; therefore it is only ever given noon, UTC, of the study day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property

from dlteach.errors import JournalError
from dlteach.language import _
from dlteach.store import Memory

RETENTION = 0.9


class Schedule:
    """Turns ratings into memory and due days. Without learning steps and without fuzz, so a log always replays alike.

    Args:
        retention: the wanted chance that a due card is remembered, between 0.7 and 0.99.
        weights: the 21 weights of FSRS-6; py-fsrs's own when left out.
    """

    def __init__(self, retention: float = RETENTION, weights: Sequence[float] | None = None):
        self.retention = retention
        self._weights = weights

    @cached_property
    def _scheduler(self):
        # imported on the first answer, not before the first prompt
        from fsrs.scheduler import DEFAULT_PARAMETERS, Scheduler

        try:
            return Scheduler(
                parameters=self._weights or DEFAULT_PARAMETERS,
                desired_retention=self.retention,
                learning_steps=(),
                relearning_steps=(),
                enable_fuzzing=False,
            )
        except (ValueError, TypeError, IndexError) as error:
            problem = " ".join(str(error).split())
            remedy = _("Set the retention again, `dlteach progress --set retention=0.9`, or take another export in.")
            raise JournalError(
                _("The settings in your journal make no schedule ({problem})").format(problem=problem), remedy
            ) from error

    def after(self, memory: Memory | None, rating: int, day: date) -> Memory:
        """The memory after an answer.

        Args:
            memory: before it, or None at the first answer.
            rating: 1 again, 2 hard, 3 good, 4 easy.
            day: the study day of the answer. One before the last review (another time zone, a clock set back) counts as
                the same day.
        """
        from fsrs import Rating

        # days cannot have passed backwards, but the newest clock is believed from now on
        answered = max(day, memory.last) if memory else day
        card, _ = self._scheduler.review_card(_card(memory), Rating(rating), _noon(answered))
        interval = card.due.date() - answered
        return Memory(card.stability, card.difficulty, last=day, due=day + interval)

    def chance(self, memory: Memory, day: date) -> float:
        """The chance, from 0 to 1, that a card is remembered on that study day."""
        return self._scheduler.get_card_retrievability(_card(memory), _noon(max(day, memory.last)))

    def forecast(self, memory: Memory | None, day: date) -> dict[int, int]:
        """Days until the card would come again, for each rating."""
        return {rating: (self.after(memory, rating, day).due - day).days for rating in (1, 2, 3, 4)}

    def identity(self) -> dict:
        """What the journal keeps with the reviews: the scheduler's name, version and weights."""
        from importlib.metadata import version

        return {
            "name": f"fsrs {version('fsrs')}",
            "weights": list(self._scheduler.parameters),
            "retention": self.retention,
        }


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _card(memory: Memory | None):
    from fsrs import Card, State

    # a card_id of its own choosing would make py-fsrs sleep for a millisecond
    if memory is None:
        return Card(card_id=0)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_noon(memory.due),
        last_review=_noon(memory.last),
    )

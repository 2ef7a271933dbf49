"""What a class has learned: attempts and retention for each learner, topic and item, and the hardest items."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dlteach.store.state import AGAIN, Event

COLUMNS = ("learner", "topic", "item", "attempts", "recalled", "repeated", "retained", "retention", "first", "last")
# fewer answers than these say more of one learner than of the item
ENOUGH_ATTEMPTS = 3


@dataclass(frozen=True)
class ItemResult:
    """One learner and one item.

    Attributes:
        attempts: answers that stand.
        recalled: how many of them were right.
        repeated: first answers of a study day to an item that was answered on an earlier day.
        retained: how many of those were right.
    """

    learner: str
    item: str
    attempts: int
    recalled: int
    repeated: int
    retained: int
    first: date
    last: date

    @property
    def topic(self) -> str:
        """The topic that the item belongs to."""
        return self.item.partition("/")[0]


@dataclass(frozen=True)
class Total:
    """Several results taken together. `names` says of what, such as a learner and a topic."""

    names: tuple[str, ...]
    items: int
    attempts: int
    recalled: int
    repeated: int
    retained: int

    @property
    def recall(self) -> float:
        """The share of all answers that were right."""
        return self.recalled / self.attempts

    @property
    def retention(self) -> float | None:
        """The share of items still known on a later day; None where none came again."""
        return self.retained / self.repeated if self.repeated else None


def results(learner: str, answers: Iterable[Event]) -> Iterator[ItemResult]:
    """Yield the result of each item that a learner answered, sorted by item."""
    by_item: dict[str, list[Event]] = {}
    for event in answers:
        by_item.setdefault(event.subject, []).append(event)
    for item, events in sorted(by_item.items()):
        events.sort(key=lambda event: (event.day, event.stamp))
        firsts = {event.day: event for event in reversed(events)}
        again = [event for day, event in firsts.items() if day > events[0].day]
        yield ItemResult(
            learner,
            item,
            len(events),
            sum(map(_right, events)),
            len(again),
            sum(map(_right, again)),
            events[0].day,
            events[-1].day,
        )


def by_learner_and_topic(found: Iterable[ItemResult]) -> list[Total]:
    """The totals of each learner in each topic, sorted."""
    groups: dict[tuple[str, str], list[ItemResult]] = {}
    for result in found:
        groups.setdefault((result.learner, result.topic), []).append(result)
    return [_total(names, group) for names, group in sorted(groups.items())]


def hardest(found: Iterable[ItemResult], count: int) -> list[Total]:
    """The items that the class recalled least, of those with enough answers; `items` counts learners here."""
    groups: dict[tuple[str], list[ItemResult]] = {}
    for result in found:
        groups.setdefault((result.item,), []).append(result)
    totals = [_total(names, group) for names, group in groups.items()]
    some = [total for total in totals if total.attempts >= ENOUGH_ATTEMPTS and total.recalled < total.attempts]
    return sorted(some, key=lambda total: (total.recall, -total.attempts, total.names))[:count]


def as_csv(found: Iterable[ItemResult]) -> str:
    """One row for each learner and item, under a line of column names."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        retention = f"{one.retained / one.repeated:.3f}" if one.repeated else ""
        counts = (one.attempts, one.recalled, one.repeated, one.retained, retention)
        writer.writerow((_cell(one.learner), _cell(one.topic), _cell(one.item), *counts, one.first, one.last))
    return sink.getvalue()


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: learners name their own files."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _right(event: Event) -> bool:
    return event.rating is not None and event.rating > AGAIN


def _total(names: tuple[str, ...], group: Sequence[ItemResult]) -> Total:
    return Total(
        names,
        len(group),
        sum(one.attempts for one in group),
        sum(one.recalled for one in group),
        sum(one.repeated for one in group),
        sum(one.retained for one in group),
    )

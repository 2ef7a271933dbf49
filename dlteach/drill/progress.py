"""What the learner has reached: what is due, what is known, how well the schedule predicts, what is hard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dlteach.drill.cards import cards_of
from dlteach.drill.decks import topics
from dlteach.drill.schedule import Schedule
from dlteach.store import CardState, statistics

if TYPE_CHECKING:
    from dlteach.store import Journal

# a card counts as known well when it is still remembered after three weeks
WELL_KNOWN_DAYS = 21
COMING_DAYS = 14
HARDEST = 5
CALIBRATION_EDGES = (0.0, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True)
class TopicProgress:
    """One topic: `recall` is the mean chance, from 0 to 1, that a seen card is remembered today."""

    topic: str
    cards: int
    seen: int
    known_well: int
    due: int
    recall: float | None


@dataclass(frozen=True)
class Calibration:
    """Answers whose predicted chance lay in one range: how many, the mean prediction, and what was recalled."""

    answers: int
    predicted: float
    recalled: float


@dataclass(frozen=True)
class Progress:
    """Everything that `dlteach progress` tells.

    `studied` are the study days of the last year with their answers; `fitted_to` is how many answers there were when the
    schedule was last fitted to them, or 0.
    """

    reviews: int
    practised: int
    due: int
    today: date
    days_studied: int
    days_in_a_row: int
    topics: list[TopicProgress]
    coming: dict[date, int]
    calibration: list[Calibration]
    hardest: list[tuple[str, int, int]]
    studied: dict[date, int]
    lessons_finished: list[str]
    fitted_to: int = 0


def measure(journal: Journal, schedule: Schedule) -> Progress:
    """Reads the journal and says where the learner stands."""
    today = journal.today
    states = journal.states()
    year = statistics.reviews_by_day(journal, today - timedelta(days=statistics.YEAR))
    return Progress(
        reviews=journal.review_count(),
        practised=statistics.practised(journal),
        due=sum(state.is_due(today) and not state.waits(today) for state in states.values()),
        today=today,
        days_studied=len(year),
        days_in_a_row=_days_in_a_row(year, today),
        topics=[_topic(topic, states, schedule, today) for topic in topics()],
        coming=statistics.due_by_day(journal, today, COMING_DAYS),
        calibration=_calibration(statistics.predicted_and_recalled(journal, today - timedelta(days=statistics.YEAR))),
        hardest=statistics.hardest(journal, HARDEST),
        studied=year,
        lessons_finished=journal.finished(),
        fitted_to=int(journal.setting("fitted", 0)),
    )


def as_json(progress: Progress) -> dict:
    """The same as JSON values, dates as ISO text."""
    told = {name: value for name, value in vars(progress).items() if name not in ("topics", "calibration", "hardest")}
    return told | {
        "today": progress.today.isoformat(),
        "topics": {topic.topic: {k: v for k, v in vars(topic).items() if k != "topic"} for topic in progress.topics},
        "coming": {day.isoformat(): count for day, count in progress.coming.items()},
        "calibration": [vars(part) for part in progress.calibration],
        "hardest": [{"card": card, "forgotten": lapses, "asked": asked} for card, lapses, asked in progress.hardest],
        "studied": {day.isoformat(): count for day, count in progress.studied.items()},
    }


def _topic(topic: str, states: dict[str, CardState], schedule: Schedule, today: date) -> TopicProgress:
    cards = cards_of(topic)
    seen = [state for card in cards if (state := states.get(card.id)) and state.memory]
    chances = [schedule.chance(state.memory, today) for state in seen if state.memory]
    return TopicProgress(
        topic=topic,
        cards=len(cards),
        seen=len(seen),
        known_well=sum(state.memory.stability >= WELL_KNOWN_DAYS for state in seen if state.memory),
        due=sum(state.is_due(today) and not state.waits(today) for state in seen),
        recall=sum(chances) / len(chances) if chances else None,
    )


def _days_in_a_row(studied: dict[date, int], today: date) -> int:
    # a day that is not over yet breaks nothing
    day = today if today in studied else today - timedelta(days=1)
    count = 0
    while day in studied:
        count += 1
        day -= timedelta(days=1)
    return count


def _calibration(answers: Iterable[tuple[float, bool]]) -> list[Calibration]:
    bins: list[list[tuple[float, bool]]] = [[] for _ in CALIBRATION_EDGES[1:]]
    for chance, recalled in answers:
        place = next((n for n, edge in enumerate(CALIBRATION_EDGES[1:]) if chance < edge), len(bins) - 1)
        bins[place].append((chance, recalled))
    return [
        Calibration(len(part), sum(chance for chance, _ in part) / len(part), sum(hit for _, hit in part) / len(part))
        for part in bins
        if part
    ]

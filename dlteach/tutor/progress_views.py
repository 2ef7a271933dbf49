"""The learner's progress as views: tables, curves and the heat map of the year, each told in words as well."""

from __future__ import annotations

from datetime import date, timedelta

from dlteach.drill.progress import COMING_DAYS, Progress
from dlteach.views import Curve, Heatmap, Series, Table

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKS_OF_A_YEAR = 53
# with fewer answers, a share says nothing
ENOUGH_ANSWERS = 10


def topics_table(progress: Progress) -> Table:
    """What is known of each topic that was begun."""
    rows = [
        [
            topic.topic,
            f"{topic.seen} of {topic.cards}",
            str(topic.known_well),
            str(topic.due),
            "" if topic.recall is None else f"{topic.recall:.0%}",
        ]
        for topic in progress.topics
        if topic.seen
    ]
    note = "“Known well”: remembered for three weeks or more. “Recall”: the expected share you would know today."
    return Table("Topics", ["topic", "seen", "known well", "due", "recall"], rows, [1, 2, 3, 4], note)


def coming_curve(progress: Progress) -> Curve:
    """How many cards come on each of the next days."""
    counts = [progress.coming.get(progress.today + timedelta(days=n), 0) for n in range(COMING_DAYS)]
    told = [f"{count} {_day(n)}" for n, count in enumerate(counts) if count]
    words = f"Cards that come in the next {COMING_DAYS} days: {', '.join(told) or 'none'}."
    days = [float(n) for n in range(COMING_DAYS)]
    series = [Series("cards", [float(count) for count in counts], days)]
    return Curve("What comes when", series, words, "days from today", "cards", name="coming")


def year_heatmap(progress: Progress, weeks: int) -> Heatmap:
    """Answers on each day of the last weeks: one column a week, one row a weekday."""
    monday = progress.today - timedelta(days=progress.today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(weeks))]
    values = [[float(progress.studied.get(week + timedelta(days=n), 0)) for week in mondays] for n in range(7)]
    best = max(progress.studied, key=lambda day: progress.studied[day])
    total = sum(sum(row) for row in values)
    whole = weeks == WEEKS_OF_A_YEAR
    return Heatmap(
        "Answers a day in the last year" if whole else f"Answers a day in the last {weeks} weeks",
        values,
        f"{total:,.0f} answers in {'the last year' if whole else f'{weeks} weeks'}. Your busiest day of the year was "
        f"{best}, with {count_of(progress.studied[best], 'answer')}.",
        row_labels=[name[:2] for name in WEEKDAYS],
        column_labels=_months(mondays) if whole else [f"{week:%d.%m}" for week in mondays],
        name="weeks",
    )


def calibration_curve(progress: Progress) -> Curve:
    """What was recalled against what had been predicted; on the diagonal, the schedule knows the learner."""
    parts = progress.calibration
    told = [
        f"of {count_of(part.answers, 'answer')} predicted at {part.predicted:.0%}, {part.recalled:.0%} were right"
        for part in parts
    ]
    few = sum(part.answers for part in parts) < ENOUGH_ANSWERS
    words = f"{'; '.join(told).capitalize()}.{' These are few answers yet.' if few else ''}"
    predicted = [100 * part.predicted for part in parts]
    series = [
        Series("recalled", [100 * part.recalled for part in parts], predicted),
        Series("as predicted", predicted, predicted),
    ]
    return Curve("Does the schedule know you?", series, words, "predicted, %", "recalled, %", name="calibration")


def calibration_table(progress: Progress) -> Table:
    """The same as numbers."""
    rows = [[f"{part.predicted:.0%}", f"{part.recalled:.0%}", str(part.answers)] for part in progress.calibration]
    return Table("Does the schedule know you?", ["predicted", "recalled", "answers"], rows, [0, 1, 2])


def hardest_table(progress: Progress) -> Table:
    """The cards forgotten most often."""
    rows = [[card, str(forgotten), str(asked)] for card, forgotten, asked in progress.hardest]
    return Table("Hardest cards", ["card", "forgotten", "asked"], rows, [1, 2])


def count_of(number: int, what: str) -> str:
    """A number with its noun: "1 day", "2 days"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _day(days: int) -> str:
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def _months(mondays: list[date]) -> list[str]:
    """The month above the first week that begins in it."""
    before = [None, *mondays[:-1]]
    return [
        f"{week:%b}" if last is not None and week.month != last.month else ""
        for last, week in zip(before, mondays, strict=True)
    ]

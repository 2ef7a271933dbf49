"""Tells the learner's progress on the screen."""

from __future__ import annotations

from datetime import timedelta

from dlteach.drill.fitting import ENOUGH_ANSWERS, is_installed
from dlteach.drill.progress import Progress
from dlteach.screen import Screen
from dlteach.views import Heatmap, Table, View

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKS_SHOWN = 12


def show_progress(screen: Screen, progress: Progress) -> None:
    """Tells everything that is known; an empty journal says how to begin."""
    screen.heading("Your progress")
    if not progress.reviews and not progress.practised:
        screen.line("There are no answers yet. Begin with `dlteach lesson cnn` or `dlteach quiz cnn`.")
        return
    answers = _count(progress.reviews, "answer")
    screen.line(f"{answers} on {_count(progress.days_studied, 'day')} of the last year; {progress.due} due today.")
    if progress.days_in_a_row > 1:
        screen.line(f"You have studied {progress.days_in_a_row} days in a row.")
    for view in views(progress):
        screen.view(view)
    if progress.reviews >= ENOUGH_ANSWERS and is_installed():
        screen.line("Your answers are enough to fit the schedule to you: `dlteach progress --fit`.")


def views(progress: Progress) -> list[View]:
    """Topics, what comes, the year, calibration and the hardest cards, as far as there is something to tell."""
    made: list[View] = [_topics(progress), _coming(progress)]
    if progress.studied:
        made.append(_weeks(progress))
    if progress.calibration:
        made.append(_calibration(progress))
    if progress.hardest:
        made.append(_hardest(progress))
    return made


def _topics(progress: Progress) -> Table:
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


def _coming(progress: Progress) -> Table:
    rows = [[_day((day - progress.today).days), str(count)] for day, count in progress.coming.items()]
    return Table("What comes when", ["day", "cards"], rows or [["the next two weeks", "0"]], [1])


def _weeks(progress: Progress) -> Heatmap:
    monday = progress.today - timedelta(days=progress.today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS_SHOWN))]
    values = [[float(progress.studied.get(week + timedelta(days=n), 0)) for week in weeks] for n in range(7)]
    best = max(progress.studied, key=lambda day: progress.studied[day])
    total = sum(sum(row) for row in values)
    return Heatmap(
        f"Answers a day in the last {WEEKS_SHOWN} weeks",
        values,
        f"{total:.0f} answers in {WEEKS_SHOWN} weeks. Your busiest day of the year was {best}, with "
        f"{_count(progress.studied[best], 'answer')}.",
        row_labels=[name[:2] for name in WEEKDAYS],
        column_labels=[f"{week:%d.%m}" for week in weeks],
        name="weeks",
    )


def _calibration(progress: Progress) -> Table:
    rows = [[f"{part.predicted:.0%}", f"{part.recalled:.0%}", str(part.answers)] for part in progress.calibration]
    return Table("Does the schedule know you?", ["predicted", "recalled", "answers"], rows, [0, 1, 2])


def _hardest(progress: Progress) -> Table:
    rows = [[card, str(forgotten), str(asked)] for card, forgotten, asked in progress.hardest]
    return Table("Hardest cards", ["card", "forgotten", "asked"], rows, [1, 2])


def _day(days: int) -> str:
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

"""The learner's progress as views: tables, curves and the heat map of the year, each told in words as well."""

from __future__ import annotations

from datetime import date, timedelta

from dlteach.drill.progress import COMING_DAYS, Progress
from dlteach.language import _, mark, ngettext
from dlteach.views import Curve, Heatmap, Series, Table

WEEKDAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)
WEEKS_OF_A_YEAR = 53
# with fewer answers, a share says nothing
ENOUGH_ANSWERS = 10


def topics_table(progress: Progress) -> Table:
    """What is known of each topic that was begun."""
    rows = [
        [
            topic.topic,
            _("{seen} of {cards}").format(seen=topic.seen, cards=topic.cards),
            str(topic.known_well),
            str(topic.due),
            "" if topic.recall is None else f"{topic.recall:.0%}",
        ]
        for topic in progress.topics
        if topic.seen
    ]
    note = _("“Known well”: remembered for three weeks or more. “Recall”: the expected share you would know today.")
    return Table(_("Topics"), [_("topic"), _("seen"), _("known well"), _("due"), _("recall")], rows, [1, 2, 3, 4], note)


def coming_curve(progress: Progress) -> Curve:
    """How many cards come on each of the next days."""
    counts = [progress.coming.get(progress.today + timedelta(days=n), 0) for n in range(COMING_DAYS)]
    told = [on_day(count, n) for n, count in enumerate(counts) if count]
    words = _("Cards that come in the next {days} days: {told}.").format(
        days=COMING_DAYS, told=", ".join(told) or _("none")
    )
    days = [float(n) for n in range(COMING_DAYS)]
    series = [Series(_("cards"), [float(count) for count in counts], days)]
    return Curve(_("What comes when"), series, words, _("days from today"), _("cards"), name="coming")


def year_heatmap(progress: Progress, weeks: int) -> Heatmap:
    """Answers on each day of the last weeks: one column a week, one row a weekday."""
    monday = progress.today - timedelta(days=progress.today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(weeks))]
    values = [[float(progress.studied.get(week + timedelta(days=n), 0)) for week in mondays] for n in range(7)]
    best = max(progress.studied, key=lambda day: progress.studied[day])
    total = sum(sum(row) for row in values)
    whole = weeks == WEEKS_OF_A_YEAR
    title, words = _("Answers a day in the last {weeks} weeks"), _("{total:,.0f} answers in {weeks} weeks.")
    if whole:
        title, words = _("Answers a day in the last year"), _("{total:,.0f} answers in the last year.")
    busiest = _("Your busiest day of the year was {day}, with {answers}.")
    return Heatmap(
        title.format(weeks=weeks),
        values,
        words.format(total=total, weeks=weeks)
        + " "
        + busiest.format(day=best, answers=count_of_answers(progress.studied[best])),
        row_labels=[_(name)[:2] for name in WEEKDAYS],
        column_labels=_months(mondays) if whole else [f"{week:%d.%m}" for week in mondays],
        name="weeks",
    )


def calibration_curve(progress: Progress) -> Curve:
    """What was recalled against what had been predicted; on the diagonal, the schedule knows the learner."""
    parts = progress.calibration
    told = [
        _("of {answers} predicted at {predicted:.0%}, {recalled:.0%} were right").format(
            answers=count_of_answers(part.answers), predicted=part.predicted, recalled=part.recalled
        )
        for part in parts
    ]
    few = sum(part.answers for part in parts) < ENOUGH_ANSWERS
    joined = "; ".join(told)
    words = _("{told}. These are few answers yet.") if few else _("{told}.")
    words = words.format(told=joined[:1].upper() + joined[1:])
    predicted = [100 * part.predicted for part in parts]
    series = [
        Series(_("recalled"), [100 * part.recalled for part in parts], predicted),
        Series(_("as predicted"), predicted, predicted),
    ]
    return Curve(
        _("Does the schedule know you?"), series, words, _("predicted, %"), _("recalled, %"), name="calibration"
    )


def calibration_table(progress: Progress) -> Table:
    """The same as numbers."""
    rows = [[f"{part.predicted:.0%}", f"{part.recalled:.0%}", str(part.answers)] for part in progress.calibration]
    return Table(_("Does the schedule know you?"), [_("predicted"), _("recalled"), _("answers")], rows, [0, 1, 2])


def hardest_table(progress: Progress) -> Table:
    """The cards forgotten most often."""
    rows = [[card, str(forgotten), str(asked)] for card, forgotten, asked in progress.hardest]
    return Table(_("Hardest cards"), [_("card"), _("forgotten"), _("asked")], rows, [1, 2])


def count_of_answers(count: int) -> str:
    """A number with its noun: "1 answer", "2 answers"."""
    return ngettext("{count:,} answer", "{count:,} answers", count).format(count=count)


def on_day(count: int, days: int) -> str:
    """How many come on a day, counted from today: "3 in 2 days"."""
    if days <= 0:
        return _("{count} today").format(count=count)
    if days == 1:
        return _("{count} tomorrow").format(count=count)
    return ngettext("{count} in {days} day", "{count} in {days} days", days).format(count=count, days=days)


def _months(mondays: list[date]) -> list[str]:
    """The month above the first week that begins in it."""
    before = [None, *mondays[:-1]]
    return [
        _(MONTHS[week.month - 1])[:3] if last is not None and week.month != last.month else ""
        for last, week in zip(before, mondays, strict=True)
    ]

"""Tells the learner's progress on the screen, and as a page to keep."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dlteach.drill.fitting import advice
from dlteach.drill.progress import Progress
from dlteach.language import _, mark, ngettext
from dlteach.screen import Screen
from dlteach.tutor import progress_views as made
from dlteach.views import View

# in words a year would be four hundred numbers, and a narrow terminal has no room for its weeks
WEEKS_IN_WORDS = 12
WIDTH_OF_A_YEAR = 60
NOTHING_YET = mark("There are no answers yet. Begin with `dlteach lesson cnn` or `dlteach quiz cnn`.")


def show_progress(screen: Screen, progress: Progress) -> None:
    """Tells everything that is known; an empty journal says how to begin."""
    screen.heading(_("Your progress"))
    if not progress.reviews and not progress.practised:
        screen.line(_(NOTHING_YET))
        return
    for sentence in _sentences(progress):
        screen.line(sentence)
    drawn = screen.width >= WIDTH_OF_A_YEAR and not screen.plain
    for view in views(progress, made.WEEKS_OF_A_YEAR if drawn else WEEKS_IN_WORDS):
        screen.view(view)
    if offer := advice(progress.reviews, progress.fitted_to):
        screen.line(offer)


def views(progress: Progress, weeks: int) -> list[View]:
    """Topics, what comes, the last weeks, calibration and the hardest cards, as far as there is something to tell."""
    shown: list[View] = [made.topics_table(progress), made.coming_curve(progress)]
    if progress.studied:
        shown.append(made.year_heatmap(progress, weeks))
    if progress.calibration:
        shown.append(made.calibration_table(progress))
    if progress.hardest:
        shown.append(made.hardest_table(progress))
    return shown


def write_progress(progress: Progress, path: Path) -> Path:
    """Writes the same figures, with the whole year, as one self-contained HTML page.

    Raises:
        DlteachError: the file cannot be written.
    """
    from dlteach.export.report import Report

    report = Report(_("Your progress"), f"dlteach, {_date(progress.today)}")
    if not progress.reviews and not progress.practised:
        report.markdown(_(NOTHING_YET))
        return report.write(path)
    report.markdown(" ".join(_sentences(progress)))
    report.section(_("What you know"))
    report.view(made.topics_table(progress))
    report.section(_("What comes when"))
    report.view(made.coming_curve(progress))
    if progress.studied:
        report.section(_("The year"))
        report.view(made.year_heatmap(progress, made.WEEKS_OF_A_YEAR))
    if progress.calibration:
        report.section(_("Does the schedule know you?"))
        report.markdown(
            _(
                "Before each answer the schedule predicts how likely you are to know it. Here is what really "
                "came of it; on the line “as predicted”, both are the same."
            )
        )
        report.view(made.calibration_curve(progress))
        report.view(made.calibration_table(progress))
    if progress.hardest:
        report.section(_("Hardest cards"))
        report.view(made.hardest_table(progress))
    return report.write(path)


def _sentences(progress: Progress) -> list[str]:
    days = ngettext(
        "{answers} on {count:,} day of the last year; {due} due today.",
        "{answers} on {count:,} days of the last year; {due} due today.",
        progress.days_studied,
    )
    answers = made.count_of_answers(progress.reviews)
    told = [days.format(answers=answers, count=progress.days_studied, due=progress.due)]
    if progress.days_in_a_row > 1:
        told.append(_("You have studied {count} days in a row.").format(count=progress.days_in_a_row))
    return told


def _date(day: date) -> str:
    return _("{day} {month} {year}").format(day=day.day, month=_(made.MONTHS[day.month - 1]), year=day.year)

"""`dlteach progress`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dlteach.language import _, mark, ngettext

if TYPE_CHECKING:
    from dlteach.screen import Screen
    from dlteach.store import Journal

FILE = click.Path(dir_okay=False, path_type=Path)
# name → what it is, smallest and largest value
SETTINGS = {
    "retention": (mark("the wanted chance that a due card is remembered"), 0.7, 0.99),
    "new": (mark("new cards a day"), 0, 1000),
}


@click.command("progress", short_help="What you know, what is due, and your journal's export and import.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@click.option("--report", type=FILE, metavar="F.html", help="Write the same figures as a page to keep.")
@click.option("--export", "export_to", type=FILE, metavar="FILE", help="Write your journal to FILE.")
@click.option(
    "--import",
    "import_from",
    type=FILE,
    metavar="FILE",
    help="Take in a journal written by --export, or your answers from Anki.",
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="retention=0.9 or new=20 (cards a day).")
@click.option("--fit", "fits", is_flag=True, help="Fit the schedule to your own answers.")
@click.option("--resume", metavar="CARD", help="Take a suspended card up again; “all” takes up every one.")
@click.option("--restore", is_flag=True, help="Go on from the newest backup of a damaged journal.")
@click.option(
    "--class",
    "of_class",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Show the results of a class: FOLDER holds the learners' exports, NAME.jsonl each.",
)
@click.option(
    "--csv", "csv_file", type=FILE, metavar="F.csv", help="With --class: write every learner and item to F.csv."
)
@click.option("--plain", is_flag=True, help="No colours, no drawing; for screen readers and pipes.")
def command(
    as_json: bool,
    report: Path | None,
    export_to: Path | None,
    import_from: Path | None,
    settings: tuple[str, ...],
    fits: bool,
    resume: str | None,
    restore: bool,
    of_class: Path | None,
    csv_file: Path | None,
    plain: bool,
) -> int:
    """Shows what is due when, how well you know each topic, and what is hard.

    \b
    dlteach progress --report mine.html      the same with the whole year, as a page
    dlteach progress --export mine.jsonl     on one machine
    dlteach progress --import mine.jsonl     on the other: the journals are merged, answer by answer
    dlteach progress --class exports         a table of a whole class, from the files that --export wrote
    dlteach progress --import lstm.apkg      what you answered in Anki, exported there with its scheduling information
    """
    from dlteach.screen import Screen
    from dlteach.store import Journal

    screen = Screen(plain=plain)
    if csv_file is not None and of_class is None:
        raise click.UsageError(_("--csv belongs to --class FOLDER."))
    if of_class is not None:
        from dlteach.tutor.class_table import show_class

        return show_class(screen, of_class, csv_file)
    chosen = [_setting(text) for text in settings]
    if restore:
        _restore(screen)
    # what only reads also works where nothing can be written
    writes = import_from or chosen or resume or fits
    with Journal.open() if writes else Journal.open_to_read() as journal:
        if import_from is not None:
            _import(screen, journal, import_from)
        if chosen or resume:
            _change(screen, journal, chosen, resume)
        if fits:
            _fit(screen, journal)
        if export_to is not None:
            from dlteach.store.merge import export_log

            count = export_log(journal, export_to)
            told = ngettext("{count:,} event was written to {file}.", "{count:,} events were written to {file}.", count)
            screen.line(told.format(count=count, file=export_to))
        if report is not None:
            _report(screen, journal, report)
        if not (restore or writes or export_to or report) or as_json:
            _tell(screen, journal, as_json)
    return 0


def _report(screen: Screen, journal: Journal, file: Path) -> None:
    from dlteach.drill.progress import measure
    from dlteach.drill.starting import schedule_of
    from dlteach.tutor.progressing import write_progress

    write_progress(measure(journal, schedule_of(journal)), file)
    screen.line(_("Your progress was written to {file}.").format(file=file))


def _tell(screen: Screen, journal: Journal, as_json: bool) -> None:
    from dlteach.drill import progress
    from dlteach.drill.starting import schedule_of

    measured = progress.measure(journal, schedule_of(journal))
    if as_json:
        import json

        click.echo(json.dumps(progress.as_json(measured), indent=2, ensure_ascii=False))
    else:
        from dlteach.tutor.progressing import show_progress

        show_progress(screen, measured)


def _import(screen: Screen, journal: Journal, file: Path) -> None:
    from dlteach.drill.starting import schedule_of
    from dlteach.export.anki_history import import_history, is_anki_file
    from dlteach.store.merge import import_log

    if is_anki_file(file):
        screen.line(str(import_history(journal, file, schedule_of(journal))))
        return
    before = schedule_of(journal)
    count = import_log(journal, file, before)
    # the other machine may have changed the wanted retention since, or fitted the weights
    if (after := schedule_of(journal)).identity() != before.identity():
        journal.rebuild(after)
    told = ngettext(
        "{count:,} new event was taken in from {file}.", "{count:,} new events were taken in from {file}.", count
    )
    screen.line(told.format(count=count, file=file))


def _change(screen: Screen, journal: Journal, settings: list[tuple[str, float]], resume: str | None) -> None:
    from dlteach.drill.starting import schedule_of

    for name, value in settings:
        journal.set(name, value)
        screen.line(_("{name} is {value:g} now.").format(name=name, value=value))
        if name == "retention":
            journal.rebuild(schedule_of(journal))
    if resume:
        suspended = [id for id, state in journal.states().items() if state.suspended and resume in (id, "all")]
        for id in suspended:
            journal.resume(id, schedule_of(journal))
        if suspended:
            screen.line(_("Taken up again: {cards}.").format(cards=", ".join(suspended)))
        else:
            screen.line(_("Taken up again: no card, since none of that name is suspended."))


def _fit(screen: Screen, journal: Journal) -> None:
    from dlteach.drill.fitting import fit
    from dlteach.drill.starting import schedule_of

    found = fit(journal, schedule_of(journal))
    journal.set("fitted", found.answers)
    losses = {"before": found.loss_before, "after": found.loss_after}
    if not found.better:
        screen.line(
            _(
                "Your {answers:,} answers are predicted best as it is; fitting would take the error from {before:.4f} "
                "to {after:.4f}."
            ).format(answers=found.answers, **losses)
        )
        return
    journal.set("weights", found.weights)
    journal.rebuild(schedule_of(journal))
    screen.line(
        _(
            "Fitted to your {answers:,} answers: the error of the predictions (log loss) goes from {before:.4f} "
            "to {after:.4f}."
        ).format(answers=found.answers, **losses)
    )


def _restore(screen: Screen) -> None:
    from dlteach.errors import UsageError
    from dlteach.store import Journal, home
    from dlteach.store.backups import restore
    from dlteach.store.journal import FILE_NAME
    from dlteach.store.opening import DamagedJournal

    try:
        with Journal.open() as journal:
            journal.verify()
    except DamagedJournal:
        pass
    else:
        raise UsageError(_("Your journal is sound, so there is nothing to restore"), _("Leave --restore out."))
    backup, kept = restore(home() / FILE_NAME)
    screen.line(
        _("Your journal is now the backup {backup}. The damaged file is kept as {kept}.").format(
            backup=backup.name, kept=kept.name
        )
    )


def _setting(text: str) -> tuple[str, float]:
    name, _equals, value = text.partition("=")
    if name not in SETTINGS:
        raise click.BadParameter(
            _("“{name}” is no setting; settings are: {settings}.").format(name=name, settings=", ".join(SETTINGS)),
            param_hint="--set",
        )
    what, smallest, largest = SETTINGS[name]
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not smallest <= number <= largest:
        raise click.BadParameter(
            _("{name} ({what}) is a number from {smallest} to {largest}.").format(
                name=name, what=_(what), smallest=smallest, largest=largest
            ),
            param_hint="--set",
        )
    return name, number

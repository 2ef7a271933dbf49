"""Shows the results of a class: a table of learners and topics, and what was hardest."""

from __future__ import annotations

from pathlib import Path

from dlteach.drill import class_results
from dlteach.drill.class_results import ItemResult, Total
from dlteach.errors import JournalError
from dlteach.export.files import write_file
from dlteach.language import _
from dlteach.screen import Screen
from dlteach.store.class_logs import learners_files, sound_logs
from dlteach.views import Table

HARDEST = 10


def show_class(screen: Screen, folder: Path, csv_file: Path | None) -> int:
    """Reads the exports of a class, shows them, and writes the single items to a CSV file where one is named.

    Returns:
        The exit code: 1 when a file could not be read.
    """
    found: list[ItemResult] = []
    broken = 0
    for learner, log in sound_logs(learners_files(folder)):
        if isinstance(log, JournalError):
            screen.error(_("{problem} {learner} is left out.").format(problem=log, learner=learner))
            broken += 1
        else:
            found += class_results.results(learner, log)
    if csv_file is not None:
        # a byte order mark, without which Excel does not take it for UTF-8
        write_file(csv_file, class_results.as_csv(found).encode("utf-8-sig", "replace"))
        screen.line(_("{count:,} rows were written to {csv_file}.").format(count=len(found), csv_file=csv_file))
    else:
        _show(screen, found)
    return 1 if broken else 0


def _show(screen: Screen, found: list[ItemResult]) -> None:
    totals = class_results.by_learner_and_topic(found)
    columns = [_("learner"), _("topic"), _("items"), _("answers"), _("right"), _("retained")]
    note = _("right: of all answers; retained: of items that came again on a later day.")
    screen.view(Table(_("The class"), columns, [_row(total) for total in totals], numeric=[2, 3, 4, 5], note=note))
    hard = class_results.hardest(found, HARDEST)
    if hard:
        columns = [_("item"), _("learners"), _("answers"), _("right"), _("retained")]
        rows = [_row(total) for total in hard]
        screen.view(Table(_("The hardest items"), columns, rows, numeric=[1, 2, 3, 4]))


def _row(total: Total) -> list[str]:
    retained = f"{100 * total.retention:.0f} %" if total.retention is not None else "–"
    return [*total.names, f"{total.items:,}", f"{total.attempts:,}", f"{100 * total.recall:.0f} %", retained]

"""Compares logged trainings in one table: only the settings that differ, then the results."""

from __future__ import annotations

from dlteach.language import _
from dlteach.views import Run, Table

NEWEST = 15
# as many settings and results stand side by side in 80 columns
SIDE_BY_SIDE = 5


def comparison(runs: list[Run]) -> Table:
    """The newest trainings side by side; one that was repeated with the same settings stands there once, as it last was.

    So a training of an earlier session stays in sight beside those that a new session makes anew. Where there is too much
    to compare, settings that every title tells already are left out.

    Args:
        runs: oldest first.
    """
    every = list({(run.title, *sorted(run.settings.items())): run for run in runs}.values())
    runs = every[-NEWEST:]
    names = list(dict.fromkeys(name for run in runs for name in run.settings))
    varying = [name for name in names if len({str(run.settings.get(name)) for run in runs}) > 1]
    results = list(dict.fromkeys(name for run in runs for name in run.results))
    if len(varying) + len(results) > SIDE_BY_SIDE:
        varying = [name for name in varying if _tells_namesakes_apart(name, runs)]
    rows = []
    for number, run in enumerate(runs, 1):
        settings = [_text(run.settings.get(name)) for name in varying]
        measured = [_number(run.results.get(name)) for name in results]
        rows.append([str(number), run.title, *settings, *measured, f"{run.seconds:.1f}"])
    # a heading may break at its spaces, not in the midst of a word
    headings = [name.replace("_", " ") for name in (*varying, *results)]
    columns = ["", _("training"), *headings, _("seconds")]
    first_number = 2 + len(varying)
    return Table(
        _("Trainings so far"),
        columns,
        rows,
        numeric=[0, *range(first_number, len(columns))],
        note=_note(len(rows), len(every)),
        name="trainings",
    )


def _note(shown: int, count: int) -> str:
    if not shown:
        return _("None yet.")
    return _("The newest {shown} of {count}.").format(shown=shown, count=count) if shown < count else ""


def _tells_namesakes_apart(setting: str, runs: list[Run]) -> bool:
    """Whether trainings of one title differ in a setting; the title of others says how they differ."""
    seen: dict[str, set[str]] = {}
    for run in runs:
        seen.setdefault(run.title, set()).add(str(run.settings.get(setting)))
    return any(len(values) > 1 for values in seen.values())


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) and value >= 1000 else f"{value:.4g}"


def _text(value: object) -> str:
    if value is None:
        return "–"
    return {True: _("yes"), False: _("no")}.get(value, str(value)) if isinstance(value, bool) else str(value)

"""Reads the exported journals of a class: one file a learner, named after the learner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dlteach.errors import JournalError, UsageError
from dlteach.language import _
from dlteach.store.merge import read_log
from dlteach.store.state import Event, standing

SUFFIX = ".jsonl"


def learners_files(folder: Path) -> list[Path]:
    """The exports in a folder, sorted by name.

    Raises:
        UsageError: when there is none.
    """
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX and path.is_file())
    except OSError as error:
        raise UsageError(
            _("'{folder}' cannot be read ({reason})").format(folder=folder, reason=_(error.strerror or str(error))),
            _("Name a folder of exported journals."),
        ) from error
    if not found:
        remedy = _("Learners make one with `dlteach progress --export NAME{suffix}`.").format(suffix=SUFFIX)
        raise UsageError(
            _("There is no exported journal (*{suffix}) in '{folder}'").format(suffix=SUFFIX, folder=folder), remedy
        )
    return found


def answers(path: Path) -> Iterator[Event]:
    """The answers of one export that stand: what was undone is left out, what was overruled has its new rating.

    Raises:
        JournalError: when the file is no export; names file and line.
    """
    by_card: dict[str, dict[str, Event]] = {}
    for event in read_log(path):
        by_card.setdefault(event.subject, {}).setdefault(event.id, event)
    for events in by_card.values():
        in_order = sorted(events.values(), key=lambda event: (event.stamp, event.id))
        kept = standing(in_order)
        overruled = {event.target: event.rating for event in kept if event.kind == "overrule"}
        for event in kept:
            if event.kind in ("review", "practice"):
                yield replace(event, rating=overruled.get(event.id, event.rating))


def sound_logs(files: list[Path]) -> Iterator[tuple[str, list[Event] | JournalError]]:
    """Yield each learner with the answers, or with what is wrong with the file: one broken file spoils no class."""
    for path in files:
        try:
            yield path.stem, list(answers(path))
        except JournalError as error:
            yield path.stem, error

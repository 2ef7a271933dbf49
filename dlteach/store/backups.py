"""Copies of the journal, one a study day, thinned by day, week and month."""

from __future__ import annotations

import os
import sqlite3
from datetime import date, datetime
from pathlib import Path

from dlteach.errors import JournalError
from dlteach.language import _

KEPT_DAYS, KEPT_WEEKS, KEPT_MONTHS = 7, 4, 12


def folder(path: Path) -> Path:
    """Where the backups of the journal at `path` lie."""
    return path.parent / "backups"


def daily_backups(path: Path) -> dict[date, Path]:
    """The daily backups of the journal at `path`, by study day, oldest first."""
    found = {}
    for file in sorted(folder(path).glob(f"{path.stem}-*.db")):
        try:
            found[date.fromisoformat(file.stem.removeprefix(f"{path.stem}-"))] = file
        except ValueError:
            continue
    return found


def newest_backup(path: Path) -> Path | None:
    """The newest daily backup of the journal at `path`, or None."""
    return next(reversed(daily_backups(path).values()), None)


def back_up(connection: sqlite3.Connection, path: Path, name: str) -> Path:
    """Copies the whole journal to `backups/journal-NAME.db`; the copy appears complete or not at all.

    Raises:
        JournalError: when the copy cannot be written.
    """
    target = folder(path) / f"{path.stem}-{name}.db"
    unfinished = target.with_suffix(f".{os.getpid()}.unfinished")
    try:
        target.parent.mkdir(exist_ok=True)
        try:
            copy = sqlite3.connect(unfinished)
            try:
                connection.backup(copy)
            finally:
                copy.close()
            os.replace(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise JournalError(
            _("The backup cannot be written ({reason})").format(reason=_(error.strerror or str(error))),
            _("Make the folder writable or free some space."),
            place=str(target),
        ) from error
    return target


def thin(path: Path) -> None:
    """Keeps the newest backups of 7 days, 4 weeks and 12 months, and deletes the others."""
    newest_first = sorted(daily_backups(path).items(), reverse=True)
    kept: set[Path] = set()
    for period, count in (
        (lambda day: day, KEPT_DAYS),
        (lambda day: day.isocalendar()[:2], KEPT_WEEKS),
        (lambda day: (day.year, day.month), KEPT_MONTHS),
    ):
        newest_of_period: dict = {}
        for day, file in newest_first:
            newest_of_period.setdefault(period(day), file)
        kept.update(list(newest_of_period.values())[:count])
    for _day, file in newest_first:
        if file not in kept:
            file.unlink(missing_ok=True)


def restore(path: Path) -> tuple[Path, Path]:
    """Puts the newest backup in the journal's place and keeps the damaged file beside it.

    Returns:
        The backup used, and where the damaged file is now.

    Raises:
        JournalError: when there is no backup, or the folder cannot be written.
    """
    import shutil

    backup = newest_backup(path)
    if backup is None:
        raise JournalError(
            _("There is no backup to go back to"), _("Backups are made once a study day."), place=str(path)
        )
    kept = path.with_name(f"{path.stem}-damaged-{datetime.now():%Y%m%d-%H%M%S}.db")
    ready = path.with_name(f"{path.stem}.restored")
    try:
        shutil.copyfile(backup, ready)
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                os.replace(part, kept.with_name(kept.name + ending))
        os.replace(ready, path)
    except OSError as error:
        raise JournalError(
            _("The backup cannot be put in place ({reason})").format(reason=_(error.strerror or str(error))),
            _("Make the folder writable or free some space."),
            place=str(path),
        ) from error
    return backup, kept

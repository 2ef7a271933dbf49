"""Writes the log to a file of JSON lines and takes such a file in: two machines' logs become one, event by event."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dlteach.errors import JournalError
from dlteach.language import _
from dlteach.store.events import LAST_STAMP
from dlteach.store.reviews import CARD_KINDS
from dlteach.store.state import Event, Schedule

if TYPE_CHECKING:
    from dlteach.store.journal import Journal

FORMAT = 1
LAST_YEAR = 9000


def export_log(journal: Journal, path: Path) -> int:
    """Writes every event to `path`, one JSON object a line after a first line that names the format.

    Returns:
        How many events were written.

    Raises:
        JournalError: when the file cannot be written; a file that was there before is kept then.
    """
    if not path.name:
        raise JournalError(
            _("The journal cannot be exported to a file without a name"), _("Name one, such as mine.jsonl.")
        )
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    count = 0
    try:
        try:
            with unfinished.open("w", encoding="utf-8") as file:
                file.write(json.dumps({"dlteach_journal": FORMAT}) + "\n")
                for event in journal.events():
                    file.write(json.dumps({**vars(event), "day": event.day.isoformat()}, ensure_ascii=False) + "\n")
                    count += 1
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise JournalError(
            _("The journal cannot be exported ({reason})").format(reason=_(error.strerror or str(error))),
            _("Name another file."),
            place=str(path),
        ) from error
    return count


def import_log(journal: Journal, path: Path, schedule: Schedule) -> int:
    """Adds the events of an exported file that this journal does not have yet, all of them or none.

    Returns:
        How many were new.

    Raises:
        JournalError: when the file cannot be read or is no export; names file and line.
    """
    touched: set[str] = set()
    count = 0
    with journal.transaction():
        for event in read_log(path):
            if journal.insert(event):
                count += 1
                if event.kind in CARD_KINDS:
                    touched.add(event.subject)
        journal.derive(sorted(touched), schedule)
    return count


def read_log(path: Path) -> Iterator[Event]:
    """The events of an exported file, one by one.

    Raises:
        JournalError: when the file cannot be read or is no export; names file and line.
    """
    try:
        with path.open(encoding="utf-8") as file:
            _check_first_line(file.readline(), path)
            for number, line in enumerate(file, start=2):
                yield _event(line, f"{path}:{number}")
    except OSError as error:
        raise JournalError(
            _("The file cannot be read ({reason})").format(reason=_(error.strerror or str(error))),
            _("Check its name."),
            place=str(path),
        ) from error
    except UnicodeDecodeError as error:
        raise _not_an_export(str(path)) from error


def _check_first_line(line: str, path: Path) -> None:
    try:
        version = json.loads(line)["dlteach_journal"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _not_an_export(f"{path}:1") from error
    if version != FORMAT:
        raise JournalError(
            _("This export has format {version}, and this dlteach knows format {known}").format(
                version=version, known=FORMAT
            ),
            _("Update dlteach."),
            place=f"{path}:1",
        )


def _event(line: str, place: str) -> Event:
    try:
        fields = json.loads(line)
        event = Event(**{**fields, "day": date.fromisoformat(fields["day"])})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _not_an_export(place) from error
    sound = (
        all(isinstance(value, str) for value in (event.id, event.time, event.kind, event.subject))
        and all(
            type(value) is int and abs(value) < most for value, most in ((event.stamp, LAST_STAMP), (event.zone, 2**20))
        )
        # a card is put off by up to a hundred years, which must still be a date
        and event.day.year < LAST_YEAR
        and ("\\u" not in line or _is_storable(line))
        and isinstance(event.detail, dict)
        and (event.target is None or isinstance(event.target, str))
        and (event.rating in (1, 2, 3, 4) or (event.rating is None and event.kind not in ("review", "overrule")))
    )
    if not sound:
        raise _not_an_export(place)
    return event


def _is_storable(line: str) -> bool:
    """Whether a line's text can be written as UTF-8: JSON can also name halves of characters."""
    try:
        json.dumps(json.loads(line), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_an_export(place: str) -> JournalError:
    return JournalError(
        _("This line is not an event of a journal; nothing was taken in"),
        _("Make the file with `dlteach progress --export FILE`."),
        place=place,
    )

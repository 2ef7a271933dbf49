"""Takes answers given in Anki into the journal: the review log of notes that were made by `dlteach export`.

Each answer gets a UUID made of its note and its time in Anki, so a second import of the same answers has no effect.
"""

from __future__ import annotations

import math
import sqlite3
import tempfile
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from dlteach.drill.cards import cards_of
from dlteach.drill.decks import topics
from dlteach.errors import DlteachError
from dlteach.export.anki import GUID_PREFIX
from dlteach.export.instances import card_of
from dlteach.language import _, ngettext
from dlteach.store import Event, Journal
from dlteach.store.clock import read
from dlteach.store.state import Schedule

SUFFIXES = (".apkg", ".colpkg", ".anki2", ".anki21")
# newest form first: a package of the newest form also holds an old collection that only says "please update"
COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
# Anki's kinds of log entries: learning, review, relearning, filtered deck; the others were no answers
ANSWERS = (0, 1, 2, 3)
FILTERED = 3
QUERY = """
    SELECT notes.guid, revlog.id, revlog.ease, revlog.type, revlog.factor, revlog.time
    FROM revlog JOIN cards ON cards.id = revlog.cid JOIN notes ON notes.id = cards.nid
    WHERE notes.guid LIKE ? AND revlog.ease BETWEEN 1 AND 4
    ORDER BY revlog.id
"""


@dataclass(frozen=True)
class Imported:
    """What an import came to: answers found on our notes, how many were new, and how many had a card no more."""

    found: int
    new: int
    unknown: int

    def __str__(self) -> str:
        if not self.found:
            return _(
                "No answer was found there on a card of dlteach; was the file exported with its scheduling information?"
            )
        told = ngettext(
            "{count:,} answer given in Anki; {new:,} new.", "{count:,} answers given in Anki; {new:,} new.", self.found
        ).format(count=self.found, new=self.new)
        gone = _("{count:,} on cards that are no longer in a deck.").format(count=self.unknown)
        return f"{told} {gone}" if self.unknown else told


def is_anki_file(path: Path) -> bool:
    """Whether the file's name is one of Anki's."""
    return path.suffix.lower() in SUFFIXES


def import_history(journal: Journal, path: Path, schedule: Schedule, zone: tzinfo | None = None) -> Imported:
    """Adds the answers given in Anki that the journal does not have yet, all of them or none.

    Args:
        journal: the learner's.
        path: a collection or a package that was exported from Anki with its scheduling information.
        schedule: what turns ratings into memory.
        zone: where the learner was; by default the machine's zone. The study days follow from it.

    Raises:
        DlteachError: when the file cannot be read or is none of Anki's.
        JournalError: when the journal cannot be written.
    """
    answers = list(_answers(path, zone))
    known = _known_cards({event.subject.partition("/")[0] for event in answers})
    touched: set[str] = set()
    new = 0
    with journal.transaction():
        for event in answers:
            if event.subject in known and journal.insert(event):
                new += 1
                touched.add(event.subject)
        journal.derive(sorted(touched), schedule)
    return Imported(len(answers), new, sum(event.subject not in known for event in answers))


def newest_note(path: Path) -> int:
    """When the newest note of a package or collection was changed, in seconds since 1970; 0 where there is none.

    Raises:
        DlteachError: when the file cannot be read or is none of Anki's.
    """
    with _collection(path) as database:
        return database.execute("SELECT coalesce(max(CAST(mod AS INTEGER)), 0) FROM notes").fetchone()[0]


def _known_cards(wanted: set[str]) -> set[str]:
    return {card.id for topic in wanted & set(topics()) for card in cards_of(topic)}


def _answers(path: Path, zone: tzinfo | None) -> Iterator[Event]:
    with _collection(path) as database:
        for guid, milliseconds, ease, kind, factor, taken in database.execute(QUERY, (f"{GUID_PREFIX}%",)):
            if kind in ANSWERS:
                # cramming in a filtered deck leaves Anki's own schedule alone, and is logged without a factor
                practice = kind == FILTERED and factor == 0
                try:
                    event = _event(guid, milliseconds, ease, practice, taken, zone)
                except (OverflowError, ValueError, TypeError) as error:
                    raise sqlite3.DataError(f"an answer makes no sense: {error}") from error
                yield event


def _event(guid: str, milliseconds: int, ease: int, practice: bool, taken: float, zone: tzinfo | None) -> Event:
    # SQLite keeps any value in any column
    if type(milliseconds) is not int or type(ease) is not int or not math.isfinite(taken):
        raise TypeError("a number is none")
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    moment = read(lambda: at.astimezone(zone))
    return Event(
        id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"anki {guid} {milliseconds}")),
        stamp=moment.microseconds,
        time=moment.time,
        zone=moment.zone,
        day=moment.day,
        kind="practice" if practice else "review",
        subject=card_of(guid.removeprefix(GUID_PREFIX)),
        target=None,
        rating=ease,
        detail={"from": "anki", "note": guid, "seconds": round(taken / 1000, 2)},
    )


@contextmanager
def _collection(path: Path) -> Iterator[sqlite3.Connection]:
    """The collection's database, opened for reading; a package is unpacked for the time being."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = path
            if zipfile.is_zipfile(path):
                file = Path(folder) / "collection.db"
                file.write_bytes(_unpacked(path))
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
                yield database
    except OSError as error:
        raise DlteachError(
            _("The file cannot be read ({reason})").format(reason=_(error.strerror or str(error))),
            _("Check its name."),
            place=str(path),
        ) from error
    except (sqlite3.Error, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise DlteachError(
            _("This cannot be read as a collection of Anki ({error})").format(error=error),
            _("Close Anki, and export the deck there with its scheduling information as an .apkg file."),
            place=str(path),
        ) from error


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        name = next((name for name in COLLECTIONS if name in names), None)
        if name is None:
            raise DlteachError(
                _("There is no collection of Anki in this package"),
                _("Export the deck in Anki with its scheduling information as an .apkg file."),
                place=str(path),
            )
        content = package.read(name)
    return _decompressed(content, path) if name.endswith("b") else content


def _decompressed(content: bytes, path: Path) -> bytes:
    try:
        import zstandard
    except ImportError as error:
        raise DlteachError(
            _("This package is compressed in Anki's newer way, which needs zstandard"),
            _("Install it: `pip install zstandard`; or tick “Support older Anki versions” when you export."),
            place=str(path),
        ) from error
    try:
        return zstandard.ZstdDecompressor().stream_reader(content).read()
    except zstandard.ZstdError as error:
        raise DlteachError(
            _("This package is damaged ({error})").format(error=error),
            _("Export it from Anki once more."),
            place=str(path),
        ) from error

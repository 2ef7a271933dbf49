"""The log itself: events are appended in one transaction each, and read back in their order."""

from __future__ import annotations

import json
import math
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from dlteach.store import clock as clocks
from dlteach.store.opening import failure
from dlteach.store.state import Event

Value = TypeVar("Value")
# far beyond the last year, and far below what SQLite can store
LAST_STAMP = 2**62

COLUMNS = "id, stamp, time, zone, day, kind, subject, target, rating, detail"


def new_id() -> str:
    """A fresh random UUID."""
    import uuid

    return str(uuid.UUID(bytes=os.urandom(16), version=4))


class EventLog:
    """Appends and reads events; what the learner did is never changed, only added to."""

    def __init__(self, connection: sqlite3.Connection, path: Path, clock: clocks.Clock = clocks.local_clock):
        self.path = path
        self._connection = connection
        self._clock = clock

    @property
    def today(self) -> date:
        """The study day now."""
        return clocks.read(self._clock).day

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is on the disk when the block ends, or nothing of it is.

        Raises:
            JournalError: when it cannot be written.
        """
        with self._failures():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # a full disk makes SQLite roll back by itself
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise failure(error, self.path) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Takes a row that holds no day, number or JSON where it should for what it is: damage that SQLite cannot see.

        Raises:
            JournalError: when the file cannot be read, or what is read inside the block makes no sense.
        """
        with self._failures():
            try:
                yield
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                raise sqlite3.DatabaseError("malformed row") from error

    def append(
        self,
        kind: str,
        subject: str,
        *,
        target: str | None = None,
        rating: int | None = None,
        detail: dict | None = None,
        id: str | None = None,
    ) -> Event:
        """Adds one event, inside a transaction that the caller has opened. Its UUID is random where none is given."""
        now = clocks.read(self._clock)
        latest = self._connection.execute("SELECT max(stamp) FROM events").fetchone()[0]
        if not isinstance(latest, int | None) or (latest or 0) >= LAST_STAMP:
            raise sqlite3.DatabaseError("malformed row")
        event = Event(
            id=id or new_id(),
            # a clock that was set back must not put this event before those it follows
            stamp=now.microseconds if latest is None else max(now.microseconds, latest + 1),
            time=now.time,
            zone=now.zone,
            day=now.day,
            kind=kind,
            subject=subject,
            target=target,
            rating=rating,
            detail=detail or {},
        )
        self.insert(event)
        return event

    def insert(self, event: Event) -> bool:
        """Adds an event as it is; one whose UUID is known already is left out.

        Returns:
            Whether it was new.
        """
        row = self._connection.execute(
            f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (
                event.id,
                event.stamp,
                event.time,
                event.zone,
                event.day.isoformat(),
                event.kind,
                event.subject,
                event.target,
                event.rating,
                json.dumps(event.detail, ensure_ascii=False, separators=(",", ":")),
            ),
        )
        return row.rowcount == 1

    def events(self, subject: str | None = None, kind: str | None = None) -> Iterator[Event]:
        """The events in their order, all of them or those of a subject or kind."""
        wanted = {"subject": subject, "kind": kind}
        where = " AND ".join(f"{column} = ?" for column, value in wanted.items() if value is not None)
        with self.reading():
            rows = self._connection.execute(
                f"SELECT {COLUMNS} FROM events {'WHERE ' + where if where else ''} ORDER BY stamp, id",
                [value for value in wanted.values() if value is not None],
            )
            for row in rows:
                yield event_of(row)

    def query(self, statement: str, *values: str | float) -> Iterator[tuple]:
        """The rows of a SELECT statement, for counts over the whole log."""
        with self._failures():
            yield from self._connection.execute(statement, values)

    def setting(self, name: str, default: Value) -> Value:
        """A setting of the learner, such as "retention", or the default; what is no number counts as not set."""
        with self.reading():
            row = self._connection.execute(
                "SELECT detail FROM events WHERE subject = ? AND kind = 'setting' ORDER BY stamp DESC, id DESC LIMIT 1",
                (name,),
            ).fetchone()
            value = json.loads(row[0])["value"] if row else default
        return value if _are_numbers(value, isinstance(default, list)) else default

    def set(self, name: str, value: float | list[float]) -> None:
        """Changes a setting; the change is an event like any other."""
        with self.transaction():
            self.append("setting", name, detail={"value": value})


def _are_numbers(value: object, several: bool) -> bool:
    values = value if several and isinstance(value, list) else [value]
    return isinstance(value, list) == several and all(
        isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one) for one in values
    )


def event_of(row: tuple) -> Event:
    """An event from a row of COLUMNS.

    Raises:
        ValueError: when the row is none.
    """
    id, stamp, time, zone, day, kind, subject, target, rating, written = row
    detail = json.loads(written)
    rated = rating in (1, 2, 3, 4) or (rating is None and kind not in ("review", "overrule"))
    if not rated or not isinstance(detail, dict):
        raise ValueError(f"no event: {id}")
    return Event(id, stamp, time, zone, date.fromisoformat(day), kind, subject, target, rating, detail)

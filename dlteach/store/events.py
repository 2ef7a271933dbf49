"""The log itself: events are appended in one transaction each, and read back in their order."""

from __future__ import annotations

import json
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
        except sqlite3.Error as error:
            raise failure(error, self.path) from error

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
        with self._failures():
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
        """A setting of the learner, such as "retention", or the default."""
        with self._failures():
            row = self._connection.execute(
                "SELECT detail FROM events WHERE subject = ? AND kind = 'setting' ORDER BY stamp DESC, id DESC LIMIT 1",
                (name,),
            ).fetchone()
        return json.loads(row[0])["value"] if row else default

    def set(self, name: str, value: float | list[float]) -> None:
        """Changes a setting; the change is an event like any other."""
        with self.transaction():
            self.append("setting", name, detail={"value": value})


def event_of(row: tuple) -> Event:
    """An event from a row of COLUMNS."""
    id, stamp, time, zone, day, kind, subject, target, rating, detail = row
    return Event(id, stamp, time, zone, date.fromisoformat(day), kind, subject, target, rating, json.loads(detail))

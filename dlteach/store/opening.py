"""Opens the journal's file: makes it, migrates an older one, refuses a newer one, and says so when it is damaged."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from dlteach.errors import JournalError
from dlteach.language import _

SCHEMA_VERSION = 1
# "dlte": marks the file as a journal of ours
APPLICATION_ID = 0x646C7465
WAIT_SECONDS = 10.0
# checking a file of this size takes about a millisecond; larger ones are checked when their daily backup is made
CHECKED_ON_OPENING = 512 * 1024

# MIGRATIONS[n] are the statements that turn a file of version n into one of version n + 1
MIGRATIONS: dict[int, str] = {}


class DamagedJournal(JournalError):
    """The file cannot be read as a database any more."""


class UnwritableJournal(JournalError):
    """The file or its folder cannot be written; what is there may still be read."""


def connect(path: Path) -> sqlite3.Connection:
    """Opens the journal at `path` for reading and writing.

    Raises:
        JournalError: when it cannot be opened, is damaged, is no journal, or was written by a newer dlteach.
    """
    try:
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise failure(error, path) from error
    try:
        refuse_what_is_not_ours(connection, path)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            _switch_to_write_ahead_log(connection)
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, path)
        if path.stat().st_size <= CHECKED_ON_OPENING:
            check(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # what SQLite says of a damaged file may quote a piece of it
        connection.close()
        raise failure(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


def check(connection: sqlite3.Connection) -> None:
    """Reads the whole file.

    Raises:
        sqlite3.DatabaseError: when a page of it is damaged.
    """
    finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise sqlite3.DatabaseError(f"database disk image is malformed: {finding}")


def failure(error: sqlite3.Error | OSError | UnicodeDecodeError, path: Path) -> JournalError:
    """Says in one line what an SQLite error means for the learner."""
    message = str(error)
    if any(sign in message for sign in ("malformed", "not a database", "decode", "no such")):
        from dlteach.store.backups import newest_backup

        backup = newest_backup(path)
        remedy = (
            _(
                "`dlteach progress --restore` goes on from the newest backup, {backup}, and keeps the damaged file."
            ).format(backup=backup.name)
            if backup
            else _("There is no backup; move the file away to start a new journal.")
        )
        return DamagedJournal(_("Your journal is damaged; it was left as it is"), remedy, place=str(path))
    if "full" in message:
        return JournalError(
            _("The disk is full, so your last answer was not saved"),
            _("Free some space and answer again; everything before it is safe."),
            place=str(path),
        )
    if "locked" in message:
        return JournalError(
            _("Another program holds your journal"), _("Close the other session and try again."), place=str(path)
        )
    if "readonly" in message or "unable to open" in message:
        return UnwritableJournal(
            _("Your journal cannot be written"),
            _("Make its folder writable, or set DLTEACH_HOME to a folder that is."),
            place=str(path),
        )
    return JournalError(
        _("Your journal cannot be used ({message})").format(message=message), _("Try again."), place=str(path)
    )


def refuse_what_is_not_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Raises a JournalError for another program's database, and for a journal of a newer dlteach."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise JournalError(
            _("This file is not a journal of dlteach"),
            _("Move it away, or set DLTEACH_HOME to another folder."),
            place=str(path),
        )
    if version > SCHEMA_VERSION:
        raise JournalError(
            _("Your journal has version {version}, and this dlteach knows version {known}; nothing was changed").format(
                version=version, known=SCHEMA_VERSION
            ),
            _("Update dlteach: `pip install --upgrade dlteach`."),
            place=str(path),
        )


def _switch_to_write_ahead_log(connection: sqlite3.Connection) -> None:
    # two sessions that make the file at the same moment: SQLite does not wait by itself for this one statement
    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.01)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION:
        return
    if version > 0:
        from dlteach.store.backups import back_up

        back_up(connection, path, name=f"before-version-{SCHEMA_VERSION}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # another session may have done it while this one waited
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            from importlib import resources

            run_script(connection, resources.files("dlteach.store").joinpath("schema.sql").read_text(encoding="utf-8"))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        else:
            for older in range(version, SCHEMA_VERSION):
                run_script(connection, MIGRATIONS[older])
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Runs several statements inside the open transaction; `executescript` would commit it first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""

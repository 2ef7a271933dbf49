"""Opens a journal that cannot be written, such as one on a disk that is mounted read-only, to read it as it stands."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from dlteach.store.opening import SCHEMA_VERSION, failure, refuse_what_is_not_ours


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Opens the journal at `path` without writing anything beside it.

    Raises:
        UnwritableJournal: when there is no journal yet, or one of an older form that would have to be migrated first.
        JournalError: when it is damaged, is no journal, or was written by a newer dlteach.
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        if log.exists() and log.stat().st_size:
            connection = _with_its_log(path, log)
        else:
            # nothing waits in the write-ahead log, so the file alone holds everything
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, isolation_level=None)
        refuse_what_is_not_ours(connection, path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise failure(error, path) from error
    if version < SCHEMA_VERSION:
        connection.close()
        raise failure(sqlite3.OperationalError("attempt to write a readonly database"), path)
    return connection


def _with_its_log(path: Path, log: Path) -> sqlite3.Connection:
    """A copy in memory of a journal whose last answers are in its write-ahead log only."""
    kept = sqlite3.connect(":memory:", isolation_level=None)
    with tempfile.TemporaryDirectory() as folder:
        for file in (path, log):
            shutil.copy(file, folder)
        copied = sqlite3.connect(Path(folder) / path.name)
        copied.backup(kept)
        copied.close()
    return kept

import sqlite3
import subprocess
import sys

import pytest

from dlteach.errors import JournalError
from dlteach.store import Journal, opening


def test_it_writes_ahead_and_waits_for_the_disk(journal):
    connection = journal._connection
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA user_version").fetchone()[0] == opening.SCHEMA_VERSION


def test_a_newer_journal_is_refused_untouched(path):
    Journal.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {opening.SCHEMA_VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="Update dlteach"):
        Journal.open(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_untouched(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="not a journal"):
        Journal.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["no database", "a page overwritten"])
def test_a_damaged_journal_is_kept_and_the_newest_backup_offered(path, clock, schedule, damage):
    with Journal.open(path, clock) as journal:
        for number in range(300):
            journal.record_review(f"cnn/{number}", 3, schedule, given="x" * 50)
        backup = journal.back_up_daily()
    content = bytearray(path.read_bytes())
    content[: len(content) if damage == "no database" else 0] = (
        b"spilt coffee" * 400 if damage == "no database" else b""
    )
    if damage != "no database":
        content[8192 : 8192 + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(JournalError, match="damaged") as caught:
        Journal.open(path, clock)
    assert backup.name in str(caught.value)
    assert path.read_bytes() == bytes(content)


def test_a_damaged_journal_without_backup(path):
    path.write_bytes(b"spilt coffee" * 1000)
    with pytest.raises(JournalError, match="no backup"):
        Journal.open(path)


def test_a_folder_that_is_gone_is_a_clear_error(tmp_path):
    with pytest.raises(JournalError, match="DLTEACH_HOME"):
        Journal.open(tmp_path / "nowhere" / "journal.db")


def test_an_older_schema_migrates_in_one_step_and_leaves_a_backup(path, monkeypatch, schedule):
    with Journal.open(path) as journal:
        journal.record_review("cnn/a", 3, schedule)
    monkeypatch.setattr(opening, "SCHEMA_VERSION", opening.SCHEMA_VERSION + 1)
    added = "ALTER TABLE cards ADD COLUMN colour TEXT;\nCREATE TABLE extra (x INTEGER);\n"
    monkeypatch.setattr(opening, "MIGRATIONS", {opening.SCHEMA_VERSION - 1: added})
    with Journal.open(path) as journal:
        assert journal.review_count() == 1
        assert list(journal.query("SELECT count(*) FROM extra")) == [(0,)]
        assert list(journal.query("SELECT colour FROM cards")) == [(None,)]
    assert list((path.parent / "backups").glob("journal-before-version-*.db"))


def test_a_migration_that_fails_changes_nothing(path, monkeypatch):
    Journal.open(path).close()
    monkeypatch.setattr(opening, "SCHEMA_VERSION", opening.SCHEMA_VERSION + 1)
    monkeypatch.setattr(opening, "MIGRATIONS", {opening.SCHEMA_VERSION - 1: "CREATE TABLE extra (x);\nBROKEN;\n"})
    with pytest.raises(JournalError):
        Journal.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == opening.SCHEMA_VERSION - 1
    assert not connection.execute("SELECT * FROM sqlite_master WHERE name = 'extra'").fetchall()
    connection.close()


def test_many_sessions_may_make_the_file_at_once(path):
    code = "import sys; from dlteach.store import Journal; Journal.open(sys.argv[1]).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(6)]
    assert [process.wait(timeout=60) for process in processes] == [0] * 6

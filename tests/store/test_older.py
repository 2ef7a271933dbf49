"""Journals and exports that older versions wrote, kept as the files they were: each must open, whatever comes after.

Who raises `SCHEMA_VERSION` or the exports' `FORMAT` first adds `older/journal-N.db` or `older/export-N.jsonl`, written by
the version that is left behind; until it is there, the first test fails.
"""

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from dlteach.store import Journal, merge, opening

OLDER = Path(__file__).parent / "older"
FILES = sorted(OLDER.glob("journal-*.db"))
KINDS = {
    *("review", "overrule", "undo", "suspend", "resume", "bury", "note", "practice", "setting", "scheduler"),
    *("step", "restart", "finish", "prediction", "run"),
}


def form(path):
    """Tables, indices and triggers as they were declared, without their layout, and the version."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return {(kind, name, " ".join(sql.split())) for kind, name, sql in rows}, version


def test_every_version_up_to_the_present_one_has_its_file():
    assert [file.name for file in FILES] == [f"journal-{n}.db" for n in range(1, opening.SCHEMA_VERSION + 1)]
    assert all((OLDER / f"export-{n}.jsonl").is_file() for n in range(1, merge.FORMAT + 1))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_opens_with_everything_that_was_in_it(file, path, clock, schedule, tmp_path):
    shutil.copy(file, path)
    with Journal.open(path, clock) as journal:
        assert {event.kind for event in journal.events()} == KINDS
        assert journal.review_count() == 6
        assert journal.setting("new", 0) == 10
        assert journal.notes("lstm/gate#term") == ["ü × „gate“"]
        assert journal.finished() == ["cnn"]
        assert [run.title for run in journal.runs("cnn")] == ["LeNet5"]
        states = journal.states()
        assert states["cnn/padding#term"].suspended
        assert not states.get("cnn/kernel#term")
        assert states["cnn/stride#term"].buried == date(2026, 3, 10)
        assert states["cnn/stride#definition"].reviews == 4
        assert states["lstm/gate#choice"].memory.due > date(2026, 3, 11)
        journal.rebuild(schedule)
        assert journal.states() == states
        # and it goes on being written
        journal.record_review("lstm/gate#term", 3, schedule)
        assert journal.review_count() == 7
    Journal.open(tmp_path / "fresh.db").close()
    assert form(path) == form(tmp_path / "fresh.db")


def test_its_export_merges_into_it_without_effect(path, clock, schedule):
    with Journal.open(path, clock) as journal:
        assert merge.import_log(journal, OLDER / "export-1.jsonl", schedule) == 23
        shutil.copy(OLDER / "journal-1.db", path.with_name("other.db"))
        with Journal.open(path.with_name("other.db"), clock) as other:
            assert journal.states() == other.states()
            assert merge.import_log(other, OLDER / "export-1.jsonl", schedule) == 0

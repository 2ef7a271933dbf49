from datetime import date, timedelta

import pytest

from dlteach.errors import JournalError
from dlteach.store import Journal, backups


def test_one_backup_a_study_day(journal, schedule, clock):
    journal.record_review("cnn/a", 3, schedule)
    first = journal.back_up_daily()
    assert first.name == "journal-2026-03-02.db"
    clock.forward(hours=10)
    assert journal.back_up_daily() is None
    clock.forward(hours=10)
    assert journal.back_up_daily().name == "journal-2026-03-03.db"


def test_the_backup_is_a_whole_journal(journal, schedule):
    journal.record_review("cnn/a", 3, schedule)
    with Journal.open(journal.back_up_daily()) as copy:
        assert copy.states() == journal.states()
        assert list(copy.events()) == list(journal.events())


def test_thinning_keeps_days_weeks_and_months(tmp_path):
    path = tmp_path / "journal.db"
    (tmp_path / "backups").mkdir()
    last = date(2026, 12, 31)
    for back in range(500):
        (tmp_path / "backups" / f"journal-{last - timedelta(days=back)}.db").touch()
    (tmp_path / "backups" / "journal-before-version-2.db").touch()
    backups.thin(path)
    kept = sorted(backups.daily_backups(path), reverse=True)
    assert kept[:7] == [last - timedelta(days=back) for back in range(7)]
    assert len({(day.year, day.month) for day in kept}) == 12
    assert len({day.isocalendar()[:2] for day in kept if day > last - timedelta(days=28)}) >= 4
    assert len(kept) <= 7 + 4 + 12
    assert (tmp_path / "backups" / "journal-before-version-2.db").exists()
    backups.thin(path)
    assert sorted(backups.daily_backups(path), reverse=True) == kept


def test_restoring_keeps_the_damaged_file(path, clock, schedule):
    with Journal.open(path, clock) as journal:
        journal.record_review("cnn/a", 3, schedule)
        journal.back_up_daily()
        journal.record_review("cnn/b", 3, schedule)
    path.write_bytes(b"spilt coffee" * 1000)
    backup, kept = backups.restore(path)
    assert kept.read_bytes() == b"spilt coffee" * 1000
    assert backup.exists()
    with Journal.open(path, clock) as journal:
        assert list(journal.states()) == ["cnn/a"]


def test_restoring_without_a_backup_is_a_clear_error(path):
    path.write_bytes(b"spilt coffee")
    with pytest.raises(JournalError, match="no backup"):
        backups.restore(path)
    assert path.exists()


def test_a_damaged_journal_is_not_backed_up(path, clock, schedule):
    with Journal.open(path, clock) as journal:
        for number in range(300):
            journal.record_review(f"cnn/{number}", 3, schedule)
    with Journal.open(path, clock) as journal:
        content = bytearray(path.read_bytes())
        content[8192 : 8192 + 8192] = b"\xff" * 8192
        path.write_bytes(content)
        journal._connection.execute("PRAGMA cache_size = 0")
        with pytest.raises(JournalError, match="damaged"):
            journal.back_up_daily()
    assert backups.daily_backups(path) == {}


def test_an_unwritable_backup_folder_is_a_clear_error(journal, path):
    (path.parent / "backups").write_text("in the way")
    with pytest.raises(JournalError, match="The backup cannot be written"):
        journal.back_up_daily()

import sqlite3
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from dlteach.drill.schedule import Schedule
from dlteach.errors import DlteachError
from dlteach.export.anki_history import Imported, import_history, is_anki_file, newest_note
from dlteach.store import AGAIN, GOOD, Journal

GATE, PARAMETERS = "lstm/forget-gate#term", "lstm/parameters"
LEARNING, REVIEW, FILTERED, MANUAL = 0, 1, 3, 4
TOKYO = timezone(timedelta(hours=9))


def at(day, hour, minute=0, zone=UTC):
    return int(datetime(2026, 3, day, hour, minute, tzinfo=zone).timestamp() * 1000)


# note, time in milliseconds, ease, kind of entry, factor
LOG = [
    (f"dlteach:{GATE}", at(2, 12), 3, LEARNING, 0),
    (f"dlteach:{GATE}", at(5, 12), 1, REVIEW, 2500),
    (f"dlteach:{PARAMETERS}", at(3, 12), 3, REVIEW, 2500),
    (f"dlteach:{PARAMETERS}@3", at(4, 12), 4, FILTERED, 2500),
    (f"dlteach:{PARAMETERS}@2", at(6, 12), 4, FILTERED, 0),
    (f"dlteach:{GATE}", at(7, 12), 0, MANUAL, 0),
    (f"dlteach:{GATE}", at(8, 12), 3, MANUAL, 0),
    ("dlteach:lstm/gone", at(9, 12), 3, REVIEW, 2500),
    ("dlteach:nowhere/term", at(9, 13), 3, REVIEW, 2500),
    ("aB3$foreign", at(9, 14), 3, REVIEW, 2500),
]


@pytest.fixture
def journal(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path))
    with Journal.open(tmp_path / "journal.db") as opened:
        yield opened


def collection(path, log=LOG):
    database = sqlite3.connect(path)
    database.executescript(
        """
        CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, mod INTEGER, flds TEXT);
        CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER);
        CREATE TABLE revlog (id INTEGER PRIMARY KEY, cid INTEGER, ease INTEGER, type INTEGER, factor INTEGER, time INTEGER);
        """
    )
    guids = list(dict.fromkeys(guid for guid, *_ in log))
    for number, guid in enumerate(guids, start=1):
        database.execute("INSERT INTO notes VALUES (?, ?, ?, '')", (number, guid, 1000 + number))
        database.execute("INSERT INTO cards VALUES (?, ?)", (100 + number, number))
    for guid, time, ease, kind, factor in log:
        card = 101 + guids.index(guid)
        database.execute("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, 4200)", (time, card, ease, kind, factor))
    database.commit()
    database.close()
    return path


def test_answers_become_reviews_and_cramming_becomes_practice(journal, tmp_path):
    result = import_history(journal, collection(tmp_path / "collection.anki2"), Schedule(), zone=UTC)
    assert result == Imported(found=7, new=5, unknown=2)
    reviews = [(event.subject, event.day, event.rating) for event in journal.events(kind="review")]
    assert reviews == [
        (GATE, date(2026, 3, 2), GOOD),
        (PARAMETERS, date(2026, 3, 3), GOOD),
        (PARAMETERS, date(2026, 3, 4), 4),
        (GATE, date(2026, 3, 5), AGAIN),
    ]
    assert [event.subject for event in journal.events(kind="practice")] == [PARAMETERS]
    assert next(journal.events()).detail == {"from": "anki", "note": f"dlteach:{GATE}", "seconds": 4.2}
    state = journal.state(GATE)
    assert (state.reviews, state.lapses, state.memory.last) == (2, 1, date(2026, 3, 5))
    # the state is what the scheduler itself makes of these answers
    schedule = Schedule()
    memory = schedule.after(schedule.after(None, GOOD, date(2026, 3, 2)), AGAIN, date(2026, 3, 5))
    assert state.memory == memory


def test_a_second_import_has_no_effect_and_new_answers_are_added(journal, tmp_path):
    file = collection(tmp_path / "collection.anki2", LOG[:2])
    import_history(journal, file, Schedule(), zone=UTC)
    events, states = list(journal.events()), journal.states()
    # another machine with another zone makes the same events
    assert import_history(journal, file, Schedule(), zone=TOKYO).new == 0
    assert (list(journal.events()), journal.states()) == (events, states)
    assert import_history(journal, collection(tmp_path / "later.anki2"), Schedule(), zone=UTC).new == 3
    derived = journal.states()
    journal.rebuild(Schedule())
    assert journal.states() == derived


def test_they_fall_in_among_the_answers_given_here(journal, tmp_path):
    journal.record_review(GATE, GOOD, Schedule())
    today = journal.today
    import_history(journal, collection(tmp_path / "c.anki2", LOG[:1]), Schedule(), zone=UTC)
    state = journal.state(GATE)
    assert (state.reviews, state.first, state.memory.last) == (
        2,
        min(date(2026, 3, 2), today),
        max(date(2026, 3, 2), today),
    )


@pytest.mark.parametrize(
    ("hour", "minute", "zone", "day"),
    [
        (3, 59, UTC, date(2026, 3, 4)),
        (4, 1, UTC, date(2026, 3, 5)),
        (23, 50, UTC, date(2026, 3, 5)),
        (23, 50, TOKYO, date(2026, 3, 6)),
    ],
)
def test_the_study_day_follows_the_learners_clock(journal, tmp_path, hour, minute, zone, day):
    log = [(f"dlteach:{GATE}", at(5, hour, minute), 3, REVIEW, 2500)]
    import_history(journal, collection(tmp_path / "c.anki2", log), Schedule(), zone=zone)
    assert next(journal.events(kind="review")).day == day


def packed(path, **contents):
    with zipfile.ZipFile(path, "w") as package:
        for name, content in contents.items():
            package.writestr(f"collection.{name}", content)
    return path


def test_packages_of_every_form(journal, tmp_path):
    zstandard = pytest.importorskip("zstandard")
    real = collection(tmp_path / "real.db", LOG[:3]).read_bytes()
    dummy = collection(tmp_path / "dummy.db", []).read_bytes()
    for name, contents in {
        "old.apkg": {"anki2": real},
        "older.colpkg": {"anki2": dummy, "anki21": real},
        "new.colpkg": {"anki2": dummy, "anki21b": zstandard.compress(real)},
    }.items():
        assert import_history(journal, packed(tmp_path / name, **contents), Schedule(), zone=UTC).found == 3
    assert journal.review_count() == 3
    assert newest_note(tmp_path / "new.colpkg") == 1002


def test_what_cannot_be_read_is_one_clear_line_and_changes_nothing(journal, tmp_path, monkeypatch):
    (tmp_path / "text.anki2").write_text("hello " * 100)
    (tmp_path / "broken.apkg").write_bytes(b"PK\x03\x04broken")
    packed(tmp_path / "empty.apkg", other=b"")
    packed(tmp_path / "damaged.apkg", anki21b=b"no such frame")
    sqlite3.connect(tmp_path / "other.anki2").execute("CREATE TABLE x (y)").connection.close()
    for name, message in {
        "none.apkg": "cannot be read",
        "text.anki2": "cannot be read as a collection of Anki",
        "broken.apkg": "cannot be read as a collection of Anki",
        "other.anki2": "cannot be read as a collection of Anki",
        "empty.apkg": "no collection of Anki",
        "damaged.apkg": "damaged",
    }.items():
        with pytest.raises(DlteachError, match=message) as caught:
            import_history(journal, tmp_path / name, Schedule())
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(DlteachError, match="pip install zstandard"):
        import_history(journal, tmp_path / "damaged.apkg", Schedule())
    assert list(journal.events()) == []


@pytest.mark.parametrize("value", [float("inf"), "soon", None, b"4"])
def test_a_time_that_is_no_number_is_told_and_changes_nothing(value, journal, tmp_path):
    file = collection(tmp_path / "collection.anki2")
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE loose AS SELECT * FROM revlog")
    database.executescript("DROP TABLE revlog; CREATE TABLE revlog (id, cid, ease, type, factor, time);")
    database.execute("INSERT INTO revlog SELECT * FROM loose")
    database.execute("UPDATE revlog SET time = ? WHERE type = 0", (value,))
    database.commit()
    database.close()
    with pytest.raises(DlteachError, match="makes no sense"):
        import_history(journal, file, Schedule())
    assert list(journal.events()) == []


def test_the_outcome_is_told(tmp_path):
    assert is_anki_file(tmp_path / "x.APKG")
    assert not is_anki_file(tmp_path / "x.jsonl")
    assert str(Imported(3, 2, 0)) == "3 answers given in Anki; 2 new."
    assert "1 on cards that are no longer" in str(Imported(3, 2, 1))
    assert "scheduling information" in str(Imported(0, 0, 0))

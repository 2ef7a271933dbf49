"""Journals, their exports and Anki's histories, as a bad disk or another program may leave them."""

import json
import shutil
import sqlite3
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import strategies as st

from dlteach.drill.schedule import Schedule
from dlteach.store import Journal
from dlteach.store.merge import export_log

FEW_OR_MANY = [10, pytest.param(900, marks=pytest.mark.slow)]
CARDS = ["cnn/convolution#choice", "cnn/pooling#flash", "lstm/forget-gate#choice"]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            "2026-02-30",
            "9999-12-31",
            "0001-01-01",
            "\ud800",
            "\x1b[31m",
            "review",
            "setting",
            "undo",
            "=1+1",
            "[" * 5000,
        ]
    ),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(
        st.sampled_from(["value", "chance", "text", "section", "words", "a"]), st.none() | st.text(max_size=3)
    ),
)
# a share of the length, how much goes, what comes
DAMAGE = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=4)
READERS = [
    ("progress", "--plain"),
    ("progress", "--json"),
    ("topics", "--plain"),
    ("review", "--plain"),
    ("quiz", "cnn", "--plain", "--count", "2"),
]


def damaged(content, damage):
    for where, taken, put in damage:
        at = int(where * len(content))
        content = content[:at] + put + content[at + taken :]
    return content


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A journal with a little of everything, and its export."""
    path = tmp_path_factory.mktemp("sound") / "journal.db"
    with Journal.open(path, lambda: datetime(2026, 3, 2, 12, tzinfo=UTC)) as journal:
        for card in CARDS:
            first = journal.record_review(card, 3, Schedule(), chance=0.9, given="1")
            journal.record_review(card, 1, Schedule(), given="x")
        journal.overrule(CARDS[0], first, 2, Schedule())
        journal.undo(CARDS[1], first, Schedule())
        journal.suspend(CARDS[2], Schedule())
        journal.note(CARDS[0], "look again")
        journal.set("retention", 0.85)
        journal.record_step("cnn", "cnn-pooling", 2)
        export_log(journal, path.with_suffix(".jsonl"))
    return path


@pytest.mark.parametrize("examples", FEW_OR_MANY)
def test_a_damaged_journal_is_told_and_left_as_it_is(examples, sweep, run, sound, tmp_path):
    content = sound.read_bytes()
    home = tmp_path / "home"

    def check(case):
        damage, arguments = case
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        (home / "journal.db").write_bytes(damaged(content, damage))
        run(*arguments, typed="1\n" * 5)

    sweep(examples, st.tuples(DAMAGE, st.sampled_from(READERS)), check)


COLUMNS = {
    "events": ["stamp", "time", "zone", "day", "kind", "subject", "target", "rating", "detail"],
    "cards": ["stability", "difficulty", "first", "last", "due", "reviews", "lapses", "suspended", "buried"],
}
CELL = st.sampled_from([(table, column) for table, columns in COLUMNS.items() for column in columns])
VALUE = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=6),
    st.binary(max_size=6),
    st.sampled_from(
        [
            "2026-02-30",
            "9999-12-31",
            "{}",
            "[]",
            '{"value": "x"}',
            '{"value": [1]}',
            '{"value": 7}',
            '{"chance": {}}',
            "setting",
            "finish",
            "step",
            "run",
        ]
    ),
)


@pytest.mark.parametrize("examples", FEW_OR_MANY)
def test_a_value_of_the_wrong_type_in_a_journal_is_told(examples, sweep, run, sound, tmp_path):
    home = tmp_path / "home"

    def check(case):
        edits, arguments = case
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        shutil.copy(sound, home / "journal.db")
        with sqlite3.connect(home / "journal.db") as database:
            database.execute("DROP TRIGGER events_are_not_changed")
            for (table, column), value, row in edits:
                order = "seq" if table == "events" else "card"
                chosen = f"SELECT {order} FROM {table} ORDER BY {order} LIMIT 1 OFFSET {row}"
                statement = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {order} = ({chosen})"
                database.execute(statement, (value,))
        database.close()
        run(*arguments, typed="1\n" * 5)

    edits = st.lists(st.tuples(CELL, VALUE, st.integers(0, 12)), min_size=1, max_size=3)
    sweep(examples, st.tuples(edits, st.sampled_from(READERS)), check)


@pytest.mark.parametrize("examples", FEW_OR_MANY)
def test_a_broken_export_is_taken_in_whole_or_not_at_all(examples, sweep, run, sound, tmp_path, folder):
    lines = sound.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    home = tmp_path / "home"

    def check(case):
        edits, damage = case
        records = [json.loads(line) for line in lines]
        for number, field, value in edits:
            record = records[number % len(records)]
            record[list(record)[field % len(record)]] = value
        text = "\n".join(map(json.dumps, records)).encode()
        shutil.rmtree(home, ignore_errors=True)
        file = folder() / "anna.jsonl"
        file.write_bytes(damaged(text, damage))
        taken = run("progress", "--plain", "--import", file)
        told = run("progress", "--json")
        assert told.code == 0, told
        if taken.code:
            assert json.loads(told.out)["reviews"] == 0
        run("quiz", "cnn", "--plain", "--count", "1", typed="1\n1\n")
        run("progress", "--plain", "--class", file.parent, "--csv", tmp_path / "class.csv")
        run("progress", "--plain", "--class", file.parent)

    edits = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 12), ODD), max_size=3)
    sweep(examples, st.tuples(edits, st.one_of(st.just([]), DAMAGE)), check)


ANKI = """
    CREATE TABLE notes (id, guid, mod); CREATE TABLE cards (id, nid);
    CREATE TABLE revlog (id, cid, ease, type, factor, time);
    INSERT INTO notes VALUES (1, 'dlteach:cnn/convolution#choice', 5); INSERT INTO cards VALUES (1, 1);
    INSERT INTO revlog VALUES (1772452800000, 1, 3, 1, 2500, 4000);
"""


@pytest.mark.parametrize("examples", FEW_OR_MANY)
@pytest.mark.parametrize("packed", [False, True])
def test_a_broken_history_of_anki_is_told(examples, packed, sweep, run, tmp_path, folder):
    cells = [
        ("notes", "guid"),
        ("notes", "mod"),
        *(("revlog", name) for name in ("id", "cid", "ease", "type", "factor", "time")),
    ]

    def check(case):
        edits, damage = case
        shutil.rmtree(tmp_path / "home", ignore_errors=True)
        file = folder() / "collection.anki2"
        database = sqlite3.connect(file)
        database.executescript(ANKI)
        for (table, column), value in edits:
            database.execute(f"UPDATE {table} SET {column} = ?", (value,))
        database.commit()
        database.close()
        if packed:
            package = file.with_suffix(".apkg")
            with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as made:
                made.write(file, "collection.anki2")
            file = package
        file.write_bytes(damaged(file.read_bytes(), damage))
        run("progress", "--plain", "--import", file)
        assert run("progress", "--json").code == 0

    edits = st.lists(st.tuples(st.sampled_from(cells), VALUE), max_size=3)
    sweep(examples, st.tuples(edits, st.one_of(st.just([]), DAMAGE)), check)


TEXT = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\x00", "é".encode("latin-1"), b"a", "👩‍👩‍👧".encode()]),
)


@pytest.mark.parametrize("examples", FEW_OR_MANY)
def test_a_text_of_ones_own_is_taken_or_refused_in_one_line(examples, sweep, folder):
    from dlteach.data import _text_file
    from dlteach.errors import DataError

    def check(case):
        piece, times, length = case
        file = folder() / "mine.txt"
        file.write_bytes(piece * times)
        try:
            data = _text_file.load(file, length=length)
        except DataError as error:
            refusal = str(error)
        else:
            refusal = ""
        if refusal:
            assert len(refusal.splitlines()) == 1
            return
        assert data.x_train.shape == data.y_train.shape
        assert data.x_train.shape[1] == length

    sweep(examples, st.tuples(TEXT, st.sampled_from([1, 300, 12_000]), st.integers(-1, 700)), check)

"""`dlteach topics` lists what there is and how far the learner is."""

import json

import pytest

from dlteach.cli import run
from dlteach.content.lessons import load_lesson
from dlteach.drill.cards import cards_of
from dlteach.store import Journal


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path))
    return tmp_path


def listed(capsys):
    assert run(["topics", "--json"]) == 0
    return {row["topic"]: row for row in json.loads(capsys.readouterr().out)}


def test_lessons_and_decks_are_listed_and_no_journal_is_made(home, capsys):
    rows = listed(capsys)
    assert rows["cnn"]["title"] == load_lesson("cnn").title
    assert rows["cnn"]["minutes"] == load_lesson("cnn").minutes
    assert rows["cnn"]["cards"] == len(cards_of("cnn"))
    assert {row["lesson"] for row in rows.values()} <= {"not begun", ""}
    assert not list(home.glob("journal*"))


def test_the_place_in_a_lesson_is_told(capsys):
    labels = [section.label for section in load_lesson("cnn").sections]
    with Journal.open() as journal:
        journal.record_step("cnn", labels[2], 0)
    assert listed(capsys)["cnn"]["lesson"] == f"section 3 of {len(labels)}"
    with Journal.open() as journal:
        journal.finish("cnn")
    assert listed(capsys)["cnn"]["lesson"] == "finished"


def test_a_damaged_journal_does_not_hide_the_topics(home, capsys):
    (home / "journal.db").write_bytes(b"not a database" * 100)
    assert run(["topics", "--plain"]) == 0
    shown = capsys.readouterr()
    assert "Convolutional networks" in shown.out
    assert "journal" in shown.err

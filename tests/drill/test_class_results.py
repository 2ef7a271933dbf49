"""The results of a class, counted by hand."""

import csv
import io
from datetime import date

import pytest

from dlteach.cli import run
from dlteach.drill.class_results import as_csv, by_learner_and_topic, hardest, results
from dlteach.drill.schedule import Schedule
from dlteach.store import Journal
from dlteach.store.class_logs import answers, learners_files, sound_logs
from dlteach.store.merge import export_log
from dlteach.store.state import Event

GATE, CELL, POOL = "lstm/gate#definition", "lstm/cell#term", "cnn/pooling#term"


def answer(item, day, rating, stamp=0, kind="review"):
    number = f"{item}{day}{stamp}"
    return Event(number, day * 1000 + stamp, "", 0, date(2026, 3, day), kind, item, None, rating, {})


@pytest.fixture
def found():
    ann = [answer(GATE, 1, 1), answer(GATE, 1, 3, 1), answer(GATE, 4, 3), answer(GATE, 9, 1), answer(POOL, 1, 4)]
    bob = [answer(GATE, 2, 1), answer(CELL, 2, 3), answer(CELL, 3, 3), answer(CELL, 4, 1)]
    return [*results("ann", ann), *results("=bob", bob)]


def test_each_learner_and_topic(found):
    totals = {total.names: total for total in by_learner_and_topic(found)}
    ann = totals["ann", "lstm"]
    # 4 answers, the second and third right; it came again on days 4 and 9, and was known on day 4
    assert (ann.items, ann.attempts, ann.recalled, ann.retention) == (1, 4, 2, 0.5)
    assert totals["ann", "cnn"].retention is None
    assert (totals["=bob", "lstm"].attempts, totals["=bob", "lstm"].recalled) == (4, 2)


def test_the_hardest_items_have_enough_answers(found):
    hard = hardest(found, 5)
    # the gate: 5 answers of two learners, 2 right; the cell: 3 answers, 2 right
    assert [(total.names, total.items, total.attempts) for total in hard] == [((GATE,), 2, 5), ((CELL,), 1, 3)]


def test_csv_has_a_row_for_each_learner_and_item_and_no_formula(found):
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert len(rows) == 4
    assert rows[-1]["learner"] == "'=bob"
    gate = next(row for row in rows if row["learner"] == "ann" and row["item"] == GATE)
    assert (gate["attempts"], gate["recalled"], gate["retention"], gate["last"]) == ("4", "2", "0.500", "2026-03-09")


def test_real_exports_are_read_as_the_journal_counts_them(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "class"
    folder.mkdir()
    schedule = Schedule()
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "ann"))
    with Journal.open() as journal:
        wrong = journal.record_review(GATE, 1, schedule)
        journal.overrule(GATE, wrong, 3, schedule)
        journal.undo(CELL, journal.record_review(CELL, 1, schedule), schedule)
        journal.record_practice(POOL, 1)
        export_log(journal, folder / "ann.jsonl")
        assert journal.review_count() == 1
    (folder / "broken.jsonl").write_text('{"dlteach_journal": 1}\nnonsense\n', encoding="utf-8")
    kept = list(answers(folder / "ann.jsonl"))
    assert [(event.subject, event.rating) for event in sorted(kept, key=lambda e: e.subject)] == [(POOL, 1), (GATE, 3)]
    assert [name for name, _ in sound_logs(learners_files(folder))] == ["ann", "broken"]
    assert run(["progress", "--class", str(folder)]) == 1
    told = capsys.readouterr()
    assert "ann" in told.out
    assert "broken.jsonl:2" in told.err
    table = tmp_path / "table.csv"
    assert run(["progress", "--class", str(folder), "--csv", str(table)]) == 1
    assert table.read_text(encoding="utf-8-sig").count("\n") == 3


def test_a_folder_without_exports_and_csv_without_class_are_wrong_usage(tmp_path, capsys):
    assert run(["progress", "--class", str(tmp_path)]) == 2
    assert "no exported journal" in capsys.readouterr().err
    assert run(["progress", "--csv", str(tmp_path / "x.csv")]) == 2

import json
import math
import random
from datetime import date

import pytest

from dlteach.errors import JournalError
from dlteach.store import Journal
from dlteach.store.merge import export_log, import_log
from dlteach.store.statistics import predicted_and_recalled


@pytest.fixture
def other(tmp_path, clock):
    with Journal.open(tmp_path / "other.db", clock) as opened:
        yield opened


def fill(journal, clock, schedule, seed):
    rng = random.Random(seed)
    for _ in range(30):
        clock.forward(hours=rng.randint(1, 30))
        journal.record_review(f"cnn/{rng.randint(0, 4)}", rng.randint(1, 4), schedule, given="ü×")
    journal.record_step("cnn", "cnn-pooling", seed)


def test_two_machines_come_to_the_same_state(journal, other, clock, schedule, tmp_path):
    start = clock.now
    fill(journal, clock, schedule, seed=1)
    clock.now = start
    fill(other, clock, schedule, seed=2)
    export_log(journal, tmp_path / "one.jsonl")
    export_log(other, tmp_path / "two.jsonl")
    import_log(journal, tmp_path / "two.jsonl", schedule)
    import_log(other, tmp_path / "one.jsonl", schedule)
    assert journal.review_count() == other.review_count() == 60
    assert journal.states() == other.states()
    assert {event.id for event in journal.events()} == {event.id for event in other.events()}
    assert list(journal.events(kind="review")) == list(other.events(kind="review"))
    assert len(list(journal.events(kind="scheduler"))) == 1
    derived = journal.states()
    journal.rebuild(schedule)
    assert journal.states() == derived


def test_an_infinite_number_beside_an_answer_harms_nothing(journal, other, clock, schedule, tmp_path):
    other.record_review("cnn/1", 3, schedule, chance=0.9, seconds=math.inf)
    other.record_review("cnn/2", 1, schedule, chance=0.8)
    export_log(other, tmp_path / "log.jsonl")
    import_log(journal, tmp_path / "log.jsonl", schedule)
    assert journal.review_count() == 2
    assert (0.8, False) in predicted_and_recalled(journal, date(2000, 1, 1))


def test_the_second_time_has_no_effect(journal, other, clock, schedule, tmp_path):
    fill(other, clock, schedule, seed=3)
    count = export_log(other, tmp_path / "log.jsonl")
    assert import_log(journal, tmp_path / "log.jsonl", schedule) == count
    states, events = journal.states(), list(journal.events())
    assert import_log(journal, tmp_path / "log.jsonl", schedule) == 0
    assert (journal.states(), list(journal.events())) == (states, events)


@pytest.mark.parametrize(
    ("line", "text", "where"),
    [
        (1, "hello", ":1"),
        (1, '{"dlteach_journal": 99}', ":1"),
        (2, "not json", ":2"),
        (3, '{"id": 7}', ":3"),
        (3, "[]", ":3"),
    ],
)
def test_a_broken_file_names_its_line_and_changes_nothing(journal, other, clock, schedule, tmp_path, line, text, where):
    fill(other, clock, schedule, seed=4)
    file = tmp_path / "log.jsonl"
    export_log(other, file)
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[line - 1] = text
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(JournalError) as caught:
        import_log(journal, file, schedule)
    assert f"log.jsonl{where}" in str(caught.value)
    assert list(journal.events()) == []


def test_a_review_without_a_rating_is_refused(journal, other, clock, schedule, tmp_path):
    fill(other, clock, schedule, seed=5)
    file = tmp_path / "log.jsonl"
    export_log(other, file)
    first, *lines = file.read_text(encoding="utf-8").splitlines()
    lines = [json.dumps(json.loads(line) | {"rating": None}) for line in lines]
    file.write_text("\n".join([first, *lines]), encoding="utf-8")
    with pytest.raises(JournalError):
        import_log(journal, file, schedule)


def test_files_that_cannot_be_read_or_written(journal, schedule, tmp_path):
    with pytest.raises(JournalError, match="cannot be read"):
        import_log(journal, tmp_path / "none.jsonl", schedule)
    with pytest.raises(JournalError, match="cannot be exported"):
        export_log(journal, tmp_path / "none" / "log.jsonl")

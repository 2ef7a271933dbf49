import random
import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from dlteach.errors import JournalError
from dlteach.store import AGAIN, GOOD, CardState, Journal


def test_an_answer_is_logged_with_everything_and_scheduled(journal, schedule):
    id = journal.record_review("lstm/gate#term", GOOD, schedule, given="the gate", seconds=2.5)
    (event,) = journal.events(kind="review")
    assert (event.id, event.subject, event.rating, event.day) == (id, "lstm/gate#term", GOOD, date(2026, 3, 2))
    assert event.time == "2026-03-02T12:00:00.000000Z"
    assert event.detail["given"] == "the gate"
    (scheduler,) = journal.events(kind="scheduler")
    assert event.detail["scheduler"] == scheduler.id
    assert len(scheduler.detail["weights"]) == 21
    state = journal.state("lstm/gate#term")
    assert (state.reviews, state.lapses, state.first) == (1, 0, date(2026, 3, 2))
    # the initial stability for "good" in FSRS-6 is its third weight, 2.3065 days
    assert state.memory.stability == pytest.approx(2.3065)
    assert state.memory.due == date(2026, 3, 4)


def test_events_cannot_be_changed_or_deleted(journal, schedule):
    journal.record_review("cnn/a", GOOD, schedule)
    for statement in ("UPDATE events SET rating = 4", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            journal._connection.execute(statement)


def test_undo_is_exact_over_any_sequence(journal, schedule, clock):
    rng = random.Random(1)
    cards = [f"cnn/{n}" for n in range(4)]
    before = [journal.states()]
    done = []
    for _ in range(60):
        clock.forward(hours=rng.choice([0, 1, 20, 24, 100]))
        card = rng.choice(cards)
        act = rng.choice(["review", "review", "review", "suspend", "resume", "bury", "overrule"])
        reviews = [(c, id) for kind, c, id in done if kind == "review"]
        if act == "overrule" and reviews:
            card, target = reviews[-1]
            id = journal.overrule(card, target, GOOD, schedule)
        elif act in ("suspend", "resume", "bury"):
            id = getattr(journal, act)(card, schedule)
        else:
            act, id = "review", journal.record_review(card, rng.randint(1, 4), schedule)
        done.append((act, card, id))
        before.append(journal.states())
    for _, card, id in reversed(done):
        assert journal.states() == before.pop()
        journal.undo(card, id, schedule)
    assert journal.states() == {}
    assert journal.review_count() == 0


def test_the_derived_state_equals_a_rebuild(journal, schedule, clock):
    rng = random.Random(2)
    for _ in range(80):
        clock.forward(hours=rng.randint(0, 60))
        id = journal.record_review(f"cnn/{rng.randint(0, 5)}", rng.randint(1, 4), schedule)
        if rng.random() < 0.2:
            journal.undo(next(journal.query("SELECT subject FROM events WHERE id = ?", id))[0], id, schedule)
    derived = journal.states()
    journal.rebuild(schedule)
    assert journal.states() == derived


def test_overruling_counts_as_right_and_can_be_undone(journal, schedule):
    journal.record_review("cnn/a", GOOD, schedule)
    review = journal.record_review("cnn/a", AGAIN, schedule)
    assert journal.state("cnn/a").lapses == 1
    overruling = journal.overrule("cnn/a", review, GOOD, schedule)
    assert journal.state("cnn/a").lapses == 0
    journal.undo("cnn/a", overruling, schedule)
    assert journal.state("cnn/a").lapses == 1


def test_practice_leaves_the_schedule_as_it_is(journal, schedule):
    journal.record_review("cnn/a", GOOD, schedule)
    before = journal.states()
    journal.record_practice("cnn/a", AGAIN, given="no")
    assert journal.states() == before
    assert journal.review_count() == 1
    assert len(list(journal.events(kind="practice"))) == 1


def test_suspended_and_buried_cards_wait(journal, schedule, clock):
    day = journal.today
    journal.bury("cnn/a", schedule)
    assert journal.state("cnn/a").waits(day)
    assert not journal.state("cnn/a").waits(day + timedelta(days=1))
    journal.suspend("cnn/b", schedule)
    assert journal.state("cnn/b").waits(day + timedelta(days=100))
    journal.resume("cnn/b", schedule)
    assert journal.state("cnn/b") == CardState("cnn/b")


def test_a_clock_set_back_keeps_the_order_and_heals(journal, schedule, clock):
    journal.record_review("cnn/a", GOOD, schedule)
    clock.now = datetime(2036, 1, 1, 12, tzinfo=UTC)
    journal.record_review("cnn/a", GOOD, schedule)
    clock.now = datetime(2026, 3, 5, 12, tzinfo=UTC)
    today = date(2026, 3, 5)
    assert journal.state("cnn/a").is_due(today)
    journal.record_review("cnn/a", GOOD, schedule)
    assert [event.day.year for event in journal.events(subject="cnn/a")] == [2026, 2036, 2026]
    memory = journal.state("cnn/a").memory
    assert memory.last == today
    assert memory.due > today
    assert not journal.state("cnn/a").is_due(today)
    derived = journal.states()
    journal.rebuild(schedule)
    assert journal.states() == derived


def test_states_of_one_topic_only(journal, schedule):
    for card in ("lstm/a", "lstm/b#term", "lstm2/a", "cnn/a"):
        journal.record_review(card, GOOD, schedule)
    assert sorted(journal.states("lstm")) == ["lstm/a", "lstm/b#term"]


def test_notes_are_kept_in_order(journal):
    journal.note("cnn/a", "first")
    journal.note("cnn/a", "second ‘×’")
    assert journal.notes("cnn/a") == ["first", "second ‘×’"]


def test_settings_keep_their_history(journal, clock):
    assert journal.setting("retention", 0.9) == 0.9
    journal.set("retention", 0.85)
    clock.forward(days=1)
    journal.set("retention", 0.95)
    assert journal.setting("retention", 0.9) == 0.95
    assert [event.detail["value"] for event in journal.events(subject="retention")] == [0.85, 0.95]


def test_two_sessions_at_once_lose_nothing(path, clock, schedule):
    with Journal.open(path, clock) as one, Journal.open(path, clock) as other:
        for number in range(20):
            (one, other)[number % 2].record_review("cnn/a", GOOD, schedule)
        assert one.review_count() == other.review_count() == 20


def test_a_full_disk_saves_nothing_of_the_answer_and_says_so(journal, schedule):
    journal.record_review("cnn/a", GOOD, schedule)
    before = journal.states()
    # SQLite reports a file that may not grow exactly like a full disk
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError, match="disk is full"):
        journal.record_review("cnn/b", GOOD, schedule, given="x" * 100_000)
    assert journal.states() == before
    journal._connection.execute("PRAGMA max_page_count = 100000")
    journal.record_review("cnn/b", GOOD, schedule)
    assert journal.review_count() == 2


def test_a_journal_that_becomes_unwritable_is_a_clear_error(journal, schedule):
    journal._connection.execute("PRAGMA query_only = 1")
    with pytest.raises(JournalError, match="cannot be written"):
        journal.record_review("cnn/a", GOOD, schedule)

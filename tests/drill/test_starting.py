import pytest

from dlteach.drill.starting import begun_topics, schedule_of, start
from dlteach.errors import UsageError
from dlteach.store import GOOD


def prompts(session):
    found = []
    while question := session.next():
        found.append((question.id, question.prompt))
        session.skip()
    return found


def test_the_same_seed_asks_the_same(journal):
    one = prompts(start(journal, ["lstm"], count=12, seed=3, cram=True))
    assert one == prompts(start(journal, ["lstm"], count=12, seed=3, cram=True))
    assert one != prompts(start(journal, ["lstm"], count=12, seed=4, cram=True))
    assert len(one) == 12


def test_kinds_and_sources_choose_cards(journal):
    assert {question.kind for question in _questions(start(journal, ["lstm"], count=50, kinds=["choice"]))} == {
        "choice"
    }
    with pytest.raises(UsageError, match="Kinds here are: flash, choice"):
        start(journal, ["lstm"], kinds=["broken"])


def _questions(session):
    while question := session.next():
        yield question
        session.skip()


def test_an_unknown_topic_is_a_usage_error(journal):
    with pytest.raises(UsageError, match="lstn"):
        start(journal, ["lstn"])


def test_the_days_limit_on_new_cards_counts_what_was_seen_today(journal, clock):
    journal.set("new", 5)
    session = start(journal, ["lstm"])
    for _ in range(3):
        session.answer("x", GOOD)
    assert start(journal, ["lstm"]).total == 2
    clock.forward(days=1)
    assert start(journal, ["lstm"]).total >= 5


def test_suspended_cards_are_not_even_practised(journal, schedule):
    first = start(journal, ["lstm"], count=1).next().id
    journal.suspend(first, schedule)
    assert first not in dict(prompts(start(journal, ["lstm"], count=500, cram=True)))
    assert first not in dict(prompts(start(journal, ["lstm"], count=500)))


def test_begun_topics_are_those_with_answers(journal, schedule):
    assert begun_topics(journal) == []
    journal.record_review("lstm/gate#term", GOOD, schedule)
    journal.record_review("no-such-deck/x", GOOD, schedule)
    assert begun_topics(journal) == ["lstm"]


def test_the_learners_retention_is_used(journal):
    assert schedule_of(journal).retention == 0.9
    journal.set("retention", 0.8)
    assert schedule_of(journal).retention == 0.8

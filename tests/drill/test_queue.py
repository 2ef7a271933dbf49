import random
from datetime import date, timedelta

import pytest

from dlteach.drill import Question, queue
from dlteach.drill.cards import Card
from dlteach.store import CardState, Memory

DAY = date(2026, 3, 2)


def card(id, confused_with=(), source="term"):
    return Card(id, "typed", source, lambda rng: Question(id, "x"), confused_with)


def learnt(id, due_in, last=-5):
    memory = Memory(5.0, 5.0, DAY + timedelta(days=last), DAY + timedelta(days=due_in))
    return id, CardState(id, memory, first=DAY, reviews=1)


CARDS = [card(f"{topic}/{n}") for topic in ("a", "b") for n in range(30)]


def ids(cards):
    return [card.id for card in cards]


def test_due_cards_come_first_and_the_longest_due_before_others():
    states = dict([learnt("a/1", 0), learnt("a/2", -9), learnt("b/3", 4)])
    chosen = queue.choose(CARDS, states, DAY, random.Random(1), new=3)
    assert set(ids(chosen[:2])) == {"a/1", "a/2"}
    assert len(chosen) == 5
    assert "b/3" not in ids(chosen)


def test_new_cards_are_limited_a_day():
    assert len(queue.choose(CARDS, {}, DAY, random.Random(1), new=7)) == 7
    assert queue.choose(CARDS, {}, DAY, random.Random(1), new=0) == []


def test_a_backlog_does_not_fill_more_than_a_session():
    states = dict(learnt(card.id, -1) for card in CARDS)
    assert len(queue.choose(CARDS, states, DAY, random.Random(1))) == queue.SESSION_SIZE


def test_a_named_count_is_given_even_beyond_the_limit_and_ahead_of_time():
    states = dict(learnt(card.id, n + 1) for n, card in enumerate(CARDS[:58]))
    chosen = queue.choose(CARDS, states, DAY, random.Random(1), new=0, count=5)
    assert len(chosen) == 5
    assert set(ids(chosen)) == {CARDS[58].id, CARDS[59].id, *ids(CARDS[:3])}


@pytest.mark.parametrize("state", [{"suspended": True}, {"buried": DAY}])
def test_what_was_put_aside_is_not_asked(state):
    states = {"a/1": CardState("a/1", **state)}
    assert "a/1" not in ids(queue.choose(CARDS, states, DAY, random.Random(1), count=60))


def test_a_card_answered_in_a_wrong_future_is_due():
    states = dict([learnt("a/1", due_in=4000, last=3650)])
    assert queue.choose(CARDS, states, DAY, random.Random(1), new=0) == [CARDS[1]]


def test_only_one_new_card_of_a_family_if_there_are_others():
    cards = [card(f"a/{n}#{part}") for n in range(10) for part in ("choice", "definition", "term")]
    chosen = queue.choose(cards, {}, DAY, random.Random(1), new=10)
    assert [c.id for c in chosen] == [f"a/{n}#choice" for n in range(10)]
    assert len(queue.choose(cards, {}, DAY, random.Random(1), count=30)) == 30


def test_new_cards_mix_terms_aids_and_questions():
    cards = [
        card(f"a/{source}{n}", source=source) for source in ("term", "aid", "written", "computed") for n in range(10)
    ]
    chosen = queue.choose(cards, {}, DAY, random.Random(1), new=8)
    assert {c.source: sum(d.source == c.source for d in chosen) for c in chosen} == {
        "term": 2,
        "aid": 2,
        "written": 2,
        "computed": 2,
    }


def test_siblings_stay_apart_and_topics_alternate():
    cards = [card(f"{topic}/{n}#{part}") for topic in "ab" for n in range(6) for part in ("x", "y")]
    order = queue.spread(cards)
    assert sorted(ids(order)) == sorted(ids(cards))
    for place, c in enumerate(order):
        assert c.family not in [other.family for other in order[place + 1 : place + 1 + queue.APART]]
    assert [c.topic for c in order[:8]] == ["a", "b"] * 4


def test_confusable_cards_follow_each_other():
    cards = [card("a/1", confused_with=("b/9",)), *(card(f"a/{n}") for n in range(2, 6)), card("b/9")]
    order = ids(queue.spread(cards))
    assert order.index("b/9") == order.index("a/1") + 1


def test_practice_takes_any_cards_repeatably():
    one = queue.shuffled(CARDS, random.Random(1), 12)
    assert ids(one) == ids(queue.shuffled(CARDS, random.Random(1), 12))
    assert len(one) == 12
    assert ids(one) != ids(queue.shuffled(CARDS, random.Random(2), 12))

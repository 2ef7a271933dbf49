import random
from dataclasses import replace

import pytest

from dlteach.drill import Question
from dlteach.drill.cards import computed_cards, deck_cards
from dlteach.drill.leech import help_with, variant
from dlteach.drill.session import Session
from dlteach.store import AGAIN, GOOD


def card_of(deck, id, lesson="toy-gates"):
    return replace(next(card for card in deck_cards(deck) if card.id == id), lesson=lesson)


@pytest.fixture
def with_aid(deck):
    aid = replace(deck.memory_aids[0], phrase="Gates Open Paths", meaning="A gate lets something through.")
    return replace(deck, memory_aids=(deck.memory_aids[1], aid))


def test_first_the_memory_aid_then_the_lesson_then_another_question(with_aid):
    card = card_of(with_aid, "toy/gate#definition")
    cards = deck_cards(with_aid)
    assert [help_with(card, lapses, with_aid) for lapses in (1, 2, 3)] == ["", "", ""]
    assert "Gates Open Paths" in help_with(card, 4, with_aid)
    assert "dlteach lesson toy" in help_with(card, 5, with_aid)
    assert "toy-gates" in help_with(card, 5, with_aid)
    for lapses in (3, 4, 5, 7):
        assert variant(card, lapses, cards, random.Random(1)) is None
    other = variant(card, 6, cards, random.Random(1))
    assert other.family == card.family
    assert other.kind != card.kind


def test_a_term_without_an_aid_is_sent_to_the_lesson_at_once(deck):
    assert "dlteach lesson toy" in help_with(card_of(deck, "toy/feature-map#term"), 4, deck)
    assert help_with(card_of(deck, "toy/feature-map#term", lesson=""), 4, deck) == ""


def test_a_computed_question_is_sent_to_its_lesson(deck):
    (card,) = computed_cards({"toy/sum": lambda rng: Question("1 + 1?", 2, lesson="toy-sums")})
    assert "j toy-sums" in help_with(card, 4, deck)


def test_a_session_queues_the_variant_and_undo_takes_it_out(journal, deck, schedule, clock, monkeypatch):
    cards = deck_cards(deck)
    leech = next(card for card in cards if card.id == "toy/gate#definition")
    others = [card for card in cards if card.family != leech.family][:3]
    monkeypatch.setattr("dlteach.drill.session.cards_of", lambda topic: cards)
    monkeypatch.setattr("dlteach.drill.decks.deck_of", lambda topic: deck)
    journal.record_review(leech.id, GOOD, schedule)
    for _ in range(5):
        clock.forward(days=1)
        journal.record_review(leech.id, AGAIN, schedule)
    session = Session(journal, [leech, *others], schedule, rng=random.Random(1))
    session.answer("", AGAIN)
    assert session.total == 5
    # the variant soon, the missed card itself at the end
    assert [turn.card.family == leech.family for turn in session._left] == [False, False, True, False, True]
    session.undo()
    assert session.total == 4
    assert session.next().id == leech.id


def test_help_follows_a_wrong_answer_only(journal, with_aid, schedule, monkeypatch):
    monkeypatch.setattr("dlteach.drill.session.cards_of", lambda topic: deck_cards(with_aid))
    monkeypatch.setattr("dlteach.drill.decks.deck_of", lambda topic: with_aid)
    card = card_of(with_aid, "toy/gate#definition")
    journal.record_review(card.id, GOOD, schedule)
    for _ in range(3):
        journal.record_review(card.id, AGAIN, schedule)
    session = Session(journal, [card, card], schedule)
    assert session.help() == ""
    session.answer("", AGAIN)
    assert "Gates Open Paths" in session.help()
    session.answer("gate", GOOD)
    assert session.help() == ""

import random
from itertools import pairwise

import pytest

from dlteach.drill.cards import deck_cards
from dlteach.drill.session import Session
from dlteach.errors import JournalError
from dlteach.store import AGAIN, GOOD, HARD


@pytest.fixture
def session(journal, deck, schedule):
    return Session(journal, deck_cards(deck)[:6], schedule, rng=random.Random(1))


def test_the_present_question_stays_until_it_is_dealt_with(session):
    assert session.next() is session.next()
    assert (session.place, session.total) == (1, 6)
    first = session.next()
    session.answer("x", GOOD)
    assert session.next() is not first
    assert (session.place, session.total) == (2, 6)


def test_an_answer_is_on_the_disk_at_once(session, journal):
    question = session.next()
    session.answer("my answer", HARD, hint=True)
    (event,) = journal.events(kind="review")
    assert (event.subject, event.rating) == (question.id, HARD)
    assert event.detail["given"] == "my answer"
    assert event.detail["hint"] is True


def test_a_numbered_choice_is_logged_in_its_own_words(journal, deck, schedule):
    card = next(card for card in deck_cards(deck) if card.id == "toy/why")
    session = Session(journal, [card], schedule, rng=random.Random(1))
    options = [option.text for option in session.next().options]
    session.answer("2", AGAIN)
    assert journal.last_answer("toy/why") == options[1]
    session.undo()
    assert journal.last_answer("toy/why") is None
    session.answer("b", AGAIN)
    assert journal.last_answer("toy/why") == options[1]


def test_the_predicted_chance_is_logged_from_the_second_answer_on(journal, deck, schedule, clock):
    for _ in range(2):
        session = Session(journal, deck_cards(deck)[:1], schedule)
        session.answer("x", GOOD)
        clock.forward(days=2)
    first, second = journal.events(kind="review")
    assert "chance" not in first.detail
    assert second.detail["chance"] == pytest.approx(0.91, abs=0.02)


def test_undo_over_many_steps_is_exact_and_asks_the_same_questions_again(session, journal):
    states, questions = [], []
    for act in ("answer", "skip", "answer", "bury", "suspend", "answer"):
        states.append(journal.states())
        questions.append(session.next())
        getattr(session, act)(*(("x", AGAIN) if act == "answer" else ()))
    session.overrule()
    assert session.again
    assert session.undo().kind == "overrule"
    for state, question in zip(reversed(states), reversed(questions), strict=True):
        assert session.undo()
        assert session.next() == question
        assert journal.states() == state
    assert session.undo() is None
    assert journal.states() == {}


def test_only_a_wrong_last_answer_can_be_overruled(session, journal):
    assert not session.overrule()
    session.answer("x", GOOD)
    assert not session.overrule()
    session.answer("x", AGAIN)
    assert session.overrule()
    assert not session.overrule()
    assert session.summary().right == 2
    assert len(list(journal.events(kind="overrule"))) == 1


def test_practice_leaves_the_schedule_untouched_and_can_be_undone(journal, deck, schedule):
    session = Session(journal, deck_cards(deck)[:2], schedule, cram=True)
    session.answer("x", AGAIN)
    session.overrule()
    session.undo()
    session.undo()
    session.answer("x", GOOD)
    assert journal.states() == {}
    assert journal.review_count() == 0
    assert session.summary().coming == {}


def test_the_summary_counts_and_says_when_cards_come_again(session, journal):
    session.answer("x", GOOD)
    session.answer("x", GOOD)
    missed = session.next()
    session.answer("", AGAIN)
    session.skip()
    summary = session.summary()
    assert (summary.answered, summary.right, summary.missed) == (3, 2, (missed,))
    assert sum(summary.coming.values()) == 3
    assert min(summary.coming) > journal.today


def test_a_computed_questions_numbers_are_logged(journal, schedule):
    from dlteach.drill import Question
    from dlteach.drill.cards import computed_cards

    cards = computed_cards({"toy/sum": lambda rng: Question(f"1 + {rng.randint(1, 9)}?", 5)})
    session = Session(journal, cards, schedule, rng=random.Random(4))
    prompt = session.next().prompt
    session.answer("6", AGAIN)
    (event,) = journal.events(kind="review")
    assert (event.detail["prompt"], event.detail["answer"]) == (prompt, "5")


def test_what_cannot_be_saved_stays_the_present_question(session, journal):
    question = session.next()
    journal._connection.execute("PRAGMA query_only = 1")
    with pytest.raises(JournalError):
        session.answer("x", GOOD)
    journal._connection.execute("PRAGMA query_only = 0")
    assert session.next() is question
    session.answer("x", GOOD)
    assert journal.review_count() == 1


def test_notes_go_to_the_present_or_the_last_card(session, journal):
    first = session.next().id
    session.note("while asked")
    session.answer("x", GOOD)
    session.note("after it", last=True)
    assert journal.notes(first) == ["while asked", "after it"]


def answers(session, *ratings):
    """Answers the next questions; returns their ids."""
    ids = []
    for rating in ratings:
        ids.append(session.next().id)
        session.answer("x", rating)
    return ids


def test_a_missed_card_comes_again_at_the_end_and_only_its_first_answer_counts(session, journal):
    missed, *_ = answers(session, AGAIN, GOOD, GOOD, GOOD, GOOD)
    state = journal.state(missed)
    assert (session.place, session.total, session.again) == (6, 6, False)
    answers(session, GOOD)
    assert session.again
    assert session.next().id == missed
    session.answer("x", GOOD)
    assert session.next() is None
    assert journal.state(missed) == state
    assert (journal.review_count(), len(list(journal.events(kind="practice")))) == (6, 1)
    assert (session.summary().answered, session.summary().right) == (6, 5)


def test_it_never_comes_twice_in_a_row_nor_for_ever(journal, deck, schedule):
    cards = deck_cards(deck)[:2]
    session = Session(journal, cards, schedule)
    asked = []
    while (question := session.next()) is not None:
        asked.append(question.id)
        session.answer("x", AGAIN)
    assert all(one != other for one, other in pairwise(asked))
    assert [asked.count(card.id) for card in cards] == [3, 3]
    alone = Session(journal, cards[:1], schedule)
    alone.answer("x", AGAIN)
    assert alone.next() is None


def test_an_overruled_answer_does_not_come_again_until_that_is_undone(session):
    missed, *_ = answers(session, AGAIN)
    session.overrule()
    answers(session, *[GOOD] * 5)
    assert session.next() is None
    for _ in range(6):
        session.undo()
    assert answers(session, *[GOOD] * 6)[-1] == missed
    assert session.next() is None


def test_undo_takes_back_what_was_queued_and_what_was_answered_once_more(session, journal):
    questions, states, left = [], [], []
    while (question := session.next()) is not None:
        questions.append(question)
        states.append(journal.states())
        left.append(list(session._left))
        session.answer("x", AGAIN if len(questions) % 3 == 1 else GOOD)
    assert len(questions) > 6
    for question, state, before in zip(reversed(questions), reversed(states), reversed(left), strict=True):
        session.undo()
        assert (session.next(), journal.states(), session._left) == (question, state, before)
    assert session.undo() is None
    assert session.total == 6


def test_practice_asks_missed_cards_again_too(journal, deck, schedule):
    session = Session(journal, deck_cards(deck)[:2], schedule, cram=True)
    first, *_ = answers(session, AGAIN, GOOD)
    assert session.next().id == first
    answers(session, GOOD)
    assert session.next() is None
    assert journal.states() == {}

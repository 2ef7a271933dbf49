"""A question whose key fails, or whose distractor passes, is found; the shipped decks have none."""

import pytest

from dlteach.drill.cards import Card, cards_of
from dlteach.drill.decks import topics
from dlteach.drill.proof import prove
from dlteach.drill.question import Question


def card(make, source="written"):
    return Card("toy/one", "", source, make)


def problems(question, source="written"):
    return [fault.problem for fault in prove([card(lambda rng: question, source)])]


@pytest.mark.parametrize(
    "question",
    [
        Question("?", 4, {5: "Off by one."}),
        Question("?", 0.333, {0.5: "Half."}),
        Question("?", (None, 26, 26, 32), {(None, 28, 28, 32): "Padding."}),
        Question("?", "gate", kind="typed", aliases=("valve",), others={"cell": "It remembers."}),
        Question("?", "yes", {"no": "Wrong.", "perhaps": "Vague."}),
        Question("?", ("a", "b"), {"c": "No."}, kind="several"),
        Question("?", ("first", "second", "third"), kind="order"),
        Question("?", "…", kind="match", pairs=(("a", "1"), ("b", "2"), ("c", "3"))),
    ],
    ids=lambda question: question.kind,
)
def test_sound_questions_of_every_kind_pass(question):
    assert problems(question) == []


@pytest.mark.parametrize(
    "question",
    [
        Question("?", 4, {4: "The same."}),
        Question("?", 100.0, {100.5: "Within one per cent."}),
        Question("?", (None, 3, 3, 8), {(3, 3, 8): "The batch does not count."}),
        Question("?", "gate", {"the gates": "Article and plural do not count."}, kind="typed"),
        Question(
            "?", "gate", kind="typed", aliases=("valve",), others={"Valves": "Somebody else's."}, mistakes={"valve": ""}
        ),
    ],
    ids=str,
)
def test_a_wrong_answer_that_would_be_taken_is_found(question):
    (problem,) = problems(question)
    assert "for right" in problem


def test_an_answer_that_its_own_grading_refuses_is_found():
    # a tolerance below what is shown: 2/3 is shown as 0.6667
    (problem,) = problems(Question("?", 2 / 3, tolerance=1e-9))
    assert "does not accept its own answer '0.6667'" in problem


def test_a_function_that_fails_on_some_draw_is_found():
    def make(rng):
        return Question("?", 1 // rng.randint(0, 3))

    (fault,) = prove([card(make, "computed")])
    assert "ZeroDivisionError" in fault.problem


@pytest.mark.parametrize("topic", topics())
def test_every_shipped_card_proves_itself(topic):
    assert [(fault.card.id, fault.problem) for fault in prove(cards_of(topic), draws=5)] == []

import random

import pytest

from dlteach.drill import Question
from dlteach.drill.question import shown


@pytest.mark.parametrize(
    ("answer", "mistakes", "kind"),
    [(3, {}, "number"), (0.5, {}, "number"), ((3, 3), {}, "shape"), ("x", {}, "typed"), ("x", {"y": "no"}, "choice")],
)
def test_the_kind_follows_from_the_answer(answer, mistakes, kind):
    assert Question("?", answer, mistakes).kind == kind


def test_choices_of_numbers_are_offered_in_an_order_the_generator_decides():
    question = Question("?", 9600, {9472: "no bias", 7200: "three gates"}, kind="choice")
    orders = {tuple(o.text for o in question.arranged(random.Random(seed)).options) for seed in range(40)}
    assert len(orders) == 6
    assert question.arranged(random.Random(1)) == question.arranged(random.Random(1))
    assert {option.text for option in question.arranged(random.Random(1)).options} == {"9,600", "9,472", "7,200"}


def test_a_proof_stays_with_the_question_and_is_not_called():
    question = Question("?", 3).proved_by(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        question.arranged(random.Random(0)).proof()


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (61706, "61,706"),
        (12, "12"),
        (0.25, "0.25"),
        (1 / 3, "0.3333"),
        ((None, 26, 26, 32), "(None, 26, 26, 32)"),
        ((5,), "(5,)"),
        ("x", "x"),
    ],
)
def test_answers_are_shown_as_they_are_written(answer, text):
    assert shown(answer) == text

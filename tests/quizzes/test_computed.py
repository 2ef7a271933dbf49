"""Every computed question is held equal to the real Keras layer, and its mistakes are really mistakes."""

import random

import pytest

from dlteach.content.decks import deck_topics
from dlteach.content.lessons import load_lesson, topics
from dlteach.drill.computed import generators
from dlteach.drill.grading import grade
from dlteach.drill.question import shown

DRAWS = 200
QUESTIONS = [(id_, make) for topic in deck_topics() for id_, make in generators(topic).items()]
every_question = pytest.mark.parametrize(("id_", "make"), QUESTIONS, ids=[id_ for id_, _ in QUESTIONS])


def draws(make):
    return [make(random.Random(seed)) for seed in range(DRAWS)]


@every_question
def test_formula_equals_the_real_layer(id_, make):
    for question in draws(make):
        truth = question.proof()
        if isinstance(question.answer, tuple):
            assert question.answer == tuple(truth), question.prompt
        elif isinstance(question.answer, int):
            assert question.answer == truth, question.prompt
        else:
            assert question.answer == pytest.approx(truth, rel=2e-5, abs=1e-6), question.prompt


@every_question
def test_the_answer_is_accepted_and_each_mistake_is_recognized(id_, make):
    for question in draws(make):
        assert grade(question, shown(question.answer)).right, question.prompt
        assert question.mistakes, question.prompt
        for wrong, remark in question.mistakes.items():
            verdict = grade(question, shown(wrong))
            assert not verdict.right, (question.prompt, wrong)
            assert remark, (question.prompt, wrong)
            assert verdict.remark, (question.prompt, wrong)


@every_question
def test_numbers_change_and_are_explained(id_, make):
    questions = draws(make)
    assert len({question.prompt for question in questions}) >= 5
    assert all(question.explanation for question in questions)


@every_question
def test_its_lesson_section_exists(id_, make):
    label = make(random.Random(0)).lesson
    assert label in {"", *(section.label for topic in topics() for section in load_lesson(topic).sections)}


def test_there_are_enough_of_them():
    assert len(generators("cnn")) >= 8
    assert len(generators("lstm")) >= 6


@pytest.mark.parametrize(
    ("decimals", "id_"),
    [
        (2, "cnn/softmax-probability"),
        (2, "cnn/cross-entropy-value"),
        (2, "lstm/gate-value"),
        (2, "lstm/hidden-state-step"),
    ],
)
def test_two_decimals_are_enough(decimals, id_):
    for question in draws(dict(QUESTIONS)[id_]):
        assert grade(question, f"{question.answer:.{decimals}f}").right, question.prompt


def test_two_significant_digits_are_enough_for_a_gradient():
    for question in draws(dict(QUESTIONS)["lstm/gradient-factor"]):
        assert grade(question, f"{question.answer:.2g}").right, question.prompt

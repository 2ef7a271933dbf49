import itertools
import random

import pytest

from dlteach.drill import Option, Question
from dlteach.drill.grading import grade, in_words
from dlteach.drill.question import shown


def numbers(question, texts):
    return [1 + [option.text for option in question.options].index(text) for text in texts]


def several():
    question = Question("?", ("input", "forget", "output"), {"update": "That is a GRU's."}, kind="several")
    return question.arranged(random.Random(5))


def test_several_right_choices_in_any_order_and_writing():
    question = several()
    right = numbers(question, ("input", "forget", "output"))
    for order in itertools.permutations(right):
        for given in (" ".join(map(str, order)), ",".join(map(str, order)), "".join(map(str, order))):
            assert grade(question, given).right
    assert shown(question.answer) == "input; forget; output"


def test_several_says_what_is_missing_or_wrong():
    question = several()
    one, two, _ = numbers(question, ("input", "forget", "output"))
    (wrong,) = numbers(question, ("update",))
    assert grade(question, f"{one} {two}").remark == "1 more is right."
    assert not grade(question, f"{one}").right
    assert grade(question, "1234").remark == "That is a GRU's."
    assert not grade(question, f"{wrong}").right
    for given in ("5", "0", "one", "1 x"):
        assert grade(question, given).unreadable


STEPS = ("convolution", "pooling", "flattening", "dense")


def test_an_order_is_never_offered_as_it_is():
    for seed in range(100):
        question = Question("?", STEPS, kind="order").arranged(random.Random(seed))
        assert tuple(option.text for option in question.options) != STEPS


def test_an_order_is_right_only_as_a_whole():
    question = Question("?", STEPS, kind="order").arranged(random.Random(1))
    right = tuple(numbers(question, STEPS))
    for order in itertools.permutations((1, 2, 3, 4)):
        assert grade(question, " ".join(map(str, order))).right == (order == right)
    first, second, third, fourth = right
    assert grade(question, f"{first}{second}{fourth}{third}").remark == "Up to place 2 it is right."
    for given in ("1 2 3", "1 1 2 3", "1 2 3 5", "a b c d"):
        assert grade(question, given).unreadable


PAIRS = (("forget gate", "erases"), ("input gate", "writes"), ("output gate", "shows"))


def test_a_matching_names_what_is_wrong():
    question = Question("?", "all", kind="match", pairs=PAIRS).arranged(random.Random(2))
    one, two, three = numbers(question, [right for _, right in PAIRS])
    assert grade(question, f"{one} {two} {three}").right
    verdict = grade(question, f"{one} {three} {two}")
    assert not verdict.right
    assert verdict.remark == "Not right: input gate, output gate."
    for given in ("1 2", "1 2 3 3", "x"):
        assert grade(question, given).unreadable


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("several", "3 1", "c; a"),
        ("order", "213", "b; a; c"),
        ("match", "2,1,3", "one: b; two: a; three: c"),
        ("order", "", ""),
        ("order", "no idea", "no idea"),
        ("typed", "1", "1"),
    ],
)
def test_numbers_are_told_in_words(kind, given, words):
    options = tuple(Option(text) for text in "abc")
    pairs = (("one", "a"), ("two", "b"), ("three", "c")) if kind == "match" else ()
    assert in_words(Question("?", "a", kind=kind, options=options, pairs=pairs), given) == words


@pytest.mark.parametrize("kind", ["several", "order"])
def test_an_empty_answer_is_wrong_and_readable(kind):
    question = Question("?", ("a", "b"), kind=kind).arranged(random.Random(1))
    assert grade(question, "").unreadable == ""

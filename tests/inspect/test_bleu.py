"""BLEU against the examples of its paper and against the numbers of another implementation."""

import math

import pytest

from dlteach.errors import ModelError
from dlteach.inspect.bleu import bleu, precision


def words(*sentences):
    return [sentence.split() for sentence in sentences]


def test_the_papers_example_of_clipping():
    """Section 2.1: seven times "the" against "the cat is on the mat" gets 2/7."""
    assert precision(words("the the the the the the the"), words("the cat is on the mat"), 1) == pytest.approx(2 / 7)


def test_a_perfect_text_has_the_score_one():
    text = words("a red circle above a blue square", "a white triangle")
    assert bleu(text, text) == pytest.approx(1.0)


def test_what_is_too_short_pays_the_brevity_penalty():
    """A beginning of four words of six: all its runs are right, and e^(1 − 6/4) is left."""
    assert bleu(words("the cat is on"), words("the cat is on the mat")) == pytest.approx(math.exp(1 - 6 / 4))


def test_without_a_single_right_run_of_four_it_is_zero():
    assert bleu(words("a red square above a blue circle"), words("a white circle left of a red square")) == 0


@pytest.mark.parametrize(
    ("written", "right", "expected"),
    [
        (["a red circle above a red square"], ["a red circle above a blue square"], 0.6434588841607617),
        (
            [
                "a red circle above a red square",
                "a white triangle left of a blue square",
                "a green square left of a blue circle",
            ],
            [
                "a red circle above a blue square",
                "a white circle left of a blue square",
                "a green square left of a blue circle",
            ],
            0.7587646004568751,
        ),
        (
            [
                "the cat sat on the mat today",
                "it is a guide to action which ensures that the military always obeys the commands of the party",
            ],
            [
                "the cat is on the mat",
                "it is a guide to action that ensures that the military will forever heed party commands",
            ],
            0.3886777897178189,
        ),
    ],
)
def test_it_equals_nltk(written, right, expected):
    """Scores of nltk.translate.bleu_score.corpus_bleu, NLTK 3.10.4; it counts runs of short sentences otherwise."""
    assert bleu(words(*written), words(*right)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("written", "right"), [([], []), ([["a"]], [])])
def test_unequal_numbers_are_refused(written, right):
    with pytest.raises(ModelError, match="cannot be held against"):
        bleu(written, right)

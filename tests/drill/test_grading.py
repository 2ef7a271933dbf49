import random

import pytest

from dlteach.drill import Question
from dlteach.drill.grading import answer_text, grade

OTHERS = {"deconvolution": "the other direction", "output gate": "what is shown"}


def typed(answer, **options):
    return Question("?", answer, kind="typed", **options)


@pytest.mark.parametrize("given", ["convolution", "Convolutions", "a convolution", "Convolution.", "conv"])
def test_right_answers_in_many_writings(given):
    assert grade(typed("convolution", aliases=("conv",), others=OTHERS), given).right


@pytest.mark.parametrize(
    "given", ["LSTM", "long short-term memory", "Long short term memory (LSTM)", "LSTMs", "an LSTM"]
)
def test_acronym_and_expansion(given):
    assert grade(typed("long short-term memory", aliases=("LSTM",)), given).right


@pytest.mark.parametrize("given", ["convolusion", "convoluton", "konvolution"])
def test_a_slip_is_never_right_but_asks(given):
    verdict = grade(typed("convolution", others=OTHERS), given)
    assert not verdict.right
    assert verdict.meant == "convolution"


@pytest.mark.parametrize("given", ["deconvolution", "output gate", "input", "pooling", "layer", "reconvolution"])
def test_other_terms_are_wrong_and_no_slip(given):
    verdict = grade(typed("convolution", others=OTHERS), given)
    assert (verdict.right, verdict.meant) == (False, "")


def test_a_known_other_term_is_named():
    assert "the other direction" in grade(typed("convolution", others=OTHERS), "Deconvolutions").remark


def test_near_terms_are_told_apart():
    # one letter in four apart; a plain similarity measure calls these nearly equal
    verdict = grade(typed("encoder", others={"decoder": "the other half"}), "decoder")
    assert (verdict.right, verdict.meant) == (False, "")


def test_an_empty_answer_is_wrong_without_remark():
    verdict = grade(typed("x"), "  ")
    assert (verdict.right, verdict.remark, verdict.meant, verdict.unreadable) == (False, "", "", "")


def choice():
    question = Question("?", "four", {"three": "One gate was forgotten.", "five": "Too many."})
    return question.arranged(random.Random(3))


def test_choices_by_number_letter_and_text():
    question = choice()
    right = next(n for n, option in enumerate(question.options, 1) if option.right)
    for given in (str(right), f"{right}.", "abc"[right - 1], "ABC"[right - 1], "Four"):
        assert grade(question, given).right
    wrong = next(n for n, option in enumerate(question.options, 1) if option.text == "three")
    verdict = grade(question, str(wrong))
    assert (verdict.right, verdict.remark) == (False, "One gate was forgotten.")


@pytest.mark.parametrize("given", ["0", "4", "d", "x", "four or five", "-1"])
def test_what_is_no_choice_is_asked_again(given):
    verdict = grade(choice(), given)
    assert not verdict.right
    assert "1 to 3" in verdict.unreadable


def test_numbers_are_exact_and_mistakes_named():
    question = Question("?", 9600, mistakes={9472: "The biases are missing."}, kind="number")
    assert grade(question, "9,600").right
    assert not grade(question, "9601").right
    assert grade(question, "9472").remark == "The biases are missing."
    assert grade(question, "lots").unreadable


def test_decimals_may_be_rounded():
    question = Question("?", 0.7310585786)
    for given in ("0.73", "0.731", "73 %", "0,73", ".7311"):
        assert grade(question, given).right, given
    for given in ("0.7", "0.75", "0.27"):
        assert not grade(question, given).right, given
    assert grade(Question("?", 2.5, tolerance=0.5), "3").right
    assert not grade(Question("?", 2.5, tolerance=0.5), "3.1").right
    assert not grade(Question("?", 0.0123), "0.01").right


def test_a_negative_answer_is_shown_with_a_true_minus_sign_and_may_be_copied():
    question = Question("?", -0.757, tolerance=0.005)
    assert answer_text(question) == "−0.757"
    assert grade(question, "−0.757").right
    assert grade(question, "-0.76").right


def test_shapes_with_and_without_the_batch():
    question = Question("?", (None, 26, 26, 32), mistakes={(None, 28, 28, 32): "That is padding “same”."})
    for given in ("(None, 26, 26, 32)", "26x26x32", "(26,26,32)"):
        assert grade(question, given).right
    assert grade(question, "28 28 32").remark == "That is padding “same”."
    assert "3 sizes" in grade(question, "26, 32").remark
    assert grade(question, "square").unreadable

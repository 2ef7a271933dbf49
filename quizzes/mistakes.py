"""Wrong answers that are really wrong: what happens to come out right is left out."""

from __future__ import annotations

TWO_DECIMALS = 0.005


def other_than(answer, mistakes, tolerance=TWO_DECIMALS):
    """Leave out mistakes that give the right answer, or a number that would be taken for it.

    Args:
        answer: the right answer, a number or a shape.
        mistakes: wrong answer → remark that names the mistake.
        tolerance: how far off a number with decimals may be and still be right.

    Returns:
        The mistakes that differ; numbers with decimals are rounded to four.
    """
    if not isinstance(answer, float):
        return {wrong: remark for wrong, remark in mistakes.items() if wrong != answer}
    # a rounded mistake must not be taken for the answer, nor a rounded answer for the mistake
    distance = 2 * tolerance + 0.0001
    return {round(wrong, 4): remark for wrong, remark in mistakes.items() if abs(wrong - answer) > distance}

"""Says whether an answer is right, which mistake it shows, and what may have been meant."""

from __future__ import annotations

import difflib

from dlteach.drill import normal
from dlteach.drill.grade import Grade
from dlteach.drill.grading_lists import grade_match, grade_order, grade_several, list_in_words
from dlteach.drill.question import Answer, Option, Question, Size, shown
from dlteach.language import _, ngettext

# "convolusion" for "convolution" passes, "input gate" for "output gate" does not
NEAR = 0.85


def grade(question: Question, given: str) -> Grade:
    """Grades what was typed. An empty answer is "I do not know". Flash cards are graded by the learner."""
    if not given.strip():
        return Grade(False)
    return _GRADERS[question.kind](question, given)


def _grade_choice(question: Question, given: str) -> Grade:
    chosen = _chosen(question.options, given)
    if chosen is None:
        return Grade(False, unreadable=_("Type a number from 1 to {count}.").format(count=len(question.options)))
    return Grade(chosen.right, remark=chosen.remark)


def _chosen(options: tuple[Option, ...], given: str) -> Option | None:
    label = given.strip().rstrip(".)").lower()
    if label.isdecimal() and 1 <= int(label) <= len(options):
        return options[int(label) - 1]
    if len(label) == 1 and 0 <= ord(label) - ord("a") < len(options):
        return options[ord(label) - ord("a")]
    return next((option for option in options if normal.text(option.text) == normal.text(given)), None)


def _grade_text(question: Question, given: str) -> Grade:
    readings = normal.readings(given)
    answer = str(question.answer)
    accepted = {normal.text(text) for text in (answer, *question.aliases)}
    accepted |= normal.readings(answer)
    if readings & accepted:
        return Grade(True)
    for wrong, remark in question.mistakes.items():
        if normal.text(str(wrong)) in readings:
            return Grade(False, remark=remark)
    for name, definition in question.others.items():
        if normal.text(name) in readings:
            return Grade(
                False, remark=_("“{name}” is something else: {definition}").format(name=name, definition=definition)
            )
    if any(_near(reading, text) for reading in readings for text in accepted):
        return Grade(False, meant=answer)
    return Grade(False)


def _near(given: str, text: str) -> bool:
    # a prefix turns a term into another one: convolution, deconvolution
    if given.endswith(text) or text.endswith(given):
        return False
    return difflib.SequenceMatcher(None, given, text, autojunk=False).ratio() >= NEAR


def _grade_number(question: Question, given: str) -> Grade:
    value = normal.number(given)
    if value is None:
        return Grade(False, unreadable=_("Type a number, such as 1,792 or 0.25."))
    assert isinstance(question.answer, int | float)
    if _equal(value, question.answer, question.tolerance):
        return Grade(True)
    made = [
        (abs(value - wrong), remark)
        for wrong, remark in question.mistakes.items()
        if isinstance(wrong, int | float) and _equal(value, wrong, question.tolerance)
    ]
    return Grade(False, remark=min(made)[1] if made else "")


def _equal(value: float, answer: float, tolerance: float | None) -> bool:
    if tolerance is not None:
        return abs(value - answer) <= tolerance + 1e-12
    if isinstance(answer, int):
        return value == answer
    # two decimals are enough where they hold two significant digits
    rounded = abs(answer) >= 0.1 and value == round(answer, 2)
    return rounded or abs(value - answer) <= 0.01 * abs(answer) + 1e-12


def _grade_shape(question: Question, given: str) -> Grade:
    sizes = normal.shape(given)
    if sizes is None:
        return Grade(False, unreadable=_("Type a shape, such as (26, 26, 32)."))
    right = _of_one_example(question.answer)
    if sizes == right:
        return Grade(True)
    for wrong, remark in question.mistakes.items():
        if isinstance(wrong, tuple) and sizes == _of_one_example(wrong):
            return Grade(False, remark=remark)
    if len(sizes) != len(right):
        count = len(right)
        return Grade(
            False,
            remark=ngettext(
                "The shape of one example has {count} size here.",
                "The shape of one example has {count} sizes here.",
                count,
            ).format(count=count),
        )
    return Grade(False)


def _of_one_example(shape: Answer) -> tuple[Size, ...]:
    assert isinstance(shape, tuple)
    return normal.without_batch(tuple(size if isinstance(size, int) else None for size in shape))


def in_words(question: Question, given: str) -> str:
    """What was answered, in the choices' own words where numbers were typed: the next time they stand in another order."""
    if question.kind == "choice":
        chosen = _chosen(question.options, given)
        return chosen.text if chosen else given
    return list_in_words(question, given) if question.kind in ("several", "order", "match") else given


def answer_text(question: Question) -> str:
    """The right answer, as it is shown: a negative number with a true minus sign, as in prompts and explanations."""
    text = shown(question.answer)
    return text.replace("-", "−") if isinstance(question.answer, int | float) else text


def answer_parts(question: Question) -> list[str]:
    """The right answer line by line, where it is a list: all right choices, the steps in order, what belongs together."""
    if question.kind == "match":
        return [f"{left}: {right}" for left, right in question.pairs]
    if question.kind not in ("several", "order") or not isinstance(question.answer, tuple):
        return []
    texts = map(str, question.answer)
    return [f"{place}  {text}" for place, text in enumerate(texts, 1)] if question.kind == "order" else list(texts)


_GRADERS = {
    "choice": _grade_choice,
    "several": grade_several,
    "order": grade_order,
    "match": grade_match,
    "cloze": _grade_text,
    "typed": _grade_text,
    "flash": _grade_text,
    "number": _grade_number,
    "shape": _grade_shape,
}

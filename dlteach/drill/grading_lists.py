"""Grades answers that are lists: several right choices, an order, a matching."""

from __future__ import annotations

import re

from dlteach.drill.grade import Grade
from dlteach.drill.question import Question
from dlteach.language import _, ngettext


def grade_several(question: Question, given: str) -> Grade:
    """All right choices and no other, by number in any order: "1 3" or "1,3"."""
    chosen = _numbers(given, len(question.options))
    if chosen is None:
        return Grade(
            False,
            unreadable=_("Type the numbers of all right choices, from 1 to {count}.").format(
                count=len(question.options)
            ),
        )
    picked = [question.options[number - 1] for number in set(chosen)]
    wrong = [option for option in picked if not option.right]
    if wrong:
        return Grade(False, remark=" ".join(option.remark for option in wrong))
    missing = sum(option.right for option in question.options) - len(picked)
    return Grade(
        not missing,
        remark=ngettext("{count} more is right.", "{count} more are right.", missing).format(count=missing)
        if missing
        else "",
    )


def grade_order(question: Question, given: str) -> Grade:
    """The numbers of all options in the right order: "2 1 3"."""
    count = len(question.options)
    chosen = _numbers(given, count)
    if chosen is None or sorted(chosen) != list(range(1, count + 1)):
        return Grade(
            False,
            unreadable=_("Type the numbers from 1 to {count}, each once, in the right order.").format(count=count),
        )
    assert isinstance(question.answer, tuple)
    for place, (number, text) in enumerate(zip(chosen, question.answer, strict=True), start=1):
        if question.options[number - 1].text != text:
            return Grade(
                False, remark=_("Up to place {place} it is right.").format(place=place - 1) if place > 1 else ""
            )
    return Grade(True)


def grade_match(question: Question, given: str) -> Grade:
    """For each left side in turn the number of its right side: "3 1 2"."""
    count = len(question.pairs)
    chosen = _numbers(given, count)
    if chosen is None or len(chosen) != count:
        return Grade(
            False,
            unreadable=_("Type {count} numbers: for each line from the top the one that belongs to it.").format(
                count=count
            ),
        )
    wrong = [
        left
        for (left, right), number in zip(question.pairs, chosen, strict=True)
        if question.options[number - 1].text != right
    ]
    return Grade(not wrong, remark=_("Not right: {wrong}.").format(wrong=", ".join(wrong)) if wrong else "")


def list_in_words(question: Question, given: str) -> str:
    """The texts that the typed numbers stand for; what is no list of numbers is returned as it is."""
    chosen = _numbers(given, len(question.options))
    if not given.strip() or chosen is None:
        return given
    texts = [question.options[number - 1].text for number in chosen]
    if question.kind == "match":
        texts = [f"{left}: {text}" for (left, _), text in zip(question.pairs, texts, strict=False)]
    return "; ".join(texts)


def _numbers(given: str, largest: int) -> list[int] | None:
    """Numbers from 1 to `largest`; digits may stand together where each is a number of its own."""
    parts = re.split(r"[\s,;.>→-]+", given.strip(" ,;.()[]"))
    if len(parts) == 1 and largest < 10:
        parts = list(parts[0])
    if not all(part.isdecimal() and 1 <= int(part) <= largest for part in parts):
        return None
    return [int(part) for part in parts]

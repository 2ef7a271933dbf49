"""Proves questions: each key passes its own grading, each alias is accepted, each distractor fails."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dlteach.drill import normal
from dlteach.drill.cards import Card
from dlteach.drill.grading import grade
from dlteach.drill.question import Question, shown
from dlteach.language import _

DRAWS = 20


class Fault(NamedTuple):
    """What is wrong with one card's question."""

    card: Card
    problem: str
    remedy: str


def prove(cards: Sequence[Card], draws: int = DRAWS) -> Iterator[Fault]:
    """Yield what is wrong with each card: one fault a card, the first that shows.

    Args:
        cards: of one or more topics.
        draws: how often a question with fresh numbers is drawn; written questions are drawn once.
    """
    for card in cards:
        for draw in range(draws if card.source == "computed" else 1):
            fault = _fault(card, random.Random(f"{card.id}@{draw}"))
            if fault is not None:
                yield fault
                break


def _fault(card: Card, rng: random.Random) -> Fault | None:
    try:
        question = card.question(rng)
        problem = _first_problem(question)
    except Exception as error:
        # an author's function may fail in any way
        return Fault(
            card,
            _("The question '{id}' fails with {error}: {message}")
            .format(id=card.id, error=type(error).__name__, message=error)
            .split("\n")[0],
            _("Correct its function."),
        )
    return Fault(card, *problem) if problem else None


def _first_problem(question: Question) -> tuple[str, str] | None:
    for given in rights(question):
        if not grade(question, given).right:
            problem = _("The question '{id}' does not accept its own answer '{given}'")
            return problem.format(id=question.id, given=given), _("Correct the answer, or its form.")
    for given in wrongs(question):
        if grade(question, given).right:
            problem = _("The question '{id}' takes its wrong answer '{given}' for right")
            return problem.format(id=question.id, given=given), _("Change the wrong answer, or remove it.")
    return None


def rights(question: Question) -> list[str]:
    """Everything that must be right when it is typed."""
    places = {option.text: number for number, option in enumerate(question.options, start=1)}
    if question.kind == "choice":
        return [str(places[shown(question.answer)])]
    if question.kind == "several":
        return [" ".join(str(number) for number, option in enumerate(question.options, start=1) if option.right)]
    if question.kind == "order" and isinstance(question.answer, tuple):
        return [" ".join(str(places[str(text)]) for text in question.answer)]
    if question.kind == "match":
        return [" ".join(str(places[right]) for _, right in question.pairs)]
    return [shown(question.answer), *question.aliases]


def wrongs(question: Question) -> list[str]:
    """Everything that must be wrong when it is typed."""
    numbered = [(str(number), option) for number, option in enumerate(question.options, start=1)]
    if question.kind in ("choice", "several"):
        right = [number for number, option in numbered if option.right]
        mixed = [" ".join([*right, number]) for number, option in numbered if not option.right]
        alone = [number for number, option in numbered if not option.right]
        return alone if question.kind == "choice" else [*alone, *mixed]
    if question.kind in ("order", "match"):
        return [" ".join(reversed(rights(question)[0].split()))] if len(numbered) > 1 else []
    typed = [shown(wrong) for wrong in question.mistakes]
    accepted = {normal.text(text) for text in rights(question)}
    return [*typed, *(name for name in question.others if normal.text(name) not in accepted)]

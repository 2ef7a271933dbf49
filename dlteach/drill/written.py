"""Cards of the questions an author wrote."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from functools import partial

from dlteach.content.deck import Deck, WrittenQuestion
from dlteach.content.names import names
from dlteach.drill import normal
from dlteach.drill.cards import Card
from dlteach.drill.kinds import subject
from dlteach.drill.question import Answer, Question
from dlteach.drill.terms import GAP

_LEFT_OUT = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def written_cards(deck: Deck, questions: Iterable[WrittenQuestion]) -> Iterator[Card]:
    """One card for each of the written questions of a deck."""
    for written in questions:
        yield Card(
            written.id,
            written.kind,
            "written",
            partial(_question, written, deck),
            (),
            written.lesson,
            subject(written.id, written.prompt),
        )


def _question(written: WrittenQuestion, deck: Deck, rng: random.Random) -> Question:
    answer = _answer(written)
    aliases = (*written.aliases, *_synonyms(written, deck))
    return Question(
        _LEFT_OUT.sub(GAP, written.prompt) if written.kind == "cloze" else written.prompt,
        answer,
        {choice.text: choice.remark for choice in written.choices},
        kind=written.kind,
        explanation=written.explanation,
        hint=written.hint,
        aliases=aliases,
        lesson=written.lesson,
        pairs=written.pairs,
    )


def _answer(written: WrittenQuestion) -> Answer:
    if written.kind in ("several", "order"):
        return written.answers
    read = {"number": normal.number, "shape": normal.shape}.get(written.kind)
    value = read(written.answer) if read else written.answer
    assert value is not None
    return value


def _synonyms(written: WrittenQuestion, deck: Deck) -> tuple[str, ...]:
    """The other names of the term that the answer is."""
    if written.kind not in ("typed", "cloze"):
        return ()
    answer = normal.text(written.answer)
    return tuple(name for term in deck.terms if answer in map(normal.text, names(term)) for name in names(term))

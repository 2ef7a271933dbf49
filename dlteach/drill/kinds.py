"""The kinds of cards that a learner can ask for, by the names that `--kind` takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dlteach.language import mark

if TYPE_CHECKING:
    from dlteach.drill.cards import Card

# name → what it is; the first nine are the kinds of answers, the others say what a card is about or made from
KINDS = {
    "flash": mark("a flash card, which you grade yourself"),
    "choice": mark("one right choice"),
    "several": mark("several right choices"),
    "cloze": mark("a gap to fill in"),
    "typed": mark("a term to type"),
    "number": mark("a number"),
    "shape": mark("a shape"),
    "order": mark("steps to put in order"),
    "match": mark("what belongs together"),
    "term": mark("a glossary term"),
    "pair": mark("two terms that are easily mixed up: which is it?"),
    "aid": mark("a memory aid: its meaning, its ending, its letters, who is who"),
    "written": mark("a question that an author wrote"),
    "computed": mark("a question with fresh numbers"),
    "code": mark("a Keras program to read: what does it give?"),
    "broken": mark("a broken model: find the fault"),
}
_PROGRAM = re.compile(r"^\s*```python$", re.MULTILINE)


def subject(id: str, prompt: str) -> str:
    """What a question is about besides its topic: "broken", "code" or nothing.

    Args:
        id: the card's id; one of a broken model is "topic/broken-…".
        prompt: what is asked; one on code shows a program.
    """
    if id.partition("/")[2].startswith("broken-"):
        return "broken"
    return "code" if _PROGRAM.search(prompt) else ""


def kinds_of(card: Card) -> set[str]:
    """All names of KINDS that a card goes by."""
    return {card.kind, card.source, card.subject} - {""}

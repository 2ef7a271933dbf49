"""The kinds of cards that a learner can ask for, by the names that `--kind` takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlteach.drill.cards import Card

# name → what it is; the first nine are the kinds of answers, the others say what a card is about or made from
KINDS = {
    "flash": "a flash card, which you grade yourself",
    "choice": "one right choice",
    "several": "several right choices",
    "cloze": "a gap to fill in",
    "typed": "a term to type",
    "number": "a number",
    "shape": "a shape",
    "order": "steps to put in order",
    "match": "what belongs together",
    "term": "a glossary term",
    "pair": "two terms that are easily mixed up: which is it?",
    "aid": "a memory aid: its meaning, its ending, its letters, who is who",
    "written": "a question that an author wrote",
    "computed": "a question with fresh numbers",
    "code": "a Keras program to read: what does it give?",
    "broken": "a broken model: find the fault",
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

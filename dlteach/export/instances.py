"""Questions as a file can hold them: each card's question, and a few drawn ones where it is made anew every time."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dlteach.drill.cards import Card, cards_of
from dlteach.drill.question import Question

# so many draws for each wanted question; a pair of terms shows both of its sides well within them
DRAWS = 8
MARK = "@"


@dataclass(frozen=True)
class Instance:
    """One fixed question of a card.

    Attributes:
        id: the card's id; a card's further questions carry "@2", "@3", … behind it.
        card: where it comes from.
        question: with its choices in order.
    """

    id: str
    card: Card
    question: Question


def instances(topic: str, most: int = 3) -> list[Instance]:
    """The questions of all cards of a topic, the same ones at each call.

    Args:
        topic: such as "lstm".
        most: how many questions a card may give that asks with fresh numbers each time.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when its deck is broken.
    """
    return [instance for card in cards_of(topic) for instance in instances_of(card, most)]


def instances_of(card: Card, most: int = 3) -> list[Instance]:
    """The questions of one card."""
    found: dict[str, Question] = {}
    for draw in range(most * DRAWS if _varies(card) else 1):
        # seeded by the id, so that an export has the same numbers as the one before it
        question = card.question(random.Random(f"{card.id}{MARK}{draw}"))
        found.setdefault(question.prompt, question)
        if len(found) == most:
            break
    return [
        Instance(card.id if number == 1 else f"{card.id}{MARK}{number}", card, question)
        for number, question in enumerate(found.values(), start=1)
    ]


def card_of(id: str) -> str:
    """The card's id that an instance's id belongs to.

    Example:
        >>> card_of("lstm/parameters@2")
        'lstm/parameters'
    """
    return id.partition(MARK)[0]


def _varies(card: Card) -> bool:
    # "which is it?" asks for one or the other of two terms; every other prompt of a deck is fixed
    return card.source == "computed" or (card.source == "term" and card.kind == "choice")


def title_of(topic: str) -> str:
    """What a topic is called: its lesson's title, or its own name where it has no lesson."""
    from dlteach.content.lessons import lesson_outline
    from dlteach.content.lessons import topics as lesson_topics

    if topic in lesson_topics():
        return lesson_outline(topic).title
    return topic.upper() if len(topic) <= 4 else topic.replace("-", " ").capitalize()

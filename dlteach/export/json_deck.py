"""A topic's terms, memory aids and questions as plain JSON, for programs of any kind."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from dlteach.drill.decks import deck_of
from dlteach.drill.question import shown
from dlteach.export.instances import Instance, instances, title_of

# raised when a field changes its meaning or goes; a new field alone does not raise it
VERSION = 1


def deck_json(topic: str) -> bytes:
    """The topic as one JSON object: `format`, `version`, `topic`, `title`, `terms`, `memory_aids`, `questions`.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when its deck is broken.
    """
    deck = deck_of(topic)
    content = {
        "format": "dlteach deck",
        "version": VERSION,
        "topic": topic,
        "title": title_of(topic),
        "terms": [_without_line(asdict(term)) for term in deck.terms],
        "memory_aids": [_without_line(asdict(aid)) for aid in deck.memory_aids],
        "questions": [question_data(instance) for instance in instances(topic)],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def question_data(instance: Instance) -> dict[str, Any]:
    """One question as JSON values. `answer` is the answer itself, `answer_text` how it is shown."""
    question = instance.question
    return {
        "id": instance.id,
        "card": instance.card.id,
        "kind": question.kind,
        "source": instance.card.source,
        "section": question.lesson,
        "prompt": question.prompt,
        "answer": question.answer,
        "answer_text": shown(question.answer),
        "aliases": question.aliases,
        "tolerance": question.tolerance,
        "choices": [asdict(option) for option in question.options],
        "pairs": question.pairs,
        "mistakes": [{"answer": wrong, "remark": remark} for wrong, remark in question.mistakes.items()],
        "hint": question.hint,
        "explanation": question.explanation,
    }


def _without_line(fields: dict[str, Any]) -> dict[str, Any]:
    # where it stands in the author's file means nothing elsewhere
    return {name: value for name, value in fields.items() if name != "line"}

"""A topic's questions as one HTML page that asks and grades in any browser, without a network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from importlib.resources import files
from typing import Any

from dlteach.drill import normal
from dlteach.drill.question import Question, shown
from dlteach.export import accepted
from dlteach.export.anki import KINDS
from dlteach.export.instances import Instance, instances, title_of
from dlteach.export.plain_text import clean, prose_html
from dlteach.export.practice_texts import in_language
from dlteach.language import _, interface

SCRIPTS = ("practice_normal.js", "practice_grading.js", "practice_progress.js", "practice_inputs.js", "practice.js")
# fresh numbers, as far as a page that cannot compute has them
DRAWN = 12
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def practice_page(topic: str) -> bytes:
    """The page. It loads nothing; its progress stays in the browser's own storage.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when its deck is broken.
    """
    script = in_language("".join(_part(name) for name in SCRIPTS))
    # the browser runs this very script and no other, and loads nothing at all
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = {
        "policy": f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:",
        "title": escape(clean(title_of(topic))),
        "style": _part("practice.css"),
        "deck": _embedded(page_data(topic)),
        "script": script,
        "lang": interface(),
    }
    page = _PLACE.sub(lambda found: parts[found.group(1)], in_language(_part("practice.html")))
    return page.encode("utf-8", "replace")


def page_data(topic: str) -> dict[str, Any]:
    """What the page's script reads: the kinds' names, the terms, and the questions with what is taken for right."""
    terms: dict[tuple[str, str, str], int] = {}
    questions = [_question(instance, terms) for instance in instances(topic, DRAWN)]
    return {
        "topic": topic,
        "kinds": {name: _(text) for name, text in KINDS.items()},
        "terms": list(terms),
        "questions": questions,
    }


def _question(instance: Instance, terms: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    question = instance.question
    made = {
        "id": instance.id,
        "card": instance.card.id,
        "kind": question.kind,
        "source": instance.card.source,
        "prompt": prose_html(question.prompt),
        "answer": _answer(question),
        "hint": question.hint,
        "explanation": prose_html(question.explanation),
    }
    return made | _GRADED.get(question.kind, _nothing)(question, terms)


def _answer(question: Question) -> str:
    if question.kind == "match":
        return "; ".join(f"{left}: {right}" for left, right in question.pairs)
    return shown(question.answer)


def _text(question: Question, terms: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    answer = str(question.answer)
    taken = {normal.text(text) for text in (answer, *question.aliases)} | normal.readings(answer)
    # each term stands in the page once; the questions name it by its place
    others = [
        terms.setdefault((normal.text(name), name, definition), len(terms))
        for name, definition in question.others.items()
    ]
    mistakes = [(normal.text(str(wrong)), remark) for wrong, remark in question.mistakes.items()]
    return {"accepted": sorted(taken), "others": others, "mistakes": mistakes}


def _number(question: Question, terms: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    mistakes = [
        (accepted.numbers(wrong, question.tolerance), remark)
        for wrong, remark in question.mistakes.items()
        if isinstance(wrong, int | float)
    ]
    return {"taken": accepted.numbers(question.answer, question.tolerance), "mistakes": mistakes}


def _shape(question: Question, terms: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    mistakes = [
        (accepted.sizes(wrong), remark) for wrong, remark in question.mistakes.items() if isinstance(wrong, tuple)
    ]
    return {"taken": accepted.sizes(question.answer), "mistakes": mistakes}


def _choice(question: Question, terms: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    return {"options": [vars(option) for option in question.options]}


def _order(question: Question, terms: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    return {"order": question.answer}


def _match(question: Question, terms: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    return {"pairs": question.pairs}


def _nothing(question: Question, terms: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    return {}


_GRADED = {
    "choice": _choice,
    "several": _choice,
    "typed": _text,
    "cloze": _text,
    "number": _number,
    "shape": _shape,
    "order": _order,
    "match": _match,
}


def _embedded(data: dict[str, Any]) -> str:
    # no end tag and no comment can begin inside the script element
    return clean(json.dumps(data, ensure_ascii=False, separators=(",", ":"))).replace("<", "\\u003c")


def _part(name: str) -> str:
    return files("dlteach.export").joinpath(name).read_text(encoding="utf-8")

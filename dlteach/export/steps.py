"""What stands in a lesson's steps, as Markdown, for programs that show a lesson without playing it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from dlteach.content import lesson as steps
from dlteach.content.source import find_source, without_docstring
from dlteach.language import _


@dataclass(frozen=True)
class Told:
    """One step as Markdown: `kind` is what stands above it in a box, `answer` what is first hidden, `function` what it runs."""

    markdown: str
    kind: str = ""
    answer: str = ""
    function: str = ""


def told(step: steps.Step, topic: str, folder: Path) -> list[Told]:
    """A step as Markdown that holds no HTML.

    Args:
        step: any step of a lesson.
        topic: of the lesson.
        folder: where the lesson lies; a {code} directive may name a file beside it.
    """
    return [
        Told(without_html(part.markdown), part.kind, without_html(part.answer), part.function)
        for part in _told(step, topic, folder)
    ]


def without_html(markdown: str) -> str:
    """The Markdown, with HTML in it made text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    inside = [child for token in tokens for child in token.children or []]
    if any(token.type in ("html_block", "html_inline") for token in (*tokens, *inside)):
        return markdown.replace("<", "&lt;")
    return markdown


def _told(step: steps.Step, topic: str, folder: Path) -> list[Told]:
    match step:
        case steps.Prose():
            return [Told(step.markdown)]
        case steps.Overview():
            return [
                Told(text, _first_upper(_("{level} overview").format(level=depth)))
                for depth, text in step.depths.items()
            ]
        case steps.Dialogue():
            return [Told("\n\n".join(f"**{_(speaker)}:** {text}" for speaker, text in step.turns), _("Dialogue"))]
        case steps.Analogy() | steps.Example():
            return [Told(step.markdown, _("Analogy") if isinstance(step, steps.Analogy) else _("Example"))]
        case steps.Memory():
            return [_memory(step)]
        case steps.Code():
            found = find_source(step.target, folder)
            return [Told(f"```python\n{without_docstring(found.code)}\n```\n\n*{found.origin}*")]
        case steps.Call():
            return [Told(step.markdown, function=step.function)]
        case steps.Predict():
            choices = "".join(f"\n{number}. {choice}" for number, choice in enumerate(step.choices, 1))
            return [
                Told(step.prompt + ("\n" + choices if choices else ""), _("Predict, then run"), function=step.function)
            ]
        case steps.Ask():
            return [_question(step.id)]
        case steps.Drill():
            return [
                Told(
                    _("`dlteach quiz {topic}` asks {count} questions, and brings them back in time.").format(
                        topic=topic, count=step.count
                    ),
                    _("Drill"),
                )
            ]
    return []


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _memory(step: steps.Memory) -> Told:
    from dlteach.drill.decks import deck_of

    aid = next(aid for aid in deck_of(step.id.partition("/")[0]).memory_aids if aid.id == step.id)
    return Told(aid.markdown, _first_upper(_(aid.kind)))


def _question(id: str) -> Told:
    from dlteach.drill.cards import find_card
    from dlteach.drill.grading import answer_parts, answer_text

    question = find_card(id).question(random.Random(id))
    asked = [f"{left}: ?" for left, _right in question.pairs] + [option.text for option in question.options]
    answer = "".join(f"- {part}\n" for part in answer_parts(question)) or answer_text(question)
    prompt = question.prompt + "\n" + "".join(f"\n- {text}" for text in asked)
    return Told(prompt, _("Question"), f"{answer}\n\n{question.explanation}")

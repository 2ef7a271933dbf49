"""Loads lessons: finds `topic.md`, reads its front matter, and turns its Markdown into sections of steps."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlteach.content import front_matter
from dlteach.content.files import find_topic, in_language, lesson_homes, original, topic_files
from dlteach.content.lesson import LEVELS, Lesson, Overview, Prose, Section, Step
from dlteach.content.records import Place, Report, raise_first
from dlteach.language import _

if TYPE_CHECKING:
    from dlteach.content.blocks import Block

_LABEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def topics() -> list[str]:
    """Return the topics that have a lesson, in alphabetical order."""
    return sorted(topic_files(lesson_homes(), ".md"))


def load_lesson(topic: str) -> Lesson:
    """Read one lesson.

    Raises:
        UsageError: when there is no lesson on the topic.
        ContentError: when the lesson does not follow the schema; names file and line.
    """
    _home, path = find_topic(topic, lesson_homes(), ".md")
    return read_lesson(in_language(path))


def lesson_outline(topic: str) -> Lesson:
    """Read the front matter of one lesson only: title, summary, minutes and settings, but no sections.

    Raises:
        UsageError: when there is no lesson on the topic.
        ContentError: when the front matter does not follow the schema; names file and line.
    """
    _home, path = find_topic(topic, lesson_homes(), ".md")
    place = Place(in_language(path))
    outline = front_matter.read(topic, front_matter.split(place.text(), place).front_matter, place)
    return replace(outline, path=path)


def lesson_module(topic: str) -> str:
    """Return the name to import a lesson's Python file by, such as "dlteach.lessons.cnn".

    Raises:
        UsageError: when there is no lesson on the topic.
    """
    home, path = find_topic(topic, lesson_homes(), ".md")
    return f"{home.package}.{path.stem}"


def read_lesson(path: Path, report: Report = raise_first) -> Lesson:
    """Read one lesson file, or a translation of one. `report` gets each fault; by default the first one is raised."""
    place = Place(path, report)
    source = original(path)
    parts = front_matter.split(place.text(), place)
    lesson = front_matter.read(source.stem, parts.front_matter, place)
    # its Python lies beside the original
    return replace(lesson, path=source, sections=_sections(parts.body, parts.body_line, source.stem, place))


def _sections(body: str, first_line: int, topic: str, place: Place) -> tuple[Section, ...]:
    # markdown-it-py takes 25 ms to import, which an outline need not pay
    from dlteach.content.blocks import blocks

    sections: list[Section] = []
    steps: list[Step] = []
    label: Block | None = None
    homeless = filled = False
    lines_by_label: dict[str, int] = {}
    for block in blocks(body, first_line):
        if label and block.kind != "heading":
            place.fault(
                label.line,
                _("No heading follows the label '({text})='").format(text=label.text),
                _("Put '## …' on the next line."),
            )
            label = None
        if block.kind == "label":
            label = block
        elif block.kind == "heading":
            _check_heading(block, label, topic, lines_by_label, place)
            name = label.text if label else ""
            _close(sections, steps, filled, place)
            sections.append(Section(name, block.text, block.line, ()))
            label, filled = None, False
        elif not sections:
            if not homeless and block.kind != "comment":
                remedy = _("Put a label and a heading above it: '({prefix}-overview)=' and '## …'.").format(
                    prefix=_prefix(topic)
                )
                place.fault(block.line, _("This stands before the first heading"), remedy)
                homeless = True
        else:
            _add(steps, block, place)
            filled = filled or block.kind not in ("comment", "break")
    if label:
        place.fault(
            label.line,
            _("No heading follows the label '({text})='").format(text=label.text),
            _("Put '## …' on the next line."),
        )
    _close(sections, steps, filled, place)
    if not sections:
        remedy = _("Write '({prefix}-overview)=' and '## …' on two lines.").format(prefix=_prefix(topic))
        place.fault(first_line, _("The lesson has no section"), remedy)
    return tuple(sections)


def _check_heading(block: Block, label: Block | None, topic: str, seen: dict[str, int], place: Place) -> None:
    prefix = _prefix(topic)
    if block.level == 1:
        place.fault(
            block.line, _("'#' is the lesson's title"), _("Its place is the front matter; begin sections with '##'.")
        )
    if label is None:
        remedy = _("Put '({prefix}-…)=' on the line above it; a learner's place is kept by the label.").format(
            prefix=prefix
        )
        place.fault(block.line, _("The heading '{text}' has no label").format(text=block.text), remedy)
    elif not _LABEL.fullmatch(label.text) or not label.text.startswith(f"{prefix}-"):
        remedy = _("Write '({prefix}-…)=' with small letters, digits and single hyphens.").format(prefix=prefix)
        place.fault(label.line, _("The label '{text}' is malformed").format(text=label.text), remedy)
    elif label.text in seen:
        remedy = _("Give this section a label of its own.")
        place.fault(
            label.line,
            _("The label '{text}' is already used on line {earlier}").format(text=label.text, earlier=seen[label.text]),
            remedy,
        )
    else:
        seen[label.text] = label.line


def _prefix(topic: str) -> str:
    """Return what the topic's labels begin with; a label has no underscore."""
    return topic.replace("_", "-")


def _add(steps: list[Step], block: Block, place: Place) -> None:
    """Append the step a block stands for."""
    from dlteach.content.directives import step

    match block.kind:
        case "underlined":
            remedy = _("Leave an empty line above '---' for a new screen, or write '## …' for a heading.")
            place.fault(block.line, _("The line under '{text}' makes it a heading").format(text=block.text), remedy)
        case "prose":
            steps.append(Prose(block.line, block.text))
        case "unclosed":
            place.fault(
                block.line,
                _("The fence '{{{directive}}}' is never closed").format(directive=block.name),
                _("End it with a line '```'."),
            )
        case "directive":
            if (made := step(block, place)) is not None:
                _add_directive(steps, made, place)


def _add_directive(steps: list[Step], made: Step, place: Place) -> None:
    before = steps[-1] if steps else None
    if not (isinstance(made, Overview) and isinstance(before, Overview)):
        steps.append(made)
        return
    for depth, text in made.depths.items():
        if depth in before.depths:
            place.fault(
                made.line,
                _("The depth '{depth}' stands here a second time").format(depth=depth),
                _("Merge the two overviews."),
            )
        before.depths[depth] = text


def _close(sections: list[Section], steps: list[Step], filled: bool, place: Place) -> None:
    """Give the steps gathered so far to the section they stand under; `filled` tells that something was written there."""
    if not sections:
        return
    for made in steps:
        if isinstance(made, Overview) and (missing := [depth for depth in LEVELS if depth not in made.depths]):
            remedy = _("Add '{{overview}} {depth}' right after it.").format(depth=missing[0])
            place.fault(made.line, _("The overview has no depth '{depth}'").format(depth=missing[0]), remedy)
    if not filled:
        place.fault(
            sections[-1].line,
            _("The section '{title}' is empty").format(title=sections[-1].title),
            _("Write it, or remove it."),
        )
    sections[-1] = replace(sections[-1], steps=tuple(steps))
    steps.clear()

"""A lesson as a Jupyter notebook that runs from top to bottom."""

from __future__ import annotations

import json

from dlteach.content.lesson import Lesson, Runs
from dlteach.content.lessons import load_lesson
from dlteach.export.steps import Told, told, without_html


def notebook(topic: str) -> bytes:
    """The lesson as a notebook in nbformat 4.5, the same bytes at each call.

    Raises:
        UsageError: when there is no lesson on the topic.
        ContentError: when the lesson is broken.
    """
    lesson = load_lesson(topic)
    cells = [_markdown(f"# {without_html(lesson.title)}\n\n{without_html(lesson.summary)}"), _code(_opening(lesson))]
    for section in lesson.sections:
        cells.append(_markdown(f"## {without_html(section.title)}"))
        for step in section.steps:
            if isinstance(step, Runs):
                cells.append(_code("bench.runs()"))
            for part in told(step, topic, lesson.path.parent):
                if part.markdown:
                    cells.append(_markdown(_shown(part)))
                if part.function:
                    cells.append(_code(f"bench.run({part.function!r})"))
    whole = {
        "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _opening(lesson: Lesson) -> str:
    settings = "".join(
        f"\n    {setting.name}={setting.default!r},  # {_line(setting.help)}" for setting in lesson.settings
    )
    return (
        "# install once: pip install 'dlteach[tensorflow]'\n"
        "from dlteach.tutor.bench import Bench\n\n"
        f"bench = Bench(\n    {lesson.topic!r},\n    epochs=None,  # None: as long as the lesson trains{settings}\n)"
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _shown(part: Told) -> str:
    kind = f"**{part.kind}**\n\n" if part.kind else ""
    if not part.answer:
        return kind + part.markdown
    # the blank lines let Markdown go on inside the HTML
    return f"{kind}{part.markdown}\n\n<details><summary>Answer</summary>\n\n{part.answer}\n\n</details>"


def _markdown(text: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict:
    lines = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}

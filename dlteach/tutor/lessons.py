"""Lessons as the tutor needs them: parsed once, then read from a cache, for parsing takes longer than all the first screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from dlteach.content import lesson as types
from dlteach.content.files import find_topic, in_language, lesson_homes
from dlteach.content.lesson import Lesson, Section, Setting
from dlteach.store import cache
from dlteach.store.cache import code_stamp, stamp, tuples


def lesson_of(topic: str) -> Lesson:
    """One lesson, from the cache where its file has not changed since.

    Raises:
        UsageError: when there is no lesson on the topic.
        ContentError: when the lesson does not follow the schema; names file and line.
    """

    def load() -> Lesson:
        from dlteach.content.lessons import load_lesson

        return load_lesson(topic)

    return _kept(topic, "lesson", load)


def outline_of(topic: str) -> Lesson:
    """The front matter of one lesson only, from the cache where its file has not changed since.

    Raises:
        UsageError: when there is no lesson on the topic.
        ContentError: when the front matter does not follow the schema; names file and line.
    """

    def load() -> Lesson:
        from dlteach.content.lessons import lesson_outline

        return lesson_outline(topic)

    return _kept(topic, "outline", load)


def _kept(topic: str, part: str, load: Callable[[], Lesson]) -> Lesson:
    _home, path = find_topic(topic, lesson_homes(), ".md")
    text = in_language(path)
    name = f"{text.stem}.{part}"
    key = [*stamp(text), *code_stamp(Path(types.__file__).parent)]
    try:
        return _decoded(cache.read(name, key), path)
    except (AttributeError, LookupError, TypeError, ValueError):
        # what cannot be read is parsed again
        lesson = load()
        cache.write(name, key, _encoded(lesson))
        return lesson


def _encoded(lesson: Lesson) -> dict[str, Any]:
    sections = [
        [section.label, section.title, section.line, [[type(step).__name__, vars(step)] for step in section.steps]]
        for section in lesson.sections
    ]
    settings = [vars(setting) for setting in lesson.settings]
    return vars(lesson) | {"path": "", "settings": settings, "sections": sections}


def _decoded(kept: dict[str, Any], path: Path) -> Lesson:
    sections = tuple(
        Section(label, title, line, tuple(getattr(types, kind)(**_fields(step)) for kind, step in steps))
        for label, title, line, steps in kept["sections"]
    )
    settings = tuple(Setting(**_fields(setting)) for setting in kept["settings"])
    return replace(Lesson(**_fields(kept)), path=path, settings=settings, sections=sections)


def _fields(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: tuples(value) for name, value in kept.items()}

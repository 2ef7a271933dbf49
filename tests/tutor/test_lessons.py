"""The cache of lessons gives what the parser gives, and never an older state."""

import os
import time

import pytest

from dlteach.content import lessons as parser
from dlteach.content.files import Home
from dlteach.errors import ContentError, UsageError
from dlteach.store import cache
from dlteach.tutor import lessons

LESSON = """---
title: Toy
summary: A toy.
order: 1
minutes: 5
settings:
  rate: {{default: 1.0, help: The rate.}}
---

(toy-start)=
## Start

{}
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    # Python that was edited a moment ago would not be trusted
    monkeypatch.setattr(cache, "_LOADED", time.time_ns() + 10**12)
    cache.code_stamp.cache_clear()
    yield tmp_path / "home"
    cache.code_stamp.cache_clear()


@pytest.fixture
def toy(tmp_path, monkeypatch):
    for module in (lessons, parser):
        monkeypatch.setattr(module, "lesson_homes", lambda: iter([Home("toy_lessons", tmp_path)]))
    return tmp_path / "toy.md"


def is_kept(topic, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(parser, "load_lesson", lambda topic: pytest.fail("it was parsed again"))
        try:
            return lessons.lesson_of(topic) is not None
        except pytest.fail.Exception:
            return False


@pytest.mark.parametrize("topic", parser.topics())
def test_a_cached_lesson_equals_the_parsed_one(topic, monkeypatch):
    parsed = parser.load_lesson(topic)
    assert lessons.lesson_of(topic) == parsed
    assert is_kept(topic, monkeypatch)
    # equal values of another type, such as 1 for 1.0, would be told in other words
    assert repr(lessons.lesson_of(topic)) == repr(parsed)
    for _ in ("made", "read"):
        assert repr(lessons.outline_of(topic)) == repr(parser.lesson_outline(topic))


def test_an_edited_lesson_is_parsed_again(toy, monkeypatch):
    toy.write_text(LESSON.format("It scales."))
    os.utime(toy, (1, 1))
    assert lessons.lesson_of("toy").sections[0].steps[0].markdown == "It scales."
    assert is_kept("toy", monkeypatch)
    toy.write_text(LESSON.format("It scaled."))
    os.utime(toy, (1, 1))
    assert lessons.lesson_of("toy").sections[0].steps[0].markdown == "It scaled."


def test_a_lesson_that_was_broken_meanwhile_is_refused(toy):
    toy.write_text(LESSON.format("It scales."))
    lessons.lesson_of("toy")
    toy.write_text(LESSON.format("").replace("(toy-start)=\n", ""))
    for _ in range(2):
        with pytest.raises(ContentError, match=r"toy\.md:"):
            lessons.lesson_of("toy")
    assert lessons.outline_of("toy").title == "Toy"


@pytest.mark.parametrize("damage", ["", "[]", '{"key": 1}', "value"])
def test_a_damaged_cache_is_no_harm(home, damage):
    parsed = lessons.lesson_of("cnn")
    file = home / "cache" / "cnn.lesson.json"
    text = file.read_text()
    file.write_text(text.replace('"sections"', '"other"') if damage == "value" else damage)
    assert lessons.lesson_of("cnn") == parsed


def test_an_unknown_lesson_is_a_usage_error():
    with pytest.raises(UsageError, match="cnm"):
        lessons.lesson_of("cnm")

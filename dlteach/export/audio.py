"""A lesson as sound: what of it can be followed without a screen, in two voices, as one WAV file."""

from __future__ import annotations

from collections.abc import Callable

from dlteach.content.lessons import load_lesson
from dlteach.errors import DlteachError
from dlteach.language import _
from dlteach.speech.finding import find_voice, how_to_install
from dlteach.speech.recording import record
from dlteach.speech.script import language_of, lesson_lines


def lesson_audio(topic: str, report: Callable[[int, int], None] = lambda done, lines: None) -> bytes:
    """The lesson's title, overview, dialogue, analogies, memory aids and recap, spoken.

    Args:
        topic: the name of a lesson.
        report: called after each line with how many are done and how many there are.

    Returns:
        A WAV file of one channel.

    Raises:
        UsageError: when there is no lesson on the topic.
        ContentError: when the lesson is broken.
        DlteachError: when nothing here can speak, or the program that speaks fails.
    """
    lesson = load_lesson(topic)
    parts = list(lesson_lines(lesson))
    voice = find_voice(language_of(lesson), for_files=True)
    if voice is None:
        raise DlteachError(_("Nothing here can write speech"), how_to_install())
    lines = sum(map(len, parts))
    return record(voice, parts, lambda done: report(done, lines))

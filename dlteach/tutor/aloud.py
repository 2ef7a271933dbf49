"""Reads a lesson aloud while it is played."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dlteach.content.lesson import Lesson, Section, Step
from dlteach.language import _
from dlteach.screen import Screen
from dlteach.speech.script import heading_lines, step_lines, title_lines
from dlteach.speech.speaker import Speaker
from dlteach.speech.voice import Line
from dlteach.tutor.narrator import Narrator


class Aloud(Narrator):
    """The voices of a lesson.

    Args:
        screen: where it is told that nothing can be heard.
        speaker: speaks.
        language: the code of the language the lesson is told in.
        waits: whether each text is spoken to its end before the lesson goes on; otherwise it is spoken beside the screen,
            and the next key ends it.
    """

    def __init__(self, screen: Screen, speaker: Speaker, language: str, waits: bool):
        self._screen = screen
        self._speaker = speaker
        self._language = language
        self._waits = waits
        self._told_problem = False

    def title(self, lesson: Lesson) -> None:
        """Says title and summary."""
        self._tell(title_lines(lesson))

    def heading(self, section: Section) -> None:
        """Says a section's title."""
        self._tell(heading_lines(section, self._language))

    @contextmanager
    def step(self, step: Step, level: str) -> Iterator[None]:
        """Says the text of a step that is shown inside: meanwhile, or after it where the lesson waits."""
        lines = step_lines(step, level, self._language)
        if not self._waits:
            self._tell(lines)
        yield
        if self._waits:
            self._tell(lines)

    def hush(self) -> None:
        """Ends what is being said."""
        self._speaker.stop()

    def _tell(self, lines: list[Line]) -> None:
        self._speaker.say(lines)
        if self._waits:
            self._speaker.wait()
        if self._speaker.problem and not self._told_problem:
            self._told_problem = True
            self._screen.line(_("{problem}. The lesson goes on in silence.").format(problem=self._speaker.problem))

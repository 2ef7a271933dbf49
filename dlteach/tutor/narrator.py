"""Reads a lesson aloud while it is played; does nothing where nobody asked for it or nothing speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dlteach.content.lesson import Lesson, Section, Step
from dlteach.language import _
from dlteach.screen import Screen
from dlteach.speech import script
from dlteach.speech.finding import find_voice, how_to_install
from dlteach.speech.speaker import Speaker
from dlteach.speech.voice import ENGLISH, Line


class Narrator:
    """The voices of a lesson.

    Args:
        screen: where it is told that nothing can be heard.
        waits: whether each text is spoken to its end before the lesson goes on; otherwise it is spoken beside the screen,
            and the next key ends it.
        speaker: speaks; left out, everything here does nothing.
        language: the code of the language the lesson is told in.
    """

    def __init__(self, screen: Screen, waits: bool, speaker: Speaker | None = None, language: str = ENGLISH):
        self._screen = screen
        self._waits = waits
        self._speaker = speaker
        self._language = language

    def title(self, lesson: Lesson) -> None:
        """Says what the lesson is about."""
        self._tell(script.title_lines(lesson))

    def heading(self, section: Section) -> None:
        """Says a section's title."""
        self._tell(script.heading_lines(section, self._language))

    @contextmanager
    def step(self, step: Step, level: str) -> Iterator[None]:
        """Says the text of a step that is shown inside: meanwhile, or after it where the lesson waits."""
        lines = script.step_lines(step, level, self._language) if self._speaker is not None else []
        if not self._waits:
            self._tell(lines)
        yield
        if self._waits:
            self._tell(lines)

    def hush(self) -> None:
        """Ends what is being said."""
        if self._speaker is not None:
            self._speaker.stop()

    def _tell(self, lines: list[Line]) -> None:
        if self._speaker is None:
            return
        self._speaker.say(lines)
        if self._waits:
            self._speaker.wait()
        if self._speaker.problem:
            self._screen.line(_("{problem}. The lesson goes on in silence.").format(problem=self._speaker.problem))
            self._speaker = None


@contextmanager
def open_narrator(screen: Screen, lesson: Lesson, speak: bool, playing: bool) -> Iterator[Narrator]:
    """A narrator for a lesson, silenced at its end; where it should speak and nothing can, a line says what to install.

    Args:
        screen: gets the speaker, to silence it at the first key.
        lesson: whose language is to be spoken.
        speak: whether the learner asked for it.
        playing: whether the learner sits there and presses keys.
    """
    language = script.language_of(lesson)
    voice = find_voice(language) if speak else None
    if voice is None:
        if speak:
            screen.line(_("Nothing here can speak. {remedy}").format(remedy=how_to_install()))
        yield Narrator(screen, not playing)
        return
    with Speaker(voice) as speaker:
        if playing:
            screen.sound = speaker
        yield Narrator(screen, not playing, speaker, language)

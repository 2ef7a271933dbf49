"""Who reads a lesson aloud, if anybody: a narrator that is silent, unless the learner asked for the other one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from dlteach.content.lesson import Lesson, Section, Step
from dlteach.language import _
from dlteach.screen import Screen


class Narrator:
    """Says nothing. What is said instead, where something can speak, stands in `dlteach.tutor.aloud`."""

    def title(self, lesson: Lesson) -> None:
        """Says what the lesson is about."""

    def heading(self, section: Section) -> None:
        """Says a section's title."""

    def step(self, step: Step, level: str) -> AbstractContextManager[None]:
        """Says the text of a step that is shown inside."""
        return nullcontext()

    def hush(self) -> None:
        """Ends what is being said."""


@contextmanager
def open_narrator(screen: Screen, lesson: Lesson, speak: bool, playing: bool) -> Iterator[Narrator]:
    """A narrator for a lesson, silenced at its end; where it should speak and nothing can, a line says what to install.

    Args:
        screen: gets the speaker, to silence it at the first key.
        lesson: whose language is to be spoken.
        speak: whether the learner asked for it.
        playing: whether the learner sits there and presses keys.
    """
    if not speak:
        yield Narrator()
        return
    # imported only now, so that the first screen of a silent lesson does not wait for them
    from dlteach.speech.finding import find_voice, how_to_install
    from dlteach.speech.script import language_of
    from dlteach.speech.speaker import Speaker
    from dlteach.tutor.aloud import Aloud

    language = language_of(lesson)
    voice = find_voice(language)
    if voice is None:
        screen.line(_("Nothing here can speak. {remedy}").format(remedy=how_to_install()))
        yield Narrator()
        return
    with Speaker(voice) as speaker:
        if playing:
            screen.sound = speaker
        yield Aloud(screen, speaker, language, waits=not playing)

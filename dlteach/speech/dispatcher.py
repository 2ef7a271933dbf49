"""spd-say, the client of Speech Dispatcher, which screen readers on Linux use. See spd-say(1)."""

from __future__ import annotations

from dataclasses import dataclass

from dlteach.speech.voice import ENGLISH, TEACHER, Line


@dataclass(frozen=True)
class SpeechDispatcher:
    """Speaks with `program` in the voice the learner chose for the desktop; it writes no files."""

    program: str
    name: str = "spd-say"
    language: str = ENGLISH
    writes: bool = False

    def command(self, line: Line, file: str | None = None) -> list[str]:
        """The command line that says a line and waits until it is said."""
        voice = "male1" if line.speaker == TEACHER else "female1"
        return [self.program, "--wait", "--language", self.language, "--voice-type", voice, "--", line.text]

    def reads(self, line: Line) -> bytes:
        """Nothing: the text stands in the command line."""
        return b""

    def silence(self) -> list[str]:
        """The service goes on speaking when its client is gone, so it has to be told."""
        return [self.program, "--cancel"]

"""What a line is, and what every program that speaks has to offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

TEACHER, STUDENT = "teacher", "student"
ENGLISH = "en"


@dataclass(frozen=True)
class Line:
    """Something to be said. `speaker` is TEACHER or STUDENT; `text` holds words and marks of punctuation only."""

    speaker: str
    text: str


class Voice(Protocol):
    """One program that speaks in two voices. It is started anew for each line and ends when the line is said."""

    @property
    def name(self) -> str:
        """The program, as a learner knows it."""

    @property
    def writes(self) -> bool:
        """Whether it can write sound files."""

    def command(self, line: Line, file: str | None = None) -> list[str]:
        """The command line that says a line.

        Args:
            line: what to say.
            file: the name of a WAV file in the present folder to write instead of speaking aloud.
        """

    def reads(self, line: Line) -> bytes:
        """What the program gets on its standard input."""

    def silence(self) -> list[str]:
        """A command to run after the program was killed; empty where its death is silence enough."""

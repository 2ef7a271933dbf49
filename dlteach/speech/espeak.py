"""espeak-ng and its forerunner espeak: one formant voice with many variants, on every Linux. See espeak-ng(1)."""

from __future__ import annotations

from dataclasses import dataclass

from dlteach.speech.voice import ENGLISH, TEACHER, Line


@dataclass(frozen=True)
class Espeak:
    """Speaks with `program`: the teacher in the plain male voice, the student in a female variant, higher and livelier."""

    program: str
    name: str = "espeak-ng"
    language: str = ENGLISH
    writes: bool = True

    def command(self, line: Line, file: str | None = None) -> list[str]:
        """The command line that says a line; speed in words a minute, pitch from 0 to 99."""
        if line.speaker == TEACHER:
            manner = ["-v", self.language, "-s", "155", "-p", "40"]
        else:
            manner = ["-v", f"{self.language}+f3", "-s", "165", "-p", "60"]
        return [self.program, *manner, "-b", "1", "--stdin", *(["-w", file] if file else [])]

    def reads(self, line: Line) -> bytes:
        """The text in UTF-8, which `-b 1` announces."""
        return line.text.encode()

    def silence(self) -> list[str]:
        """Nothing: it plays its own sound, which ends with it."""
        return []

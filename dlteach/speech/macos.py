"""`say`, the voice of macOS. See say(1)."""

from __future__ import annotations

from dataclasses import dataclass

from dlteach.speech.voice import ENGLISH, TEACHER, Line

# (teacher, student) among the voices that macOS brings along, by language
VOICES = {ENGLISH: ("Daniel", "Samantha")}


@dataclass(frozen=True)
class Say:
    """Speaks with `program`, the teacher as Daniel and the student as Samantha."""

    program: str
    name: str = "say"
    language: str = ENGLISH
    writes: bool = True

    def command(self, line: Line, file: str | None = None) -> list[str]:
        """The command line that says a line; in another language than English with the system's own voice."""
        pair = VOICES.get(self.language)
        voice = ["-v", pair[0] if line.speaker == TEACHER else pair[1]] if pair else []
        # 16-bit little-endian integers at 22,050 samples a second, as the other programs write them
        target = ["-o", file, "--file-format=WAVE", "--data-format=LEI16@22050"] if file else []
        return [self.program, *voice, *target]

    def reads(self, line: Line) -> bytes:
        """The text; without a message of its own, `say` speaks its input."""
        return line.text.encode()

    def silence(self) -> list[str]:
        """Nothing: what was not said yet is given up with it."""
        return []

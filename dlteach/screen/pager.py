"""Writes finished lines and stops at the bottom of the screen, so that nothing scrolls away unread."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from dlteach.screen.literal import to_ascii


class Pager:
    """Counts the lines since the last pause; pauses before the screen would scroll.

    Args:
        file: where lines are written.
        unicode: whether the file's encoding knows more than ASCII.
        room: called for the number of lines that fit on the screen, or 0 for endless paper.
        pause: called when the screen is full.
    """

    def __init__(self, file: IO[str], unicode: bool, room: Callable[[], int], pause: Callable[[], object]):
        self._file = file
        self._unicode = unicode
        self._room = room
        self._pause = pause
        self._drawn = 0
        self._passing = 0
        self._pausing = False

    def reset(self) -> None:
        """The reader has seen everything up to here."""
        self._drawn = self._passing = 0

    def free(self) -> int | None:
        """How many lines still fit below what the reader has not turned away from; None on endless paper."""
        room = self._room()
        return max(0, room - self._drawn) if room else None

    def count(self, lines: int) -> None:
        """Some lines came onto the screen by another way."""
        self._drawn += lines

    def write(self, lines: list[str], together: bool = False, ahead: int = 0, passing: bool = False) -> None:
        """Writes the lines.

        Args:
            lines: finished, each without its line feed.
            together: they move to the next screen whole when one can hold them.
            ahead: so many lines that follow should find room on the same screen, as under a heading.
            passing: they may scroll away without a pause, as a heading may that would stand on a screen alone.
        """
        first = not self._drawn
        room = self._room()
        if not room or self._pausing:
            self.raw("".join(f"{line}\n" for line in lines))
            self._drawn += len(lines)
            return
        rest = list(lines)
        while rest:
            free = room - self._drawn
            if free <= 0 or (together and free < len(rest) + ahead <= room and self._drawn):
                if self._drawn > self._passing:
                    self._stop()
                self._drawn = self._passing = 0
                continue
            part, rest = rest[:free], rest[free:]
            self.raw("".join(f"{line}\n" for line in part))
            self._drawn += len(part)
        self._passing = self._drawn if passing and first else self._passing

    def _stop(self) -> None:
        self._pausing = True
        try:
            self._pause()
        finally:
            self._pausing = False

    def known(self, text: str) -> str:
        """The text in the signs that the file's encoding knows; colour codes pass, they are ASCII themselves."""
        return text if self._unicode else to_ascii(text)

    def raw(self, text: str) -> None:
        """Writes text as it is and flushes."""
        self._file.write(self.known(text))
        self._file.flush()

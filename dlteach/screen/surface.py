"""What is drawn on: the size of the terminal, how many colours it has, whether it knows Unicode."""

from __future__ import annotations

import os
from typing import IO

from rich.console import Console, RenderableType
from rich.text import Text

from dlteach.screen.colours import Colour
from dlteach.screen.literal import literal
from dlteach.screen.wrap import glued, unglued

PIPED_SIZE = (80, 24)
# Longer lines of prose are hard to read, however wide the terminal is.
PROSE_WIDTH = 88


class Surface:
    """Turns text, rich renderables and colours into finished lines for one output.

    Args:
        file: where the lines will go; asked only for its encoding and its terminal.
        plain: no escape codes at all, no lines and blocks.
        width: columns; the terminal's when left out.
        height: rows; the terminal's when left out.
    """

    def __init__(self, file: IO[str], plain: bool, width: int | None = None, height: int | None = None):
        self.file = file
        self.plain = plain
        self._width = width
        self._height = height
        encoding = (getattr(file, "encoding", None) or "utf-8").lower().replace("-", "")
        self.unicode = encoding.startswith("utf")
        # The Linux text console has no Braille in its font.
        self.braille = self.unicode and os.environ.get("TERM") != "linux"
        self._console = Console(
            file=file,
            force_terminal=not plain,
            no_color=True if plain else None,
            color_system=None if plain else "auto",
            highlight=False,
            markup=False,
            emoji=False,
            safe_box=True,
            legacy_windows=False if not plain else None,
        )
        self.colours = None if plain or self._console.no_color else self._console.color_system

    @property
    def width(self) -> int:
        """Columns of the output, at least 20; 80 when it is no terminal."""
        return max(20, self._width or self._size()[0])

    @property
    def height(self) -> int:
        """Rows of the output, at least 8; 24 when it is no terminal."""
        return max(8, self._height or self._size()[1])

    @property
    def prose_width(self) -> int:
        """Columns that prose is wrapped to."""
        return min(self.width, PROSE_WIDTH)

    def _size(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(self.file.fileno())
        except (AttributeError, OSError, ValueError):
            return PIPED_SIZE
        return columns or PIPED_SIZE[0], rows or PIPED_SIZE[1]

    @property
    def paints(self) -> bool:
        """Whether any picture can be painted: 256 colours or more."""
        return self.colours in ("256", "truecolor", "windows")

    def lines(self, renderable: RenderableType, width: int | None = None) -> list[str]:
        """The renderable as finished lines with colour codes, at most `width` columns wide."""
        columns = min(width or self.width, self.width)
        if isinstance(renderable, Text):
            renderable = renderable.copy()
            renderable.plain = glued(renderable.plain)
        with self._console.capture() as captured:
            self._console.print(renderable, width=columns, crop=True, overflow="fold", no_wrap=None)
        return [line.rstrip() if self.plain else line for line in unglued(captured.get()).rstrip("\n").split("\n")]

    def text(self, text: str, style: str | None = None, width: int | None = None) -> list[str]:
        """The text, taken literally, as finished lines in one style."""
        if not text:
            return [""]
        return self.lines(Text(literal(text), style=style or ""), width)

    def paint(self, text: str, foreground: Colour | None = None, background: Colour | None = None) -> str:
        """The text in exact colours, as near as the terminal comes; unchanged where there is no colour."""
        if not self.paints or (foreground is None and background is None):
            return text
        return f"{self.code(foreground, background)}{text}\x1b[0m"

    def code(self, foreground: Colour | None, background: Colour | None) -> str:
        """The escape code that sets these colours; empty where pictures cannot be painted."""
        if not self.paints:
            return ""
        parts = []
        for base, colour in ((38, foreground), (48, background)):
            if colour is not None:
                exact = self.colours == "truecolor"
                parts.append(
                    f"{base};2;{colour[0]};{colour[1]};{colour[2]}" if exact else f"{base};5;{_nearest(colour)}"
                )
        return f"\x1b[{';'.join(parts)}m" if parts else ""


_CUBE = (0, 95, 135, 175, 215, 255)


def _nearest(colour: Colour) -> int:
    """The number of the nearest of the 256 colours: 6 × 6 × 6 cube (16–231) or gray ramp (232–255)."""
    steps = [min(range(6), key=lambda level: abs(_CUBE[level] - value)) for value in colour]
    cube = 16 + 36 * steps[0] + 6 * steps[1] + steps[2]
    cube_error = sum((_CUBE[step] - value) ** 2 for step, value in zip(steps, colour, strict=True))
    gray_step = min(max(round((sum(colour) / 3 - 8) / 10), 0), 23)
    gray_error = sum((8 + 10 * gray_step - value) ** 2 for value in colour)
    return cube if cube_error <= gray_error else 232 + gray_step

"""Program text in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlteach.screen.colours import NOTE
from dlteach.screen.literal import literal

if TYPE_CHECKING:
    from dlteach.screen.surface import Surface
    from dlteach.views import Source


def draw_source(source: Source, surface: Surface) -> list[str]:
    """The origin, then the code in the terminal's own colours, without a background."""
    return [*surface.text(source.origin, NOTE), "", *draw_code(source.code, source.language, surface, surface.width)]


def draw_code(code: str, language: str, surface: Surface, width: int) -> list[str]:
    """Code in colour, long lines wrapped."""
    from rich.syntax import Syntax

    syntax = Syntax(
        literal(code).rstrip("\n"), language or "text", theme="ansi_dark", background_color="default", word_wrap=True
    )
    return [line.rstrip() for line in surface.lines(syntax, width)]

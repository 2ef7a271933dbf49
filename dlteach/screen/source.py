"""Program text in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlteach.screen.colours import NOTE
from dlteach.screen.literal import literal

if TYPE_CHECKING:
    from rich.text import Text

    from dlteach.screen.surface import Surface
    from dlteach.views import Source

# how much further in a program's line goes on than it began
DEEPER = 4


def draw_source(source: Source, surface: Surface) -> list[str]:
    """The origin, then the code in the terminal's own colours, without a background."""
    return [*surface.text(source.origin, NOTE), "", *draw_code(source.code, source.language, surface, surface.width)]


def draw_code(code: str, language: str, surface: Surface, width: int) -> list[str]:
    """Code in colour; what does not fit into a line goes on in the next, further in than the line began."""
    from rich.syntax import Syntax
    from rich.text import Text

    syntax = Syntax("", language or "text", theme="ansi_dark", background_color="default", word_wrap=True)
    lines = syntax.highlight(literal(code).rstrip("\n")).split("\n", allow_blank=True)
    while len(lines) > 1 and not lines[-1].plain:
        lines.pop()
    pieces = [piece for line in lines for piece in _pieces(line, width, DEEPER if language == "python" else 0)]
    return [line.rstrip() for line in surface.lines(Text("\n").join(pieces), width)]


def _pieces(line: Text, width: int, deeper: int) -> list[Text]:
    """The line cut at spaces, into pieces that fit; those after the first are indented as it is, and `deeper`.

    A comment's pieces stay comments, each with a sign of its own.
    """
    from rich.cells import cell_len
    from rich.text import Text

    plain = line.plain
    comment = deeper > 0 and plain.lstrip(" ").startswith("# ")
    indent = len(plain) - len(plain.lstrip(" ")) + (len("# ") if comment else deeper)
    if indent > width // 2:
        comment, indent = False, 0
    lead = Text(" " * indent)
    if comment:
        begin = indent - len("# ")
        lead = Text(" " * begin) + line[begin : begin + len("# ")]
    cuts, start, room = [], 0, width
    while cell_len(plain[start:].rstrip()) > room:
        end = start + room
        while cell_len(plain[start:end]) > room:
            end -= 1
        space = plain.rfind(" ", start, end + 1)
        # a word that is longer than the line is cut where the line ends
        start = space + 1 if space > start and plain[start:space].strip() else end
        cuts.append(start)
        room = width - indent
    first, *rest = line.divide(cuts) if cuts else [line]
    for piece in (first, *rest):
        piece.rstrip()
    return [first, *(lead + piece for piece in rest)]

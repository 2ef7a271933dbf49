"""Tables that fit the width: long cells wrap, numbers stay whole and right; too narrow for columns, rows become records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from dlteach.screen.colours import NOTE, TITLE
from dlteach.screen.literal import literal
from dlteach.screen.wrap import fit, wrap

if TYPE_CHECKING:
    from dlteach.screen.surface import Surface
    from dlteach.views import Table

GAP = 2
# A text column narrower than this breaks words so often that records read better.
NARROWEST = 8


def draw_table(table: Table, surface: Surface) -> list[str]:
    """The finished lines of the table."""
    columns = [literal(name) for name in table.columns]
    rows = [_padded([literal(cell) for cell in row], len(columns)) for row in table.rows]
    numeric = set(table.numeric)
    lines = surface.text(table.title, TITLE) if table.title else []
    widths = column_widths(columns, rows, numeric, surface.width)
    if widths is None:
        lines += _records(columns, rows, surface)
    elif widths:
        lines += [
            line for row in _row_lines(columns, widths, numeric, bottom=True) for line in surface.text(row, "bold")
        ]
        lines += surface.text((" " * GAP).join(("─" if surface.unicode else "-") * width for width in widths), NOTE)
        lines += [line for row in rows for line in _row_lines(row, widths, numeric)]
    if table.note:
        lines += surface.text(table.note, NOTE, surface.prose_width)
    return lines


def _padded(row: list[str], count: int) -> list[str]:
    return [*row, *[""] * (count - len(row))][:count]


def column_widths(columns: list[str], rows: list[list[str]], numeric: set[int], width: int) -> list[int] | None:
    """Widths of the columns so that the table fits, or None where it cannot be read at that width.

    Every column starts as wide as its longest line. While the sum is too large the widest column gives way: a text
    column down to its longest word or a third of its wish, a numeric column down to its longest number.
    """
    wanted, least = [], []
    for index, name in enumerate(columns):
        cells = [row[index] for row in rows]
        wish = max(2, *(cell_len(line) for cell in [name, *cells] for line in cell.split("\n")))
        if index in numeric:
            whole = max(_longest_word(name), *map(cell_len, cells), 2)
        else:
            whole = min(max(map(_longest_word, [name, *cells])), max(NARROWEST, wish // 3))
        wanted.append(wish)
        least.append(max(2, min(whole, wish)))
    spare = width - GAP * (len(columns) - 1)
    if sum(least) > spare:
        return None
    excess = sum(wanted) - spare
    for _ in range(max(0, excess)):
        widest = max((i for i in range(len(wanted)) if wanted[i] > least[i]), key=wanted.__getitem__)
        wanted[widest] -= 1
    return wanted


def _longest_word(cell: str) -> int:
    return max((cell_len(word) for word in cell.split()), default=0)


def _row_lines(row: list[str], widths: list[int], numeric: set[int], bottom: bool = False) -> list[str]:
    """One row of cells as lines of text; short cells are filled up below, or above where the row is a heading."""
    cells = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    filled = [[""] * (height - len(cell)) + cell if bottom else cell + [""] * (height - len(cell)) for cell in cells]
    return [
        (" " * GAP).join(fit(cell[line], widths[i], right=i in numeric) for i, cell in enumerate(filled)).rstrip()
        for line in range(height)
    ]


def _records(columns: list[str], rows: list[list[str]], surface: Surface) -> list[str]:
    lines: list[str] = []
    for row in rows:
        if lines:
            lines.append("")
        for name, cell in zip(columns, row, strict=True):
            lines += wrap(f"{name}: {cell}" if name else cell, surface.width, hanging="  ")
    return lines

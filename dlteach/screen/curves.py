"""Lines over a common axis: Braille dots where there is colour, one sign a line where there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len

from dlteach.language import _
from dlteach.screen.colours import NOTE, SERIES, TITLE
from dlteach.screen.literal import literal
from dlteach.screen.scaling import drawable
from dlteach.screen.wrap import centre, shorten

if TYPE_CHECKING:
    from dlteach.screen.surface import Surface
    from dlteach.views import Curve, Series

ROWS = 12
SIGNS = "*o+x#@"
# Bits of the eight dots of a Braille character: four rows, left and right.
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))

Point = tuple[float, float]


@dataclass
class Grid:
    """Dots set on the plot; each character remembers the last line that passed through it.

    Args:
        columns: characters across.
        rows: characters down.
        fine: dots a character across and down: (2, 4) for Braille, (1, 1) for signs.
    """

    columns: int
    rows: int
    fine: tuple[int, int]
    dots: dict[tuple[int, int], int] = field(default_factory=dict)
    owner: dict[tuple[int, int], int] = field(default_factory=dict)

    def segment(self, start: Point, end: Point, line: int) -> None:
        """A straight line between two points, each given as shares of the plot: (0, 0) is bottom left, (1, 1) top right."""
        across, down = self.columns * self.fine[0] - 1, self.rows * self.fine[1] - 1
        x0, y0, x1, y1 = start[0] * across, start[1] * down, end[0] * across, end[1] * down
        steps = max(1, math.ceil(max(abs(x1 - x0), abs(y1 - y0))))
        for step in range(steps + 1):
            x, y = round(x0 + (x1 - x0) * step / steps), down - round(y0 + (y1 - y0) * step / steps)
            cell = (x // self.fine[0], y // self.fine[1])
            bit = _DOTS[y % 4][x % 2] if self.fine == (2, 4) else 1
            # In a shared character the dots of the line drawn last are shown alone: two colours cannot stand in one.
            self.dots[cell] = bit | (self.dots.get(cell, 0) if self.owner.get(cell) == line else 0)
            self.owner[cell] = line


def draw_curve(curve: Curve, surface: Surface, rows: int | None = None, span: Point | None = None) -> list[str]:
    """Title, legend, the plot with its axes, and the words."""
    head = surface.text(curve.title, TITLE) if curve.title else []
    foot = surface.text(curve.words, NOTE, surface.prose_width) if curve.words else []
    legend = _legend(curve, surface)
    if rows is None:
        rows = max(5, min(ROWS, surface.height - len(head) - len(foot) - len(legend) - 6))
    return head + legend + plot_lines(curve, surface, rows, span) + foot


def _points(series: Series, log: bool) -> list[Point]:
    x = series.x if series.x is not None else range(1, len(series.y) + 1)
    return [
        (float(place), math.log10(value) if log else float(value))
        for place, value in zip(x, series.y, strict=False)
        if drawable(value) and drawable(place) and (value > 0 or not log)
    ]


def plot_lines(curve: Curve, surface: Surface, rows: int, span: Point | None = None) -> list[str]:
    """The plot alone: `rows` lines of it, the axis, its numbers and its label. `span` fixes the ends of the axis across."""
    lines = [_points(series, curve.log_y) for series in curve.series]
    everything = [point for line in lines for point in line]
    if not everything:
        return [_("(no finite values)")]
    left, right = span or (min(x for x, _ in everything), max(x for x, _ in everything))
    low, high = min(y for _, y in everything), max(y for _, y in everything)
    if high - low <= max(abs(low), abs(high)) * 1e-12 + 1e-300:
        low, high = low - abs(low) * 0.1 - 1e-9, high + abs(high) * 0.1 + 1e-9
    ticks = _ticks(low, high, rows, curve.log_y)
    margin = max(map(len, ticks.values()))
    braille = surface.braille and surface.paints
    grid = Grid(max(8, surface.width - margin - 3), rows, (2, 4) if braille else (1, 1))
    for index, line in enumerate(lines):
        placed = [((x - left) / (right - left) if right > left else 0.0, (y - low) / (high - low)) for x, y in line]
        for start, end in zip(placed, placed[1:] or placed, strict=False):
            grid.segment(start, end, index)
    wall, mark, corner, floor = ("│", "┤", "└", "─") if surface.unicode else ("|", "+", "+", "-")
    drawn = []
    for row in range(rows):
        tick = ticks.get(row, "")
        drawn.append(f"{tick:>{margin}} {mark if tick else wall}{_plot_row(grid, row, braille, surface)}")
    drawn.append(" " * (margin + 1) + corner + floor * grid.columns)
    drawn.append(" " * (margin + 2) + _x_numbers(left, right, grid.columns))
    across, up = ("→", "↑") if surface.unicode else (_("across:"), _("up:"))
    height = _("{label} (logarithmic)").format(label=curve.y_label) if curve.log_y else curve.y_label
    labels = [
        f"{sign} {' '.join(literal(label).split())}" for sign, label in ((across, curve.x_label), (up, height)) if label
    ]
    if labels:
        drawn += surface.text(centre("   ".join(labels), surface.width).rstrip(), NOTE)
    return drawn


def _plot_row(grid: Grid, row: int, braille: bool, surface: Surface) -> str:
    parts, last = [], -1
    for column in range(grid.columns):
        owner = grid.owner.get((column, row), -1)
        if owner != last and last >= 0 and surface.paints:
            parts.append("\x1b[0m")
        if owner != last and owner >= 0:
            parts.append(surface.code(SERIES[owner % len(SERIES)], None))
        last = owner
        if owner < 0:
            parts.append(" ")
        else:
            parts.append(chr(0x2800 + grid.dots[(column, row)]) if braille else SIGNS[owner % len(SIGNS)])
    if last >= 0 and surface.paints:
        parts.append("\x1b[0m")
    return "".join(parts).rstrip(" ")


def _ticks(low: float, high: float, rows: int, log: bool) -> dict[int, str]:
    """Row → number: round numbers, each at the row nearest to it."""
    step = 1.0 if log and high - low >= 1 else _round_step((high - low) / max(1, min(5, rows // 2)))
    values = [index * step for index in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    if len(values) < 2:
        values = [low, high]
    named = {round((high - value) / (high - low) * (rows - 1)): value for value in values}
    if log:
        # numbers that lie close together need more digits to differ
        for digits in range(2, 7):
            names = {row: _power_of_ten(value, digits) for row, value in named.items()}
            if len(set(names.values())) == len(names):
                break
        return names
    if max(map(abs, values)) >= 1e5 or values == [low, high]:
        return {row: f"{value:.3g}" for row, value in named.items()}
    decimals = max(0, min(8, -math.floor(math.log10(step) + 1e-9)))
    decimals += round(step * 10**decimals, 6) % 1 != 0
    return {row: f"{value:.{decimals}f}" for row, value in named.items()}


def _power_of_ten(exponent: float, digits: int) -> str:
    number = 10**exponent
    if not 10 <= number < 1e6:
        return f"{number:.{digits}g}"
    return f"{number:,.{max(0, digits - len(str(int(number))))}f}"


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= least * (1 - 1e-9))


def _x_numbers(left: float, right: float, columns: int) -> str:
    first, last = f"{left:.6g}", f"{right:.6g}"
    if right <= left or len(first) + 1 + len(last) > columns:
        return first[:columns]
    middle = (left + right) / 2
    if left == int(left) and right == int(right):
        middle = float(int(middle))
    text = f"{middle:.6g}"
    start = round((middle - left) / (right - left) * (columns - 1)) - len(text) // 2
    between = columns - len(first) - len(last)
    if not left < middle < right or start - len(first) < 2 or start + len(text) + 2 > columns - len(last):
        return first + " " * between + last
    return (first + " " * (start - len(first)) + text).ljust(columns - len(last)) + last


def _legend(curve: Curve, surface: Surface) -> list[str]:
    """The names of the lines in their colours, as many a row as fit."""
    if not any(series.name for series in curve.series):
        return []
    rows: list[str] = []
    used = 0
    for index, series in enumerate(curve.series):
        sign = ("━━" if surface.unicode else "--") if surface.paints else SIGNS[index % len(SIGNS)] * 2
        name = shorten(" ".join(literal(series.name).split()), surface.width - 4)
        entry = f"{surface.paint(sign, SERIES[index % len(SERIES)])} {name}"
        size = cell_len(name) + 3
        if rows and used + 3 + size <= surface.width:
            rows[-1] += "   " + entry
            used += 3 + size
        else:
            rows.append(entry)
            used = size
    return rows

"""Matrices of numbers as coloured cells: with their values where they fit, as colours alone where not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.cells import cell_len

from dlteach.language import _
from dlteach.screen.colours import DIVERGING, NOTE, SEQUENTIAL, TITLE, Colour, luminance, scale
from dlteach.screen.literal import literal
from dlteach.screen.scaling import drawable, scaled
from dlteach.screen.wrap import centre, fit, shorten, wrap

if TYPE_CHECKING:
    from dlteach.screen.surface import Surface
    from dlteach.views import Heatmap

RAMP = " .:-=+*#%@"
LABEL = 14
# Characters of a label that is written downwards.
DOWN = 8
# More rows than this are averaged; a taller map cannot be seen at once on any terminal.
MOST_ROWS = 48


def draw_heatmap(heatmap: Heatmap, surface: Surface) -> list[str]:
    """Title, axis titles, the cells with their labels, the scale where values are not printed, and the words."""
    lines = surface.text(heatmap.title, TITLE) if heatmap.title else []
    foot = surface.text(heatmap.words, NOTE, surface.prose_width) if heatmap.words else []
    columns = max(map(len, heatmap.values), default=0)
    if not columns:
        return lines + foot
    values = [[*row, *[math.nan] * (columns - len(row))] for row in heatmap.values]
    names, tops = _labels(heatmap.row_labels, len(values)), _labels(heatmap.column_labels, columns)
    left = min(LABEL, max(map(cell_len, names), default=0))
    room = surface.width - left - 1
    printed = [[_number(value, heatmap.decimals) for value in row] for row in values]
    longest = max(len(cell) for row in printed for cell in row)
    wide = longest + 2 if (longest + 2) * columns <= room else longest + 1
    note = ""
    with_values = wide * columns <= room
    if with_values:
        # Labels of columns may widen the cells while everything still fits.
        wide = max(wide, min(max(map(cell_len, tops), default=0) + 2, room // columns))
    else:
        wide = max(1, min(room // columns, 3))
        height, width = min(len(values), MOST_ROWS), min(columns, room)
        if (height, width) != (len(values), columns):
            note = _("Averaged from {rows} × {columns} to {height} × {width} cells to fit.").format(
                rows=len(values), columns=columns, height=height, width=width
            )
            values, names, tops, left = scaled(values, height, width), [""] * height, [], 0
    finite = [value for row in values for value in row if drawable(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 0.0)
    lines += _axes(heatmap, surface)
    for line in _tops(tops, wide):
        lines += surface.text((" " * (left + 1 if left else 0) + line).rstrip(), NOTE)
    for index, row in enumerate(values):
        label = fit(names[index], left, right=True) + " " if left else ""
        texts = printed[index] if with_values else [""] * len(row)
        lines.append(label + "".join(_cell(v, t, wide, low, high, surface) for v, t in zip(row, texts, strict=True)))
    if not with_values:
        steps = [low + (high - low) * step / 9 for step in range(10)]
        ramp = "".join(_cell(value, "", 2, low, high, surface) for value in steps)
        lines += [*(surface.text(note, NOTE, surface.prose_width) if note else []), f"{low:.3g} {ramp} {high:.3g}"]
    return lines + foot


def _labels(labels: list[str], count: int) -> list[str]:
    cleaned = [" ".join(literal(label).split()) for label in labels[:count]]
    return cleaned + [""] * (count - len(cleaned))


def _tops(labels: list[str], wide: int) -> list[str]:
    """The labels of the columns: side by side where their words fit the cells, else written downwards."""
    if not any(labels):
        return []
    words = [wrap(label, wide - 1) for label in labels]
    height = max(map(len, words))
    if height <= DOWN and all(cell_len(word) < wide for label in labels for word in label.split(" ")):
        # as the numbers below them, all end at the same line
        stood = [[""] * (height - len(lines)) + lines for lines in words]
        return ["".join(fit(lines[row], wide - 1, right=True) + " " for lines in stood) for row in range(height)]
    labels = [shorten(label, DOWN) for label in labels]
    height = max(map(len, labels))
    letters = [label.rjust(height) for label in labels]
    return [
        "".join(fit(label[line], wide, right=True) if wide < 3 else centre(label[line], wide) for label in letters)
        for line in range(height)
    ]


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}" if drawable(value) else "–"


def _axes(heatmap: Heatmap, surface: Surface) -> list[str]:
    down, right = ("↓", "→") if surface.unicode else (_("(down)"), _("(across)"))
    titles = [
        f"{heatmap.row_title} {down}" if heatmap.row_title else "",
        f"{heatmap.column_title} {right}" if heatmap.column_title else "",
    ]
    shown = "   ".join(" ".join(literal(title).split()) for title in titles if title)
    return surface.text(shorten(shown, surface.width), NOTE) if shown else []


def colour_of(value: float, low: float, high: float) -> Colour:
    """The colour of a value: by its place between the ends, or by its distance from zero when there are both signs."""
    if low < 0 < high:
        return scale(DIVERGING, 0.5 + value / (2 * max(-low, high)))
    return scale(SEQUENTIAL, (value - low) / (high - low) if high > low else 0.0)


def _cell(value: float, text: str, wide: int, low: float, high: float, surface: Surface) -> str:
    shown = fit(text, wide - 1, right=True) + " " if text else " " * wide
    if not drawable(value):
        return shown
    if surface.paints:
        ground = colour_of(value, low, high)
        return surface.paint(shown, (0, 0, 0) if luminance(ground) > 120 else (235, 235, 235), ground)
    if text:
        return shown
    place = (value - low) / (high - low) if high > low else 0.0
    return RAMP[min(int(place * len(RAMP)), len(RAMP) - 1)] * wide

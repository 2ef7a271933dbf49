"""A table as a figure, for those who keep pictures."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from dlteach import views

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def table_figure(view: views.Table) -> Figure:
    """Headed columns, long cells wrapped, numbers right."""
    from matplotlib.figure import Figure

    columns = len(view.columns)
    rows = [[fill(cell, 40) for cell in [*row, *[""] * columns][:columns]] for row in view.rows]
    heads = [fill(name, 18) for name in view.columns]
    sizes = [
        max(len(line) for cell in column for line in (cell or " ").split("\n"))
        for column in zip(heads, *rows, strict=True)
    ]
    heights = [max((cell.count("\n") for cell in row), default=0) + 1 for row in [heads, *rows]]
    total = sum(heights) + 0.6 * len(heights)
    figure = Figure(figsize=(max(3.0, sum(sizes) * 0.085 + 0.25 * columns), total * 0.17 + 0.7), layout="constrained")
    axes = figure.add_subplot()
    axes.axis("off")
    axes.set_xlim(0, sum(sizes) + 3 * columns)
    axes.set_ylim(total + (1.5 if view.note else 0), 0)
    top = 0.0
    for index, (row, height) in enumerate(zip([heads, *rows], heights, strict=True)):
        left = 0.0
        for column, (cell, size) in enumerate(zip(row, sizes, strict=True)):
            right = column in view.numeric
            weight = "bold" if index == 0 else "normal"
            axes.text(
                left + (size if right else 0), top + 0.3, cell, ha="right" if right else "left", va="top", weight=weight
            )
            left += size + 3
        top += height + 0.6
        if index == 0:
            axes.axhline(top - 0.1, linewidth=0.8, color="gray")
    if view.note:
        axes.text(0, top + 0.3, view.note, va="top", fontsize=8.5, color="gray")
    return figure

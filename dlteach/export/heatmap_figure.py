"""A matrix of numbers as coloured cells, with its values where they can be read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dlteach import views

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.0
# More cells a side than this are shown by colour alone.
MOST_VALUES = 20


def heatmap_figure(view: views.Heatmap) -> Figure:
    """One scale for all cells: dark is little and light is much, or two colours around zero where there are both signs."""
    import numpy as np
    from matplotlib.figure import Figure

    rows, columns = len(view.values), max((len(row) for row in view.values), default=0)
    matrix = np.full((max(1, rows), max(1, columns)), np.nan)
    for index, row in enumerate(view.values):
        matrix[index, : len(row)] = row
    finite = matrix[np.isfinite(matrix)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    signed = low < 0 < high
    if signed:
        high = max(-low, high)
        low = -high
    shape = max(0.3, min(1.2, matrix.shape[0] / matrix.shape[1]))
    # Few cells make a small figure.
    width = min(WIDTH, 2.2 + 0.6 * max(matrix.shape))
    figure = Figure(figsize=(width, (width - 1.2) * shape + 0.9), layout="constrained")
    axes = figure.add_subplot()
    mesh = axes.pcolormesh(
        matrix,
        cmap="PuOr_r" if signed else "cividis",
        vmin=low,
        vmax=high,
        edgecolors="face",
        linewidth=0.3,
        rasterized=matrix.size > 2500,
    )
    axes.invert_yaxis()
    axes.set_aspect("equal" if shape < 1.2 and matrix.shape[1] / matrix.shape[0] < 3 else "auto")
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    _cell_labels(axes.set_xticks, view.column_labels, matrix.shape[1], 45 if _wide(view.column_labels) else 0)
    _cell_labels(axes.set_yticks, view.row_labels, matrix.shape[0], 0)
    axes.set_xlabel(view.column_title)
    axes.set_ylabel(view.row_title)
    if max(matrix.shape) <= MOST_VALUES:
        _write_values(axes, matrix, mesh, view.decimals)
    figure.colorbar(mesh, ax=axes, shrink=0.8, pad=0.02).outline.set_visible(False)
    return figure


def _wide(labels: list[str]) -> bool:
    return max(map(len, labels), default=0) * len(labels) > 60


def _cell_labels(set_ticks: Any, labels: list[str], count: int, rotation: int) -> None:
    shown = labels[:count]
    align = {"rotation": rotation, "ha": "right", "rotation_mode": "anchor"} if rotation else {}
    set_ticks([place + 0.5 for place in range(len(shown))], shown, **align)


def _write_values(axes: Axes, matrix: Any, mesh: Any, decimals: int) -> None:
    size = min(10.0, 90 / max(matrix.shape) / max(1, 0.22 * (decimals + 3)))
    for (row, column), value in _entries(matrix):
        red, green, blue, _ = mesh.cmap(mesh.norm(value))
        # Rec. 601 weights: dark letters on light ground, light letters on dark.
        light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
        colour = "black" if light else "white"
        axes.text(
            column + 0.5, row + 0.5, f"{value:.{decimals}f}", ha="center", va="center", color=colour, fontsize=size
        )


def _entries(matrix: Any) -> Iterator[tuple[tuple[int, int], float]]:
    for row in range(matrix.shape[0]):
        for column in range(matrix.shape[1]):
            if math.isfinite(matrix[row, column]):
                yield (row, column), float(matrix[row, column])

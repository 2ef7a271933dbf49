"""Pictures, curves, heat maps and tables as PNG or SVG files, drawn with matplotlib without its global state."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlteach import views
from dlteach.errors import DlteachError, UsageError
from dlteach.export.files import write_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = ("png", "svg")
WIDTH = 7.0
DOTS_PER_INCH = 150
# Okabe and Ito (2008), Color Universal Design: told apart by colour-blind eyes. Dashes tell them apart without colour.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
DASHES = ("-", "--", "-.", ":")
# More cells than this are shown by colour alone.
MOST_VALUES = 20

Figured = views.Picture | views.Curve | views.Heatmap | views.Table


def save_figure(view: Figured, path: str | Path) -> Path:
    """Draws the view into a file; the view's words become the file's description.

    Args:
        view: a Picture, Curve, Heatmap or Table.
        path: ends in .png or .svg.

    Returns:
        The path.

    Raises:
        UsageError: the ending is another one, or the view is none that can be drawn.
        DlteachError: the file cannot be written; names the path.
    """
    kind = Path(path).suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise UsageError(f"a figure cannot be written as {Path(path).name!r}", "Name a file that ends in .png or .svg.")
    return write_file(path, figure_bytes(view, kind))


def figure_bytes(
    view: Figured, kind: str, titled: bool = True, salt: str = "dlteach", ink: str = "black", clear: bool = False
) -> bytes:
    """The figure as the content of a PNG or SVG file; the same view gives the same bytes.

    Args:
        view: a Picture, Curve, Heatmap or Table.
        kind: "png" or "svg".
        titled: whether the title stands above it.
        salt: makes the ids inside an SVG differ from those of another one on the same page.
        ink: colour of text and axes.
        clear: no ground of its own, so that the page's shows through.
    """
    with _settings(salt, ink):
        figure = _drawn(view)
        if titled and view.title:
            figure.suptitle(view.title, fontsize=12, fontweight="bold")
        words = getattr(view, "words", "") or getattr(view, "note", "")
        metadata: dict[str, Any] = {"Title": view.title, "Description": words}
        if kind == "svg":
            metadata["Date"] = None
        buffer = io.BytesIO()
        with warnings.catch_warnings():
            # A sign that the font lacks is drawn as a box; a warning in the lesson would help nobody.
            warnings.simplefilter("ignore")
            figure.savefig(
                buffer,
                format=kind,
                dpi=DOTS_PER_INCH,
                metadata=metadata,
                bbox_inches="tight",
                pad_inches=0.1,
                transparent=clear,
            )
    return buffer.getvalue()


def _drawn(view: Figured) -> Figure:
    match view:
        case views.Picture():
            return _picture(view)
        case views.Curve():
            return _curve(view)
        case views.Heatmap():
            return _heatmap(view)
        case views.Table():
            return _table(view)
    raise UsageError(f"{type(view).__name__} is no figure", "A Picture, Curve, Heatmap or Table can be drawn.")


@contextmanager
def _settings(salt: str, ink: str) -> Iterator[None]:
    try:
        import matplotlib
    except ImportError as error:
        raise DlteachError("matplotlib cannot be imported", "Install it with `pip install matplotlib`.") from error
    names = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    chosen = {
        **dict.fromkeys(names, ink),
        # A dollar sign in a title is a dollar sign.
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": salt,
        "font.family": "sans-serif",
        "font.size": 9.5,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with matplotlib.rc_context(chosen):
        yield


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _picture(view: views.Picture) -> Figure:
    import numpy as np

    count = max(1, len(view.tiles))
    columns = max(1, min(view.columns or math.ceil(math.sqrt(count * 1.6)), count))
    rows = math.ceil(count / columns)
    side = min(3.0, WIDTH / columns)
    tall = max((tile.height / tile.width for tile in view.tiles if tile.width), default=1.0)
    label = 0.3 if any(tile.label for tile in view.tiles) else 0.08
    figure = _figure(max(3.0, side * columns), rows * (side * tall + label) + 0.4)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for place in axes:
        place.axis("off")
    for place, tile in zip(axes, view.tiles, strict=False):
        shape = (tile.height, tile.width) if tile.channels == 1 else (tile.height, tile.width, tile.channels)
        image = np.frombuffer(tile.pixels, dtype=np.uint8).reshape(shape)
        # Pixels stay squares and brightness absolute, so that tiles can be compared.
        place.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        place.set_axis_on()
        place.set(xticks=[], yticks=[])
        for spine in place.spines.values():
            spine.set_visible(False)
        place.set_xlabel(tile.label, fontsize=min(9.0, 3 + 4 * side))
    return figure


def _curve(view: views.Curve) -> Figure:
    figure = _figure(WIDTH, WIDTH * 0.55)
    axes = figure.add_subplot()
    for index, series in enumerate(view.series):
        x = series.x if series.x is not None else list(range(1, len(series.y) + 1))
        size = min(len(x), len(series.y))
        axes.plot(
            x[:size],
            series.y[:size],
            color=COLOURS[index % len(COLOURS)],
            linestyle=DASHES[index % len(DASHES)],
            marker="o" if size <= 30 else "",
            markersize=3.5,
            linewidth=1.8,
            label=series.name or "_",
        )
    if view.log_y:
        axes.set_yscale("log", nonpositive="mask")
        axes.yaxis.set_major_formatter("{x:g}")
    axes.set_xlabel(view.x_label)
    axes.set_ylabel(view.y_label)
    axes.grid(alpha=0.25, linewidth=0.6)
    _whole_ticks(axes, view)
    if any(series.name for series in view.series):
        axes.legend(frameon=False)
    return figure


def _whole_ticks(axes: Axes, view: views.Curve) -> None:
    """Epochs are counted: no tick at 2.5."""
    from matplotlib.ticker import MaxNLocator

    if all(series.x is None or all(float(x).is_integer() for x in series.x) for series in view.series):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _heatmap(view: views.Heatmap) -> Figure:
    import numpy as np

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
    figure = _figure(width, (width - 1.2) * shape + 0.9)
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


def _table(view: views.Table) -> Figure:
    from textwrap import fill

    columns = len(view.columns)
    rows = [[fill(cell, 40) for cell in [*row, *[""] * columns][:columns]] for row in view.rows]
    heads = [fill(name, 18) for name in view.columns]
    sizes = [
        max(len(line) for cell in column for line in (cell or " ").split("\n"))
        for column in zip(heads, *rows, strict=True)
    ]
    heights = [max((cell.count("\n") for cell in row), default=0) + 1 for row in [heads, *rows]]
    total = sum(heights) + 0.6 * len(heights)
    figure = _figure(max(3.0, sum(sizes) * 0.085 + 0.25 * columns), total * 0.17 + 0.7)
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

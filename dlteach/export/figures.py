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
from dlteach.language import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = ("png", "svg")
WIDTH = 7.0
DOTS_PER_INCH = 150
# Okabe and Ito (2008), Color Universal Design: told apart by colour-blind eyes. Dashes tell them apart without colour.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
DASHES = ("-", "--", "-.", ":")

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
        raise UsageError(
            _("a figure cannot be written as {name!r}").format(name=Path(path).name),
            _("Name a file that ends in .png or .svg."),
        )
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
    buffer = io.BytesIO()
    with _settings(salt, ink), warnings.catch_warnings():
        # A sign that the font lacks is drawn as a box, an empty axis as it comes; a warning would help nobody.
        warnings.simplefilter("ignore")
        figure = _drawn(view)
        if titled and view.title:
            figure.suptitle(view.title, fontsize=12, fontweight="bold")
        words = getattr(view, "words", "") or getattr(view, "note", "")
        metadata: dict[str, Any] = {"Title": view.title, "Description": words}
        if kind == "svg":
            metadata["Date"] = None
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
            from dlteach.export.heatmap_figure import heatmap_figure

            return heatmap_figure(view)
        case views.Table():
            from dlteach.export.table_figure import table_figure

            return table_figure(view)
    raise UsageError(
        _("{name} is no figure").format(name=type(view).__name__),
        _("A Picture, Curve, Heatmap or Table can be drawn."),
    )


@contextmanager
def _settings(salt: str, ink: str) -> Iterator[None]:
    try:
        import matplotlib
    except ImportError as error:
        raise DlteachError(
            _("matplotlib cannot be imported"), _("Install it with `pip install matplotlib`.")
        ) from error
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
        _plain_log_ticks(axes, view)
    axes.set_xlabel(view.x_label)
    axes.set_ylabel(view.y_label)
    axes.grid(alpha=0.25, linewidth=0.6)
    _whole_ticks(axes, view)
    if any(series.name for series in view.series):
        axes.legend(frameon=False)
    return figure


def _plain_log_ticks(axes: Axes, view: views.Curve) -> None:
    """Numbers written out (0.1, not a power in mathematical type), and enough of them where the range is small."""
    from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, NullLocator

    positive = [y for series in view.series for y in series.y if math.isfinite(y) and y > 0]
    ratio = max(positive) / min(positive) if positive else 1.0
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    if ratio < 3:
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_minor_locator(NullLocator())
    elif ratio < 30:
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))


def _whole_ticks(axes: Axes, view: views.Curve) -> None:
    """Epochs are counted: no tick at 2.5."""
    from matplotlib.ticker import MaxNLocator

    if all(series.x is None or all(float(x).is_integer() for x in series.x) for series in view.series):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))

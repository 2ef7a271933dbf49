"""Every view told in words and plain lines: for screen readers, pipes and logs. No escape codes, no drawn lines."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from dlteach.language import _, ngettext
from dlteach.screen.literal import literal, without_boxes
from dlteach.screen.wrap import wrap

if TYPE_CHECKING:
    from dlteach.views import Curve, Heatmap, Picture, Series, Source, Table

# A matrix with more numbers than these is told in words alone.
MOST_NUMBERS = 600


def plain_text(text: str, width: int, hanging: str = "") -> list[str]:
    """Literal text, wrapped."""
    return wrap(without_boxes(literal(text)), width, hanging)


def _one_line(text: str) -> str:
    return " ".join(without_boxes(literal(text)).split())


def plain_table(table: Table) -> list[str]:
    """Title, then one line a row: "column: value, column: value", then the note."""
    lines = [_one_line(table.title)] if table.title else []
    for row in table.rows:
        pairs = zip(table.columns, row, strict=False)
        lines.append(", ".join(_pair(_one_line(name), _one_line(cell)) for name, cell in pairs if cell.strip()))
    return [*lines, _one_line(table.note)] if table.note else lines


def _pair(name: str, value: str) -> str:
    return f"{name}: {value}" if name else value


def plain_picture(picture: Picture, width: int) -> list[str]:
    """Title, what is to be seen, and the labels of the tiles."""
    lines = plain_text(_("Picture: {title}").format(title=picture.title), width) + plain_text(picture.words, width)
    labels = [_one_line(tile.label) for tile in picture.tiles if tile.label]
    if labels:
        count = len(picture.tiles)
        told = ngettext("{count} image: {labels}", "{count} images: {labels}", count)
        lines += wrap(told.format(count=count, labels="; ".join(_told_once(labels))), width)
    return lines


def _told_once(labels: list[str]) -> list[str]:
    """Labels in their order; one that stands at least three times in a row is told once, with how often."""
    told = []
    for label, same in groupby(labels):
        count = len(list(same))
        told += [label] * count if count < 3 else [_("{label}, {count} times").format(label=label, count=count)]
    return told


def plain_curve(curve: Curve, width: int) -> list[str]:
    """Title, what the lines show, and of each line its first, last, smallest and largest value."""
    lines = plain_text(_("Curve: {title}").format(title=curve.title), width) + plain_text(curve.words, width)
    axes = [
        told.format(label=_one_line(label))
        for told, label in ((_("across: {label}"), curve.x_label), (_("up: {label}"), curve.y_label))
        if label
    ]
    if axes:
        lines += wrap(", ".join(axes), width)
    for series in curve.series:
        lines += wrap(f"{_one_line(series.name)}: {series_in_words(series)}", width, hanging="  ")
    return lines


def series_in_words(series: Series) -> str:
    """First, last, smallest and largest finite value with the place where each stands."""
    x = series.x if series.x is not None else range(1, len(series.y) + 1)
    points = [(place, value) for place, value in zip(x, series.y, strict=False) if math.isfinite(value)]
    if not points:
        return _("no finite values")
    named = (
        (_("first {value:.4g} at {place:g}"), points[0]),
        (_("last {value:.4g} at {place:g}"), points[-1]),
        (_("smallest {value:.4g} at {place:g}"), min(points, key=lambda point: point[1])),
        (_("largest {value:.4g} at {place:g}"), max(points, key=lambda point: point[1])),
    )
    return ", ".join(told.format(value=value, place=place) for told, (place, value) in named)


def plain_heatmap(heatmap: Heatmap, width: int) -> list[str]:
    """Title, what is to be seen, and every row as text, unless there are too many numbers to read."""
    lines = plain_text(_("Heat map: {title}").format(title=heatmap.title), width) + plain_text(heatmap.words, width)
    count = sum(len(row) for row in heatmap.values)
    if count > MOST_NUMBERS:
        return [
            *lines,
            _("({rows} rows, {count:,} numbers: too many to be read out)").format(
                rows=len(heatmap.values), count=count
            ),
        ]
    title = _one_line(heatmap.row_title) or _("row")
    columns = [_one_line(label) for label in heatmap.column_labels]
    if columns:
        lines += wrap(f"{_one_line(heatmap.column_title) or _('columns')}: {', '.join(columns)}", width)
    for index, row in enumerate(heatmap.values):
        label = _one_line(heatmap.row_labels[index]) if index < len(heatmap.row_labels) else str(index)
        lines += wrap(f"{title} {label}: {' '.join(f'{value:.{heatmap.decimals}f}' for value in row)}", width, "  ")
    return lines


def plain_source(source: Source) -> list[str]:
    """Where the program text comes from, and the text as it is."""
    return [_one_line(source.origin), "", *without_boxes(literal(source.code)).rstrip("\n").split("\n")]

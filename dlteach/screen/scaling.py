"""Makes small grids of numbers larger or smaller without changing their mean brightness."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

Plane = list[list[float]]
# Beyond this the arithmetic of an axis overflows, and a loss has long been lost.
LARGEST = 1e200


def drawable(value: float) -> bool:
    """Whether a number has a place on a scale: finite, and not absurdly large."""
    return -LARGEST < value < LARGEST


def planes(pixels: bytes, height: int, width: int, channels: int) -> list[Plane]:
    """The bytes of an image as one grid of brightness a channel."""
    row = width * channels
    return [
        [list(map(float, pixels[y * row + channel : (y + 1) * row : channels])) for y in range(height)]
        for channel in range(channels)
    ]


def scaled(plane: Plane, height: int, width: int) -> Plane:
    """The grid with another number of rows and columns.

    Each new value is the mean of the area that it covers, so shrinking keeps the mean of the whole, and enlarging by a
    whole factor repeats every value.
    """
    rows = [_line(row, width) for row in plane]
    columns = [_line(column, height) for column in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _line(values: Sequence[float], size: int) -> list[float]:
    count = len(values)
    if size == count:
        return list(values)
    if size % count == 0:
        return [value for value in values for _ in range(size // count)]
    # S(p) = sum of everything left of position p; a cell's mean is (S(end) - S(start)) / (end - start)
    sums = [0.0, *accumulate(values)]
    step = count / size
    edges = []
    for index in range(size + 1):
        whole = min(index * count // size, count - 1)
        edges.append(sums[whole] + (index * step - whole) * values[whole])
    return [(edges[index + 1] - edges[index]) / step for index in range(size)]

"""Pictures, curves and matrices told in plain sentences, for those who cannot see them. Every number is computed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_ROWS = ("upper", "middle", "lower")
_COLUMNS = ("left", "centre", "right")


def place(image: np.ndarray) -> str:
    """Says in which ninth of an image its brightness lies: the one with the highest mean.

    Args:
        image: (height, width), larger is brighter.

    Returns:
        Such as "the lower left" or "the middle"; "nowhere in particular" for an even image.
    """
    image = np.asarray(image, "float64")
    if image.max() - image.min() < 1e-12:
        return "nowhere in particular"
    # an image smaller than three pixels is stretched, so that no ninth is empty
    image = image.repeat(3, axis=0) if image.shape[0] < 3 else image
    image = image.repeat(3, axis=1) if image.shape[1] < 3 else image
    means = [[part.mean() for part in np.array_split(band, 3, axis=1)] for band in np.array_split(image, 3, axis=0)]
    row, column = np.unravel_index(np.argmax(means), (3, 3))
    if (row, column) == (1, 1):
        return "the middle"
    return f"the {_ROWS[row]} {_COLUMNS[column]}"


def picture(image: np.ndarray) -> str:
    """Tells where an image is brightest and how much of it is bright.

    Args:
        image: (height, width), larger is brighter.

    Returns:
        Such as "Brightest in the lower left; 14 % of the pixels are above half."
    """
    image = np.asarray(image, "float64")
    low, high = image.min(), image.max()
    if high - low < 1e-12:
        return f"Even, {high:.2g} everywhere."
    above = np.mean(image > (low + high) / 2)
    return f"Brightest in {place(image)}; {percent(above)} of the pixels are above half."


def curve(name: str, values: Sequence[float]) -> str:
    """Tells how a curve runs: first and last value, and its extreme where that lies between.

    Args:
        name: what is drawn, such as "Validation loss".
        values: one for each step.

    Returns:
        Such as "Loss falls from 2.3 to 0.1; lowest 0.08 at step 7 of 10."
    """
    numbers = np.asarray(values, "float64")
    finite = np.isfinite(numbers)
    if not finite.any():
        return f"{name} has no finite value."
    first, last = numbers[finite][0], numbers[finite][-1]
    verb = "stays at" if np.isclose(first, last) else "falls from" if last < first else "rises from"
    told = f"{name} {verb} {short(first)}" + ("" if verb == "stays at" else f" to {short(last)}")
    extreme, word = (np.nanargmin, "lowest") if last < first else (np.nanargmax, "highest")
    at = int(extreme(np.where(finite, numbers, np.nan)))
    if not np.isclose(numbers[at], last) and not np.isclose(numbers[at], first):
        told += f"; {word} {short(numbers[at])} at step {at + 1} of {len(numbers)}"
    lost = int(np.sum(~finite))
    return f"{told}; {lost} of its values {'is' if lost == 1 else 'are'} not finite." if lost else f"{told}."


def largest(values: np.ndarray, rows: Sequence[str], columns: Sequence[str], count: int = 3) -> list[tuple]:
    """Finds the largest entries of a matrix.

    Args:
        values: (rows, columns).
        rows: names of the rows.
        columns: names of the columns.
        count: how many.

    Returns:
        Tuples of row name, column name and value, the largest first.
    """
    values = np.asarray(values)
    order = np.argsort(values, axis=None, kind="stable")[::-1][:count]
    places = [np.unravel_index(flat, values.shape) for flat in order]
    return [(rows[row], columns[column], values[row, column]) for row, column in places]


def short(number: float) -> str:
    """Writes a number with three digits, and a large one in full: 0.0123, 45.6, 1.2e-07, 12,300."""
    rounded = float(f"{number:.3g}")
    return f"{rounded:,.0f}" if 1000 <= abs(rounded) < 1e7 else f"{number:.3g}"


def signed(number: float, form: str = "g") -> str:
    """Writes a number with a true minus sign, and a zero without one: −1.75.

    Args:
        number: any number.
        form: how it is written, as in a format string: "g", ".2f".
    """
    return f"{float(number):z{form}}".replace("-", "−")


def percent(share: float) -> str:
    """Writes a share as a percentage, with a decimal where it is small or nearly all; 100 % is said of nothing less."""
    value = 100 * float(share)
    if 99 < value < 100:
        value = min(value, 99.9)
    return f"{value:.1f} %" if 0 < value < 10 or 99 < value < 100 else f"{value:.0f} %"


def listed(items: Sequence[str]) -> str:
    """Joins items, at least one, as a sentence does: "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"

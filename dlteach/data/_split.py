"""Splits of examples into training, validation and test, fixed by a seed."""

from __future__ import annotations

import numpy as np

from dlteach.errors import DataError


def stratified(labels: np.ndarray, validation: float, test: float, seed: int) -> tuple[np.ndarray, ...]:
    """Draws the three splits so that each holds nearly the same share of every class.

    Args:
        labels: the class of each example, (examples,).
        validation: share of the examples to choose by, between 0 and 1.
        test: share of the examples to judge by.
        seed: the same seed gives the same splits.

    Returns:
        The numbers of the training, validation and test examples, each in a random order.
    """
    random = np.random.default_rng(seed)
    # a random rank within its class, as a share of the class, decides where an example goes
    order = random.permutation(len(labels))
    rank = np.empty(len(labels))
    for label in np.unique(labels):
        members = order[labels[order] == label]
        rank[members] = (np.arange(len(members)) + 0.5) / len(members)
    shares = (rank >= test + validation, (rank >= test) & (rank < test + validation), rank < test)
    return tuple(random.permutation(np.flatnonzero(share)) for share in shares)


def sizes(total: int, least: int = 10) -> tuple[int, int, int]:
    """Sizes of the three splits of a generated data set: 80 %, 10 % and 10 %.

    Args:
        total: number of examples.
        least: the smallest number that makes sense.

    Returns:
        Numbers of training, validation and test examples.

    Raises:
        DataError: there are fewer examples than `least`.
    """
    if total < least:
        raise DataError(f"{total} examples are too few", f"Ask for at least {least}.")
    tenth = total // 10
    return total - 2 * tenth, tenth, tenth


def cut(array: np.ndarray, parts: tuple[int, int, int]) -> list[np.ndarray]:
    """Cuts an array of examples that are already in random order into the three splits.

    Args:
        array: (examples, ...).
        parts: the sizes that `sizes` gave.

    Returns:
        Three arrays: training, validation and test.
    """
    first, second, _ = parts
    return [array[:first], array[first : first + second], array[first + second : sum(parts)]]

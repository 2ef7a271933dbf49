"""What self-attention knows of order, and how waves tell the places apart."""

from __future__ import annotations

import math
from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

from dlteach.models.blocks import TransformerBlock
from dlteach.scratch import positional_encoding
from dlteach.training.lab import Lab
from dlteach.views import Curve, Heatmap, Series, Table, Text, View

PLACES, WIDTH = 40, 64
MIDDLE = 20
# as many as a terminal of 24 lines can show with its words
SHOWN = 14


def shuffled(lab: Lab) -> Iterator[View]:
    """A block on tokens in order and shuffled, without and with positional encoding."""
    keras.utils.set_random_seed(lab.seed)
    length, width = 8, 16
    random = np.random.default_rng(lab.seed)
    x = random.normal(size=(length, width)).astype("float32")
    order = np.roll(random.permutation(length), 1)
    block = TransformerBlock(num_heads=2, intermediate_dim=32)
    waves = ops.convert_to_numpy(positional_encoding(length, width))
    rows, differences = [], []
    for name, added in (("without positional encoding", np.zeros_like(waves)), ("with it", waves)):
        straight = ops.convert_to_numpy(block((x + added)[None]))[0]
        mixed = ops.convert_to_numpy(block((x[order] + added)[None]))[0]
        differences.append(float(np.abs(straight[order] - mixed).max()))
        rows.append([name, f"{differences[-1]:.6f}"])
    yield Table(
        "A block reads eight tokens, then the same tokens shuffled",
        ["", "largest difference of a token's new vector"],
        rows,
        numeric=[1],
        note="The tokens' vectors are random; each token's new vector is compared with its own.",
        name="shuffled",
    )
    yield Text(
        "Without positional encoding each token gets the same vector, wherever it stands"
        + (" (up to rounding)." if differences[0] else ".")
        + " “Dog bites man” and “man bites dog” would be the same."
    )


def waves(lab: Lab) -> Iterator[View]:
    """The positional encoding as a picture: one row a place, one column a number."""
    matrix = ops.convert_to_numpy(positional_encoding(SHOWN, WIDTH))
    slowest = 2 * math.pi * 10000 ** ((WIDTH - 2) / WIDTH)
    yield Heatmap(
        f"Positional encoding of {SHOWN} places, {WIDTH} numbers each",
        matrix.tolist(),
        f"Each row is a place. The first columns swing fast, once in {2 * math.pi:.1f} places; to the right they swing slower "
        f"and slower, the last pair once in {slowest:,.0f} places, so that it hardly changes here. No two rows are alike: the "
        f"two most similar ones are {_closest(matrix):.2f} apart.",
        row_title="place",
        column_title="number in the vector",
        decimals=1,
        name="waves",
    )


def nearness(lab: Lab) -> Iterator[View]:
    """How similar the pattern of one place is to those of all others."""
    matrix = ops.convert_to_numpy(positional_encoding(PLACES, WIDTH))
    similar = matrix @ matrix[MIDDLE]
    yield Curve(
        f"Place {MIDDLE} compared with all places",
        [Series("dot product", similar.tolist(), [float(place) for place in range(PLACES)])],
        f"With itself the dot product is {similar[MIDDLE]:.0f}, half of {WIDTH}. One place away it is "
        f"{similar[MIDDLE + 1]:.1f} on either side, ten places away {similar[MIDDLE + 10]:.1f}.",
        x_label="place",
        y_label="dot product",
        name="nearness",
    )
    yield Text(
        "Neighbouring places have similar patterns, and only the *distance* matters: the curve looks the same around every "
        "place. Besides, one fixed matrix turns the pattern of any place into that of the place two before it. So a head can "
        "learn “look two places back”."
    )


def _closest(matrix: np.ndarray) -> float:
    distances = np.linalg.norm(matrix[:, None] - matrix[None], axis=-1)
    return float(distances[np.triu_indices(len(matrix), 1)].min())

"""The lesson's arithmetic: decibels, a pixel shuffle, a Gram matrix, patches and what grey costs, each computed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from keras import ops

from dlteach import inspect
from dlteach.lessons.pix2pix_bench import HALVINGS, build_pix2pix, fabrics
from dlteach.lessons.pix2pix_enlarging import build_enlarger
from dlteach.models import patch_side
from dlteach.scratch import gram_matrix, pixel_shuffle, psnr
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

ORIGINAL, COPY = (0.2, 0.5, 0.9, 0.4), (0.3, 0.5, 0.8, 0.4)
CHANNELS = ((1, 2, 3, 4), (5, 6, 7, 8))
# two feature maps of four places
EDGES, REDS = (1, 0, 2, 1), (0, 1, 2, 0)


def psnr_by_hand(lab: Lab) -> Iterator[View]:
    """The peak signal-to-noise ratio of two pictures of four pixels."""
    squares = [(a - b) ** 2 for a, b in zip(ORIGINAL, COPY, strict=True)]
    yield Table(
        "Two pictures of four pixels",
        ["pixel", "original", "copy", "squared difference"],
        [
            [str(number), f"{a:g}", f"{b:g}", f"{square:.2f}"]
            for number, (a, b, square) in enumerate(zip(ORIGINAL, COPY, squares, strict=True), start=1)
        ],
        numeric=[0, 1, 2, 3],
        name="psnr-by-hand",
    )
    mean = sum(squares) / len(squares)
    told = float(psnr(*(ops.reshape(np.array(one, "float32"), (2, 2, 1)) for one in (ORIGINAL, COPY))))
    yield Text(
        f"The mean is {mean:.3f}. One divided by that is {1 / mean:.0f}, its logarithm to base ten "
        f"{np.log10(1 / mean):.3f}, and ten "
        f"times that {10 * np.log10(1 / mean):.2f} decibels. `psnr` gives {told:.2f}."
    )


def decibels_of_a_thousandth(lab: Lab) -> Truth:
    """The PSNR where the mean squared error is 0.001."""
    # every pixel off by the root of 0.001
    told = float(psnr(np.zeros((4, 4, 1), "float32"), np.full((4, 4, 1), np.sqrt(0.001), "float32")))
    return Truth(
        f"{told:.0f}", "10 · log₁₀(1 / 0.001) = 10 · 3. A hundred times smaller an error than 0.1 is 20 decibels more."
    )


def shuffle_by_hand(lab: Lab) -> Iterator[View]:
    """Two pixels with four channels become two rows of four pixels."""
    x = np.array(CHANNELS, "float32").reshape(1, 1, 2, 4)
    result = ops.convert_to_numpy(pixel_shuffle(ops.convert_to_tensor(x), 2))[0, ..., 0]
    yield Table(
        "Before: one row of two pixels, four channels each",
        ["", "channel 1", "channel 2", "channel 3", "channel 4"],
        [[name, *map(str, channels)] for name, channels in zip(("left pixel", "right pixel"), CHANNELS, strict=True)],
        numeric=[1, 2, 3, 4],
        name="before-shuffle",
    )
    yield Table(
        "After: two rows of four pixels, one channel",
        ["", "1", "2", "3", "4"],
        [[f"row {number}", *(f"{value:g}" for value in row)] for number, row in enumerate(result, start=1)],
        numeric=[1, 2, 3, 4],
        note="Each pixel's four channels have become a square of 2×2.",
        name="after-shuffle",
    )


def shuffled_shape(lab: Lab) -> Truth:
    """The shape behind the enlarger's pixel shuffle, for a small picture of 24×24."""
    rows = {row.name: row.output_shape for row in inspect.summary(build_enlarger(lab), (24, 24, 1)).rows}
    height, width, maps = (int(number) for number in rows["shuffle1"][-3:])
    return Truth(
        f"{height}, {width}, {maps}",
        f"{4 * maps} maps make {maps} groups of four. Each group becomes a square of 2×2, so both sides double: "
        f"{height}×{width}.",
    )


def gram_by_hand(lab: Lab) -> Iterator[View]:
    """The Gram matrix of two maps, and the same after the places were mixed."""
    maps = np.array([EDGES, REDS], "float32").T
    yield Table(
        "Two feature maps of four places",
        ["", "place 1", "place 2", "place 3", "place 4"],
        [["“edge”", *map(str, EDGES)], ["“red”", *map(str, REDS)]],
        numeric=[1, 2, 3, 4],
        name="two-maps",
    )
    gram = _gram(maps)
    products = " + ".join(f"{a}·{b}" for a, b in zip(EDGES, REDS, strict=True))
    yield Text(
        f"Edge with red: ({products}) / 4 = {gram[0, 1]:g}. Edge with itself: {gram[0, 0]:g}; red with itself: "
        f"{gram[1, 1]:g}. So the "
        f"Gram matrix is (({gram[0, 0]:g}, {gram[0, 1]:g}), ({gram[1, 0]:g}, {gram[1, 1]:g}))."
    )
    mixed = _gram(maps[[2, 0, 3, 1]])
    same = "the same" if np.allclose(mixed, gram) else "another"
    yield Text(
        f"Now mix the places: 3, 1, 4, 2. The Gram matrix is **{same}**. It knows *what goes with what*, not *where*. "
        "That is why it "
        "stands for a style."
    )


def numbers_of_a_gram(lab: Lab) -> Truth:
    """How many different numbers the Gram matrix of 32 maps holds."""
    count = len({tuple(sorted(pair)) for pair in product(range(32), repeat=2)})
    return Truth(
        str(count),
        "32 · 32 = 1,024, but the product of maps i and j is that of j and i: 32 on the diagonal and 32 · 31 / 2 = "
        "496 beside it.",
    )


def skip_shape(lab: Lab) -> Truth:
    """The shape behind the generator's last skip connection."""
    model = build_pix2pix(lab)
    height, width, maps = model.generator.get_layer("skip_1").output.shape[1:]
    return Truth(
        f"{height}, {width}, {maps}",
        f"Concatenating lays maps on top of each other: {maps // 2} of the encoder and {maps // 2} of the decoder. "
        "The size stays.",
    )


def patch_width(lab: Lab) -> Truth:
    """How many pixels wide a patch of the lesson's discriminator is."""
    side = patch_side(HALVINGS)
    measured = inspect.receptive_field(build_pix2pix(lab).discriminator, "scores").size
    return Truth(
        str(measured[0]),
        "Backwards from one score: a convolution of 4×4 sees 4; the one before it, stride 1, makes that 7; the first, "
        "stride 2, "
        f"2 · 7 + 2 = {side}. The paper's has two more of stride 2: {patch_side(2)}, then {patch_side(3)}.",
    )


def what_grey_costs(lab: Lab) -> Iterator[View]:
    """The mean absolute error of one constant grey inside the shapes, and that of a pattern in the wrong place."""
    pairs = fabrics(lab)
    label, cloth = pairs.extra["label_train"], pairs.y_train[..., 0]
    greys = np.linspace(0, 1, 21)
    inside = cloth[label > 0]
    costs = [float(np.abs(inside - grey).mean()) for grey in greys]
    wrong = misplaced(label, cloth, lab.seed)
    best = int(np.argmin(costs))
    yield Curve(
        "What one grey for all shapes costs",
        [
            Series("one grey", costs, [float(grey) for grey in greys]),
            Series("a real weave, begun elsewhere", [wrong] * len(greys), [float(grey) for grey in greys]),
        ],
        f"The mean absolute error is smallest, {costs[best]:.3f}, for the grey {greys[best]:.2f}. A real weave that "
        "begins elsewhere costs "
        f"{wrong:.3f}.",
        x_label="grey, from black to white",
        y_label="mean absolute error",
        name="what-grey-costs",
    )
    yield Text(
        "Where the network cannot know whether a stripe is light or dark, mid-grey is the safe answer: "
        f"{costs[best]:.3f}. Painting real "
        f"stripes and missing their place costs {wrong:.3f}, {100 * (wrong / costs[best] - 1):.0f} % more. **L1 "
        "rewards cowardice.**"
    )


def misplaced(label: np.ndarray, cloth: np.ndarray, seed: int) -> float:
    """The mean difference between two cloths at pixels where both have the same kind of shape."""
    order = np.random.default_rng(seed).permutation(len(label))
    same = (label == label[order]) & (label > 0) & (order != np.arange(len(order)))[:, None, None]
    return float(np.abs(cloth - cloth[order])[same].mean())


def _gram(maps: np.ndarray) -> np.ndarray:
    return ops.convert_to_numpy(gram_matrix(ops.convert_to_tensor(maps.reshape(1, -1, 1, maps.shape[-1]))))[0]

"""Overlap, suppression, average precision and the transposed convolution, on numbers small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach.inspect.average_precision import average_precision, precision_and_recall
from dlteach.models import intersection_over_union, non_maximum_suppression
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

# top, left, bottom, right
WANTED, SHIFTED = (0, 0, 4, 4), (0, 2, 4, 6)
BOXES = {"A": (2, 2, 10, 10), "B": (2, 3, 10, 11), "C": (3, 2, 11, 10), "D": (2, 14, 10, 22), "E": (2, 9, 10, 17)}
SCORES = {"A": 0.9, "B": 0.8, "C": 0.7, "D": 0.6, "E": 0.5}
RIGHT = (True, False, True, True)
OBJECTS = 4
SMALL = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")
KERNEL = np.array([[1.0, 0.0], [2.0, 1.0]], "float32")


def iou_value(lab: Lab) -> Truth:
    """The intersection over union of two boxes of which each covers half of the other."""
    value = float(intersection_over_union([WANTED], [SHIFTED])[0, 0])
    return Truth(
        f"{value:.2f}",
        "They share 4 rows and 2 columns, 8 squares. Together they cover 16 + 16 − 8 = 24, not 32: what is shared "
        f"counts once. 8 / 24 = {value:.3f}. Half of each is hit, and it is only a third.",
    )


def iou_by_hand(lab: Lab) -> Iterator[View]:
    """How the overlap falls as a box of 10 × 10 is shifted, and as it grows."""
    rows = []
    for told, box in (
        ("the same", (0, 0, 10, 10)),
        ("1 to the right", (0, 1, 10, 11)),
        ("2 to the right", (0, 2, 10, 12)),
        ("2 right, 2 down", (2, 2, 12, 12)),
        ("5 to the right", (0, 5, 10, 15)),
        ("1 wider on each side", (-1, -1, 11, 11)),
        ("10 to the right", (0, 10, 10, 20)),
    ):
        value = float(intersection_over_union([(0, 0, 10, 10)], [box])[0, 0])
        rows.append([told, f"{value:.3f}", "yes" if value >= 0.5 else "no", "yes" if value >= 0.75 else "no"])
    yield Table(
        "A box of 10×10 against itself, moved",
        ["where", "IoU", "hit at 0.5", "hit at 0.75"],
        rows,
        numeric=[1],
        note="Even a pixel matters: IoU is a strict judge, and the stricter, the smaller the object.",
        name="iou",
    )


def nms_left(lab: Lab) -> Truth:
    """How many boxes stay, asked of the function."""
    kept = _kept(0.5)
    return Truth(
        str(len(kept)),
        f"{', '.join(kept)} stay. A is the surest and takes B and C with it, which overlap it by more than a half. D "
        "stands alone. E overlaps A and D a little, less than 0.5, so it stays, right or wrong.",
    )


def nms_by_hand(lab: Lab) -> Iterator[View]:
    """Each pair's overlap, and who stays at a very low and a very high threshold."""
    names = list(BOXES)
    overlap = intersection_over_union(list(BOXES.values()), list(BOXES.values()))
    yield Table(
        "Intersection over union of each pair",
        ["", "score", *names],
        [
            [name, f"{SCORES[name]:g}", *(f"{value:.2f}" for value in row)]
            for name, row in zip(names, overlap, strict=True)
        ],
        numeric=list(range(1, 2 + len(names))),
        name="nms",
    )
    told = "; ".join(f"at {threshold:g}: {', '.join(_kept(threshold))}" for threshold in (0.05, 0.9))
    yield Text(
        f"With other thresholds there stay, {told}. Too low a threshold removes real neighbours, too high a one "
        "leaves doubles. There is no right threshold, only a good one."
    )


def ap_value(lab: Lab) -> Truth:
    """The average precision of four boxes for four objects."""
    value = average_precision(RIGHT, OBJECTS)
    return Truth(
        f"{value:.4g}",
        "The first quarter of the objects is found at precision 1. The second and third at best at 3/4, once the "
        f"fourth box has come. The last object is never found: 0. (1 + 3/4 + 3/4 + 0) / 4 = {value:g}.",
    )


def ap_by_hand(lab: Lab) -> Iterator[View]:
    """Precision and recall after each box."""
    precision, recall = precision_and_recall(RIGHT, OBJECTS)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    yield Table(
        "Four boxes, the surest first, for four objects",
        ["box", "hit?", "precision", "recall", "best precision from here"],
        [
            [
                str(number + 1),
                "yes" if hit else "no",
                f"{precision[number]:.3f}",
                f"{recall[number]:.2f}",
                f"{best[number]:.3f}",
            ]
            for number, hit in enumerate(RIGHT)
        ],
        numeric=[0, 2, 3, 4],
        note="Average precision is the area under the last column over recall: each step of recall times its best precision.",
        name="average-precision",
    )


def transposed_corner(lab: Lab) -> Truth:
    """The lower right value of the transposed convolution, asked of the layer."""
    value = float(_enlarged()[-1, -1])
    return Truth(
        f"{value:g}",
        f"The lower right block is 4 · kernel, and the kernel's lower right weight is 1: 4 · 1 = {value:g}.",
    )


def transposed_by_hand(lab: Lab) -> Iterator[View]:
    """A map of 2×2 through a transposed convolution with window 2 and stride 2."""
    yield _grid("x", SMALL)
    yield _grid("kernel", KERNEL)
    yield _grid("enlarged: each number of x, times the kernel", _enlarged())
    yield Text(
        "Every number of x lays down the whole kernel, multiplied by it. With stride 2 the copies stand side by "
        "side; with stride 1 they would overlap and be added. A convolution gathers, a transposed convolution "
        "scatters."
    )


def _kept(threshold: float) -> list[str]:
    names = list(BOXES)
    return [names[one] for one in non_maximum_suppression(list(BOXES.values()), list(SCORES.values()), threshold)]


def _enlarged() -> np.ndarray:
    layer = keras.layers.Conv2DTranspose(1, 2, 2, use_bias=False)
    layer.build((1, 2, 2, 1))
    layer.kernel.assign(KERNEL[:, :, None, None])
    return keras.ops.convert_to_numpy(layer(SMALL[None, :, :, None]))[0, :, :, 0]


def _grid(title: str, values: np.ndarray) -> Table:
    rows = [[f"{value:g}" for value in row] for row in values]
    return Table(title, [""] * values.shape[1], rows, numeric=list(range(values.shape[1])))

"""The detector of the lesson: how it is built, what its pieces are, and what each place should answer."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach import inspect
from dlteach.inspect.boxes import with_boxes
from dlteach.inspect.pictures import gallery, heat_over
from dlteach.lessons.vision_bench import SIDE, pictures, true_boxes
from dlteach.models import FCOS, fcos_targets
from dlteach.training.lab import Lab
from dlteach.views import Table, Truth, View


def build_detector(lab: Lab) -> FCOS:
    """A small FCOS: four convolutions, one level, a head of two; first weights drawn from the seed."""
    keras.utils.set_random_seed(lab.seed)
    return FCOS(
        (SIDE, SIDE, 3),
        len(pictures(lab).class_names),
        backbone=(16, 32),
        pyramid_filters=32,
        extra_levels=0,
        head_layers=2,
        groups=8,
        name="fcos",
    )


def detector_summary(lab: Lab) -> Iterator[View]:
    """The detector piece by piece."""
    model = build_detector(lab)
    summary = inspect.summary(model)
    pieces = {
        "backbone": ("conv",),
        "pyramid": ("lateral", "level"),
        "class branch": ("class_head", "classes"),
        "box branch": ("box_head", "sides", "scale", "centre_ness"),
    }
    why = {
        "backbone": "features, at a quarter of the size",
        "pyramid": "one level here; five in the paper",
        "class branch": "what lies here? a score a class",
        "box branch": "how far are the four sides? how central?",
    }
    rows = []
    for piece, starts in pieces.items():
        own = [row for row in summary.rows if row.name.startswith(starts)]
        rows.append(
            [piece, f"{sum(row.parameters for row in own):,}", f"{sum(row.flops for row in own) / 1e6:.1f}", why[piece]]
        )
    cells = SIDE // model.strides[0]
    yield Table(
        "A small FCOS, piece by piece",
        ["piece", "parameters", "MFLOP", "why"],
        rows,
        numeric=[1, 2],
        note=f"{summary.parameters:,} parameters. Output: {cells}×{cells} places, each with {model.output_shape[-1]} numbers.",
        name="detector",
    )


def places(lab: Lab) -> Truth:
    """How many places answer, asked of the model."""
    model = build_detector(lab)
    count, stride = model.output_shape[1], model.strides[0]
    return Truth(
        str(count), f"A place every {stride} pixels: {SIDE} / {stride} = {SIDE // stride} each way, {count} in all."
    )


def see_targets(lab: Lab) -> Iterator[View]:
    """What each place of one picture should answer."""
    data = pictures(lab)
    boxes, labels = true_boxes(lab, "train")
    target = fcos_targets(boxes[:1], labels[:1], 3, SIDE, SIDE, (4,))[0]
    cells = SIDE // 4
    middle = target[:, -1].reshape(cells, cells)
    inside = int((target[:, :3].sum(axis=1) > 0).sum())
    large = np.kron(middle, np.ones((4, 4)))
    yield gallery(
        "One picture, its boxes, and the centre-ness wanted at each place",
        [
            data.x_train[0],
            with_boxes(data.x_train[0], boxes[0][labels[0] >= 0], labels[0][labels[0] >= 0]),
            heat_over(data.x_train[0], large),
        ],
        ["picture", "boxes", "centre-ness"],
        f"{inside} of {len(target)} places lie in a box; brightest, up to {middle.max():.2f}, in the middle of each.",
        columns=3,
        name="targets",
    )

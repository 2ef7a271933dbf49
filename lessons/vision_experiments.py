"""Experiments with the trained detector: the threshold of non-maximum suppression, and the centre-ness."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.inspect.average_precision import mean_average_precision
from dlteach.lessons.vision_bench import SIDE, pictures, true_boxes
from dlteach.lessons.vision_detection import detector
from dlteach.models.fcos import Found
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

OVERLAPS = (0.1, 0.3, 0.5, 0.7, 0.9)
NEVER = 1.0  # no two different boxes overlap further
FEW = 100


def without_suppression(lab: Lab) -> Truth:
    """How many boxes a picture has without suppression, beside the shapes there are."""
    (bare, many), (_, few) = _measured(lab, NEVER), _measured(lab, 0.5)
    count = float((pictures(lab).y_test[:FEW] >= 0).sum(axis=1).mean())
    if many > 1.5 * few:
        answer = "It finds each shape many times over"
    else:
        answer = "Nothing changes; each shape is found once"
    return Truth(
        answer,
        f"{many:.1f} boxes a picture, where there are {count:.1f} shapes; with suppression {few:.1f}. Each place "
        f"inside a shape raises its hand. All but one of them count as wrong, and the mAP is {100 * bare:.1f} %.",
    )


def suppression(lab: Lab) -> Iterator[View]:
    """Boxes a picture and mean average precision, by the threshold of non-maximum suppression."""
    rows, reached = [], {}
    for threshold in (*OVERLAPS, NEVER):
        reached[threshold], boxes = _measured(lab, threshold)
        name = "none" if threshold == NEVER else f"{threshold:g}"
        rows.append([name, f"{boxes:.1f}", f"{100 * reached[threshold]:.1f} %"])
    yield Table(
        f"The same answers, thinned out by different thresholds ({FEW} test pictures)",
        ["NMS threshold", "boxes a picture", "mAP@0.5"],
        rows,
        numeric=[0, 1, 2],
        note=f"There are {(pictures(lab).y_test[:FEW] >= 0).sum(axis=1).mean():.1f} shapes a picture.",
        name="suppression",
    )
    best = max(reached, key=lambda threshold: reached[threshold])
    yield Text(
        f"Nothing was trained anew. The best threshold here is {best:g}. Few of our shapes hide one another, so a low one "
        "costs little. In a crowd of people it would cost many of them."
    )


def centre_ness(lab: Lab) -> Iterator[View]:
    """Mean average precision with and without the centre-ness in the score."""
    rows = []
    values = {}
    for name, use in (("class · centre-ness", True), ("class alone", False)):
        found = _answers(lab, 0.5, use)
        values[name] = [_map(lab, found, overlap) for overlap in (0.5, 0.75)]
        rows.append([name, *(f"{100 * value:.1f} %" for value in values[name])])
    yield Table(
        f"What the score is made of ({FEW} test pictures)",
        ["score", "mAP@0.5", "mAP@0.75"],
        rows,
        numeric=[1, 2],
        name="centre-ness",
    )
    (_, with_it), (_, without) = values.values()
    points = f"{100 * (with_it - without):+.1f}".replace("-", "−")
    yield Text(
        f"With the centre-ness in the score the mAP at the stricter threshold changes by {points} points. The thought is this: "
        "a place near the side of a shape sees the far side badly, and its box is a poor one. Centre-ness lets it give way to a "
        "better placed neighbour."
    )


def _measured(lab: Lab, threshold: float) -> tuple[float, float]:
    """mAP@0.5 and boxes a picture at one threshold of suppression."""
    found = _answers(lab, threshold)
    return _map(lab, found, 0.5), float(np.mean([len(one.scores) for one in found]))


def _map(lab: Lab, found: list[Found], overlap: float) -> float:
    boxes, labels = true_boxes(lab, "test")
    return mean_average_precision(found, boxes[:FEW], labels[:FEW], len(pictures(lab).class_names), overlap)


def _answers(lab: Lab, threshold: float, centre: bool = True) -> list[Found]:
    """What the detector finds in some test pictures, the scores with the centre-ness or without."""
    key = f"answers {threshold} {centre}"
    if key not in lab.memory:
        model = detector(lab)
        lab.memory[key] = model.detect(pictures(lab).x_test[:FEW], overlap=threshold, most=SIDE**2, centre_ness=centre)
    return lab.memory[key]

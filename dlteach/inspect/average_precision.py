"""How good a detector is: which of its boxes hit, precision and recall as it grows less sure, and the area under that curve.

Everingham et al. (2010), The PASCAL visual object classes (VOC) challenge, doi:10.1007/s11263-009-0275-4, section 4.2, with the
area under the whole curve as in the contests from 2010 on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlteach.models.boxes import intersection_over_union


def hits(
    found: Sequence[Any], boxes: Any, labels: Any, label: int, overlap: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the boxes found of one class are right, over all images, the surest first.

    A box is right if it overlaps an object of its class far enough and no surer box has taken that object. Further boxes on the
    same object are wrong.

    Args:
        found: for each image something with `boxes`, `labels` and `scores`, as `dlteach.models.FCOS.detect` gives.
        boxes: the true ones, (images, objects, 4), in the same unit.
        labels: their classes, (images, objects); −1 where there is none.
        label: the class that is looked at.
        overlap: the least intersection over union of a hit.

    Returns:
        Whether each box is right, (boxes of this class,), and its score.
    """
    claims = [
        (float(score), image, box)
        for image, one in enumerate(found)
        for box, kind, score in zip(one.boxes, one.labels, one.scores, strict=True)
        if kind == label
    ]
    claims.sort(key=lambda claim: -claim[0])
    true = [np.asarray(boxes[image])[np.asarray(labels[image]) == label] for image in range(len(found))]
    taken = [np.zeros(len(one), bool) for one in true]
    right = np.zeros(len(claims), bool)
    for number, (_, image, box) in enumerate(claims):
        if not len(true[image]):
            continue
        overlaps = intersection_over_union([box], true[image])[0]
        best = int(overlaps.argmax())
        if overlaps[best] >= overlap and not taken[image][best]:
            right[number] = taken[image][best] = True
    return right, np.array([score for score, *_ in claims])


def precision_and_recall(right: Any, objects: int) -> tuple[np.ndarray, np.ndarray]:
    """Precision and recall after each box, going down from the surest.

    Args:
        right: whether each box is a hit, the surest first, (boxes,).
        objects: how many objects there are to be found.

    Returns:
        Precision: the share of the boxes so far that are right. Recall: the share of the objects that have been found.
    """
    so_far = np.cumsum(np.asarray(right, bool))
    return so_far / np.arange(1, len(so_far) + 1), so_far / max(1, objects)


def average_precision(right: Any, objects: int) -> float:
    """The area under precision over recall, where precision at a recall is the best at that recall or a higher one.

    Args:
        right: whether each box is a hit, the surest first, (boxes,).
        objects: how many objects there are to be found.

    Returns:
        From 0 to 1; not a number if there is nothing to be found.
    """
    if not objects:
        return float("nan")
    if not len(right):
        return 0.0
    precision, recall = precision_and_recall(right, objects)
    # the best precision from here on: P̂(r) = max P(r′) over r′ ≥ r
    best = np.maximum.accumulate(precision[::-1])[::-1]
    # AP = Σ (rₙ − rₙ₋₁) P̂(rₙ)
    return float(np.sum(np.diff(recall, prepend=0.0) * best))


def mean_average_precision(found: Sequence[Any], boxes: Any, labels: Any, classes: int, overlap: float = 0.5) -> float:
    """The mean of the average precision over the classes that occur; arguments as of `hits`."""
    labels = np.asarray(labels)
    precisions = [
        average_precision(hits(found, boxes, labels, label, overlap)[0], int((labels == label).sum()))
        for label in range(classes)
        if (labels == label).any()
    ]
    return float(np.mean(precisions))

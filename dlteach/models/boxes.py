"""Boxes: how far two overlap, and which of many found around the same object stays.

A box is top, left, bottom, right. Rows count downwards, columns to the right; the unit does not matter.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def intersection_over_union(a: Any, b: Any) -> np.ndarray:
    """The area that two boxes share, divided by the area that they cover together: 0 apart, 1 where they are equal.

    Args:
        a: boxes, (n, 4): top, left, bottom, right.
        b: boxes, (m, 4).

    Returns:
        (n, m), each box of `a` with each of `b`; 0 where both have no area.

    Example:
        >>> intersection_over_union([[0, 0, 2, 2]], [[0, 1, 2, 3]])
        array([[0.33333333]])
    """
    a, b = np.asarray(a, "float64").reshape(-1, 1, 4), np.asarray(b, "float64").reshape(1, -1, 4)
    # the shared box begins at the later top and left, and ends at the earlier bottom and right
    size = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.prod(np.maximum(size, 0), axis=-1)
    areas = [np.prod(box[..., 2:] - box[..., :2], axis=-1) for box in (a, b)]
    # |A ∪ B| = |A| + |B| − |A ∩ B|
    together = areas[0] + areas[1] - shared
    return np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)


def non_maximum_suppression(boxes: Any, scores: Any, threshold: float = 0.5) -> list[int]:
    """Keeps the surest box, drops every box that overlaps it too far, and goes on with what is left.

    Args:
        boxes: (n, 4): top, left, bottom, right; of one class.
        scores: how sure each is, (n,).
        threshold: a box goes if its intersection over union with a kept one is larger.

    Returns:
        The numbers of the boxes that stay, the surest first.
    """
    overlap = intersection_over_union(boxes, boxes)
    waiting = [int(one) for one in np.argsort(-np.asarray(scores), kind="stable")]
    kept = []
    while waiting:
        best = waiting.pop(0)
        kept.append(best)
        waiting = [one for one in waiting if overlap[best, one] <= threshold]
    return kept

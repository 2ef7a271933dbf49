"""Overlap of boxes and non-maximum suppression, against counting pixels and against the definition."""

import numpy as np
import pytest

from dlteach.models import intersection_over_union, non_maximum_suppression


def random_boxes(rng, count, side=12):
    ends = np.sort(rng.integers(0, side + 1, (count, 2, 2)), axis=1)
    return ends.reshape(count, 4)


def pixels(box, side=12):
    grid = np.zeros((side, side), bool)
    top, left, bottom, right = box
    grid[top:bottom, left:right] = True
    return grid


def test_overlap_equals_counted_pixels():
    rng = np.random.default_rng(0)
    a, b = random_boxes(rng, 30), random_boxes(rng, 25)
    found = intersection_over_union(a, b)
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            both, either = (pixels(one) & pixels(other)).sum(), (pixels(one) | pixels(other)).sum()
            assert found[i, j] == pytest.approx(both / either if either else 0.0)


def test_what_stays_is_apart_and_what_went_was_covered_by_something_surer():
    rng = np.random.default_rng(1)
    for threshold in (0.2, 0.5, 0.8):
        boxes, scores = random_boxes(rng, 40), rng.random(40)
        kept = non_maximum_suppression(boxes, scores, threshold)
        overlap = intersection_over_union(boxes, boxes)
        assert (np.diff(scores[kept]) <= 0).all()
        assert (overlap[np.ix_(kept, kept)][~np.eye(len(kept), dtype=bool)] <= threshold).all()
        for gone in set(range(40)) - set(kept):
            assert any(overlap[gone, one] > threshold and scores[one] >= scores[gone] for one in kept)


def test_nothing_in_nothing_out():
    assert non_maximum_suppression(np.zeros((0, 4)), np.zeros(0)) == []
    assert intersection_over_union(np.zeros((0, 4)), np.zeros((3, 4))).shape == (0, 3)

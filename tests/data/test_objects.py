"""Pictures of several shapes: boxes and maps tell the same story, and nothing is hidden too far."""

import numpy as np
import pytest

from dlteach import data
from dlteach.data import objects
from dlteach.errors import DataError

SIDE = 48


@pytest.fixture(scope="module")
def pictures():
    return data.load("objects", size=400)


def test_there_are_one_to_four_shapes_of_each_kind(pictures):
    counts = np.bincount((pictures.y_train >= 0).sum(axis=1), minlength=5)
    assert counts[0] == 0
    assert (counts[1:] > 40).all()
    assert (np.bincount(pictures.y_train[pictures.y_train >= 0]) > 150).all()


def test_boxes_are_tight_around_what_the_map_shows(pictures):
    for labels, boxes, classes in zip(
        pictures.y_train, pictures.extra["box_train"], pictures.extra["map_train"], strict=True
    ):
        covered = np.zeros((SIDE, SIDE), bool)
        for label, box in zip(labels, np.rint(boxes * SIDE).astype(int), strict=True):
            if label < 0:
                assert not box.any()
                continue
            top, left, bottom, right = box
            inside = classes[top:bottom, left:right] == label + 1
            assert inside[0].any()
            assert inside[-1].any()
            assert inside[:, 0].any()
            assert inside[:, -1].any()
            covered[top:bottom, left:right] = True
        assert not classes[~covered].any()


def test_no_shape_is_hidden_further_than_promised():
    classes, masks = objects._placed(np.random.default_rng(3), 200, SIDE)
    assert not (masks.sum(axis=1) > 1).any()
    # a square's box is its whole, where nothing hides a whole side: what is seen fills at least the promised share
    for label, mask in zip(classes.reshape(-1), masks.reshape(-1, SIDE, SIDE), strict=True):
        if label == 1:
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            box = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
            assert mask.sum() >= 0.74 * box


def test_too_small_a_picture_is_refused():
    with pytest.raises(DataError, match="cannot be drawn on 20 pixels"):
        data.load("objects", side=20)

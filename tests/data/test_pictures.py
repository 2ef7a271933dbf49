"""Pairs of pictures: the laws of plans and fabrics, pieces of photographs, and bicubic resizing against Pillow."""

import numpy as np
import pytest

from dlteach import data
from dlteach.data._images import bicubic
from dlteach.errors import DataError


@pytest.mark.parametrize(("height", "width"), [(18, 24), (27, 36), (9, 12), (6, 5), (3, 4), (20, 7)])
def test_bicubic_equals_pillows(height, width):
    image = pytest.importorskip("PIL.Image")
    array = np.random.default_rng(0).random((9, 12)).astype("float32")
    pillows = np.asarray(image.fromarray(array, mode="F").resize((width, height), image.Resampling.BICUBIC))
    np.testing.assert_allclose(bicubic(array[None, ..., None], height, width)[0, ..., 0], pillows, atol=2e-6)


@pytest.mark.parametrize("scale", [2, 4])
def test_a_small_piece_is_the_large_one_shrunk(scale):
    pieces = data.load("photographs", size=20, patch=12, scale=scale)
    for small, large in zip((pieces.x_train, pieces.x_test), (pieces.y_train, pieces.y_test), strict=True):
        assert large.shape[1:] == (12 * scale, 12 * scale, 1)
        again = np.clip(bicubic(large, 12, 12), 0, 1)
        # at the border of a piece the photograph went on
        np.testing.assert_allclose(again[:, 3:-3, 3:-3], small[:, 3:-3, 3:-3], atol=1e-5)


def test_the_test_photograph_is_another_one():
    pieces = data.load("photographs", seed=3, size=200, patch=24, gray=False)
    assert pieces.extra["high_flower"].shape == (426, 640, 3)
    assert pieces.y_test.shape == (8 * 13, 48, 48, 3)
    np.testing.assert_array_equal(pieces.y_test[14], pieces.extra["high_flower"][48:96, 48:96])
    # a training piece is found in the left three quarters of the first photograph, in one of eight positions
    china = pieces.extra["high_china"][:, :480]
    piece = pieces.y_train[0]
    turned = [np.rot90(one, turn) for one in (piece, piece[:, ::-1]) for turn in range(4)]
    windows = np.lib.stride_tricks.sliding_window_view(china[..., 0], (48, 48))[::2, ::2]
    corners = [
        np.argwhere((windows[..., 0, 0] == one[0, 0, 0]) & (windows[..., 47, 47] == one[47, 47, 0])) for one in turned
    ]
    assert any(
        np.array_equal(windows[row, column], one[..., 0])
        for one, places in zip(turned, corners, strict=True)
        for row, column in places
    )


def test_photographs_follow_the_seed():
    first, again, other = (data.load("photographs", seed=seed, size=10) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.x_train, again.x_train)
    assert not np.array_equal(first.x_train, other.x_train)
    np.testing.assert_array_equal(first.x_test, other.x_test)


@pytest.mark.parametrize("options", [{"size": 3}, {"scale": 1}, {"patch": 2}, {"patch": 60}])
def test_impossible_pieces_are_refused(options):
    with pytest.raises(DataError):
        data.load("photographs", **options)


def test_fabrics_are_woven_as_the_plan_says():
    fabrics = data.load("fabrics", size=400, side=32)
    plan, cloth, label = fabrics.x_train, fabrics.y_train[..., 0], fabrics.extra["label_train"]
    np.testing.assert_array_equal(label > 0, plan.any(axis=-1))
    np.testing.assert_array_equal(label[label > 0] - 1, plan[label > 0].argmax(axis=-1))
    assert set(np.unique(label)) == {0, 1, 2, 3}
    # on average every weave is equally grey
    assert [cloth[label == kind].mean() for kind in range(4)] == pytest.approx([0.5] * 4, abs=0.01)

    def step(axis, kind):
        """The mean change from a pixel to its neighbour within one shape."""
        inside = np.minimum(label, np.roll(label, 1, axis)) == np.maximum(label, np.roll(label, 1, axis))
        return np.abs(cloth - np.roll(cloth, 1, axis))[inside & (label == kind)].mean()

    assert step(1, 1) > 4 * step(2, 1)  # circles change from row to row,
    assert step(2, 2) > 4 * step(1, 2)  # squares from column to column,
    assert step(1, 3) == pytest.approx(step(2, 3), rel=0.1)  # triangles both ways,
    assert step(1, 3) > 4 * step(1, 0)  # the ground hardly


def test_where_a_pattern_begins_cannot_be_told_from_the_plan():
    cloth = np.concatenate([data.load("fabrics", seed=seed, size=400).y_train for seed in range(3)])[..., 0]
    label = np.concatenate([data.load("fabrics", seed=seed, size=400).extra["label_train"] for seed in range(3)])
    in_circles = [
        cloth[label[:, row, column] == 1, row, column].mean() for row in range(8, 24, 2) for column in (12, 20)
    ]
    assert in_circles == pytest.approx([0.5] * len(in_circles), abs=0.08)

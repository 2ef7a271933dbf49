"""Targets of the detector against the sentence that defines them, place by place, and its losses against plain numpy."""

import keras
import numpy as np
import pytest

from dlteach.models import FCOSLoss, centre_ness, fcos_targets
from dlteach.models.fcos_training import focal_loss, iou_loss, locations


def test_places_are_the_middles_of_the_cells():
    places, levels = locations(16, 24, (8, 16))
    np.testing.assert_array_equal(places[:6], [[4, 4], [4, 12], [4, 20], [12, 4], [12, 12], [12, 20]])
    np.testing.assert_array_equal(places[6:], [[8, 8], [8, 24]])
    np.testing.assert_array_equal(levels, [0] * 6 + [1] * 2)


@pytest.mark.parametrize("strides", [(4,), (4, 8)])
def test_each_place_belongs_to_the_smallest_box_around_it(strides):
    rng = np.random.default_rng(0)
    corner = rng.uniform(0, 24, (6, 3, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(4, 40, (6, 3, 2))], axis=-1).astype("float32")
    labels = rng.integers(-1, 2, (6, 3))
    found = fcos_targets(boxes, labels, 2, 48, 48, strides)
    places, levels = locations(48, 48, strides)
    for image in range(6):
        for number, (row, column) in enumerate(places):
            candidates = []
            for (top, left, bottom, right), label in zip(boxes[image], labels[image], strict=True):
                sides = np.array([row - top, column - left, bottom - row, right - column])
                reach = {(4,): [(0, 1e9)], (4, 8): [(0, 32), (32, 1e9)]}[strides][levels[number]]
                if label >= 0 and sides.min() > 0 and reach[0] <= sides.max() <= reach[1]:
                    candidates.append(((bottom - top) * (right - left), label, sides))
            answer = found[image, number]
            if not candidates:
                assert not answer[:2].any()
                assert answer[-1] == 0
                continue
            _, label, sides = min(candidates, key=lambda one: one[0])
            np.testing.assert_array_equal(answer[:2], np.eye(2)[label])
            np.testing.assert_allclose(answer[2:6], sides, rtol=1e-5)
            assert answer[6] == pytest.approx(centre_ness(sides), rel=1e-5)


def test_centre_ness_is_one_in_the_middle_and_small_at_a_side():
    assert centre_ness([5, 3, 5, 3]) == 1
    # the paper's formula on numbers: √(1/3 · 2/4)
    assert centre_ness([2, 1, 4, 3]) == pytest.approx((1 / 3 * 2 / 4) ** 0.5)


def test_focal_loss_with_gamma_zero_is_weighted_cross_entropy_and_else_follows_its_equation():
    rng = np.random.default_rng(0)
    logits, truth = rng.normal(0, 3, (5, 7)).astype("float32"), rng.integers(0, 2, (5, 7)).astype("float32")
    p = 1 / (1 + np.exp(-logits.astype("float64")))
    right = np.where(truth == 1, p, 1 - p)
    weight = np.where(truth == 1, 0.25, 0.75)
    for gamma in (0.0, 2.0):
        found = keras.ops.convert_to_numpy(focal_loss(truth, logits, 0.25, gamma))
        np.testing.assert_allclose(found, -weight * (1 - right) ** gamma * np.log(right), rtol=2e-4, atol=1e-7)


def test_iou_loss_is_minus_the_logarithm_of_the_overlap():
    from dlteach.models import intersection_over_union

    rng = np.random.default_rng(0)
    truth, found = rng.uniform(1, 9, (2, 6, 4)).astype("float32")
    losses = keras.ops.convert_to_numpy(iou_loss(truth, found))
    signs = np.array([-1, -1, 1, 1])
    expected = [
        -np.log(intersection_over_union([signs * a], [signs * b])[0, 0]) for a, b in zip(truth, found, strict=True)
    ]
    np.testing.assert_allclose(losses, expected, rtol=1e-4, atol=1e-5)


def test_the_loss_is_the_sum_of_its_parts_per_place_in_an_object():
    truth = np.zeros((1, 3, 7), "float32")
    truth[0, 0] = [1, 0, 2, 2, 2, 2, 1]
    truth[0, 1:, 2:6] = 1
    answer = np.zeros((1, 3, 7), "float32")
    answer[..., 2:6] = [1, 2, 3, 2]
    # six class answers of probability ½: one right at ¼, five at ¾ weight, each (½)² ln 2
    focal = (0.25 + 5 * 0.75) * 0.25 * np.log(2)
    # shared (1 + 2)(2 + 2) = 12, both areas 16: IoU = 12 / 20; centre-ness of 1 answered with ½
    expected = focal + np.log(20 / 12) + np.log(2)
    assert float(FCOSLoss()(truth, answer)) == pytest.approx(expected, rel=1e-4)

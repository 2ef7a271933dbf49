"""Average precision, against a worked example, scikit-learn where both must agree, and the definition by brute force."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from dlteach.inspect.average_precision import average_precision, hits, mean_average_precision, precision_and_recall


def test_a_worked_example():
    # five boxes, four objects: hit, miss, hit, hit, miss
    right = [True, False, True, True, False]
    precision, recall = precision_and_recall(right, 4)
    np.testing.assert_allclose(precision, [1, 1 / 2, 2 / 3, 3 / 4, 3 / 5])
    np.testing.assert_allclose(recall, [1 / 4, 1 / 4, 2 / 4, 3 / 4, 3 / 4])
    # up to recall ¼ precision 1; up to ¾ the best to come is ¾; the fourth object is never found
    assert average_precision(right, 4) == pytest.approx(1 / 4 * 1 + 2 / 4 * 3 / 4)


def test_it_equals_the_definition():
    rng = np.random.default_rng(0)
    for _ in range(50):
        right = rng.random(rng.integers(1, 15)) < 0.6
        objects = int(right.sum() + rng.integers(0, 4)) or 1
        total = 0.0
        for found in range(1, objects + 1):
            # the best precision of any cut that finds at least so many
            cuts = [right[:cut].sum() / cut for cut in range(1, len(right) + 1) if right[:cut].sum() >= found]
            total += max(cuts, default=0.0) / objects
        assert average_precision(right, objects) == pytest.approx(total)


def test_it_equals_scikit_learn_where_precision_never_rises():
    rng = np.random.default_rng(1)
    for _ in range(20):
        good, bad = rng.integers(1, 9, 2)
        right = np.array([True] * good + [False] * bad)
        scores = np.sort(rng.random(good + bad))[::-1]
        assert average_precision(right, good) == pytest.approx(average_precision_score(right, scores))
    # and on any order, scikit-learn, which takes each precision as it is, is never above
    for _ in range(20):
        right = rng.random(12) < 0.5
        if right.any():
            assert average_precision(right, right.sum()) >= average_precision_score(right, -np.arange(12)) - 1e-12


def picture(boxes, labels, scores):
    return SimpleNamespace(
        boxes=np.array(boxes, float).reshape(-1, 4), labels=np.array(labels), scores=np.array(scores)
    )


def test_a_second_box_on_the_same_object_is_wrong():
    found = [picture([[0, 0, 10, 10], [0, 0, 10, 9], [20, 20, 30, 30]], [0, 0, 1], [0.6, 0.9, 0.8])]
    boxes, labels = np.array([[[0, 0, 10, 10], [20, 20, 30, 30]]]), np.array([[0, 0]])
    right, scores = hits(found, boxes, labels, 0)
    np.testing.assert_array_equal(right, [True, False])
    np.testing.assert_array_equal(scores, [0.9, 0.6])
    # the right place with the wrong class is wrong
    assert not hits(found, boxes, labels, 1)[0].any()


def test_all_found_is_one_and_nothing_found_is_zero():
    boxes, labels = (
        np.array([[[0, 0, 9, 9], [0, 0, 0, 0]], [[3, 3, 8, 8], [10, 10, 15, 20]]]),
        np.array([[0, -1], [1, 0]]),
    )
    perfect = [picture([[0, 0, 9, 9]], [0], [1.0]), picture([[3, 3, 8, 8], [10, 10, 15, 20]], [1, 0], [0.9, 0.8])]
    assert mean_average_precision(perfect, boxes, labels, 2) == 1
    nothing = [picture([], [], []), picture([], [], [])]
    assert mean_average_precision(nothing, boxes, labels, 2) == 0
    # a tighter threshold asks for better boxes
    shifted = [picture([[0, 0, 9, 8]], [0], [1.0]), perfect[1]]
    assert mean_average_precision(shifted, boxes, labels, 2, 0.9) < mean_average_precision(
        shifted, boxes, labels, 2, 0.5
    )

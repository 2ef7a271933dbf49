"""Confusion matrix against scikit-learn, and the order of mistakes."""

import numpy as np
import pytest
from sklearn import metrics

from dlteach.errors import ModelError
from dlteach.inspect import confusion_matrix, worst_mistakes

NAMES = ("cat", "dog", "cow")


def test_equals_scikit_learns():
    random = np.random.default_rng(0)
    truth, predicted = random.integers(0, 3, (2, 200))
    view = confusion_matrix(truth, predicted, NAMES)
    np.testing.assert_array_equal(view.values, metrics.confusion_matrix(truth, predicted))
    assert f"{int((truth == predicted).sum())} of 200 are right" in view.words
    np.testing.assert_array_equal(confusion_matrix(truth, np.eye(3)[predicted], NAMES).values, view.values)


def test_the_frequent_confusions_are_named():
    view = confusion_matrix([0, 0, 0, 1, 1, 2], [1, 1, 0, 1, 0, 2], NAMES)
    assert view.words.endswith("Most often confused: cat taken for dog (2) and dog taken for cat (1).")
    assert confusion_matrix([0, 1], [0, 1], NAMES).words == "2 of 2 are right (100 %). Nothing is confused."


def test_a_class_without_a_name():
    with pytest.raises(ModelError, match="class 3 has no name"):
        confusion_matrix([0, 3], [0, 1], NAMES)
    with pytest.raises(ModelError, match="2 true classes, 1 predictions"):
        confusion_matrix([0, 1], [0], NAMES)


def test_the_surest_mistake_comes_first():
    images = np.stack([np.full((2, 2, 1), level, "float32") for level in (0.0, 0.2, 0.4, 1.0)])
    probabilities = np.array([[0.9, 0.1, 0], [0.4, 0.6, 0], [0.05, 0.95, 0], [0.3, 0, 0.7]])
    view = worst_mistakes(images, [0, 0, 2, 0], probabilities, NAMES)
    assert [tile.label for tile in view.tiles] == ["cow → dog, 95 %", "cat → cow, 70 %", "cat → dog, 60 %"]
    assert view.tiles[1].pixels == b"\xff" * 4
    assert "3 of 4 images are misclassified (75 %)" in view.words
    assert worst_mistakes(images[:1], [0], probabilities[:1], NAMES).words == "No mistake among 1 images."

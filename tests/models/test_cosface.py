"""Cosines and the loss with a margin, against plain numpy and Keras's cross-entropy."""

import keras
import numpy as np
import pytest

from dlteach.models import CosineScores, LargeMarginCosineLoss


def test_scores_are_cosines():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5, 7)).astype("float32")
    layer = CosineScores(4)
    found = keras.ops.convert_to_numpy(layer(x))
    directions = np.asarray(layer.directions)
    for i in range(5):
        for j in range(4):
            w = directions[:, j]
            assert found[i, j] == pytest.approx(x[i] @ w / np.linalg.norm(x[i]) / np.linalg.norm(w), abs=1e-5)


def test_without_margin_it_is_a_softmax_over_cosines():
    rng = np.random.default_rng(0)
    cosines, classes = rng.uniform(-1, 1, (6, 4)).astype("float32"), rng.integers(0, 4, 6)
    expected = keras.losses.sparse_categorical_crossentropy(classes, 10 * cosines, from_logits=True)
    found = LargeMarginCosineLoss(10.0, 0.0)(classes, cosines)
    assert float(found) == pytest.approx(float(keras.ops.mean(expected)), rel=1e-5)


def test_the_margin_is_taken_off_the_right_class():
    cosines = np.array([[0.9, 0.2, -0.3]], "float32")
    scores = 5 * np.array([0.9 - 0.35, 0.2, -0.3])
    expected = -np.log(np.exp(scores[0]) / np.exp(scores).sum())
    assert float(LargeMarginCosineLoss(5.0, 0.35)(np.array([0]), cosines)) == pytest.approx(expected, rel=1e-5)

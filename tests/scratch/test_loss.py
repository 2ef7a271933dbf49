"""The cross-entropy against Keras's loss, values and gradients."""

import math

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.scratch import softmax_cross_entropy

RANDOM = np.random.default_rng(0)
LOGITS = RANDOM.normal(0, 3, size=(8, 5)).astype("float32")
LABELS = RANDOM.integers(0, 5, size=8)


def test_equals_keras(gradients):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert float(softmax_cross_entropy(LOGITS, LABELS)) == pytest.approx(float(loss(LABELS, LOGITS)), rel=1e-5)
    (ours,) = gradients(lambda z: softmax_cross_entropy(z, LABELS), LOGITS)
    (theirs,) = gradients(lambda z: loss(LABELS, z), LOGITS)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_the_gradient_is_probability_minus_truth(gradients):
    (gradient,) = gradients(lambda z: softmax_cross_entropy(z, LABELS), LOGITS)
    probability = ops.convert_to_numpy(ops.softmax(LOGITS))
    np.testing.assert_allclose(gradient, (probability - np.eye(5)[LABELS]) / 8, rtol=1e-4, atol=1e-6)


def test_huge_scores_do_not_overflow():
    logits = np.array([[1000.0, 0.0], [0.0, 1000.0]], "float32")
    assert float(softmax_cross_entropy(logits, np.array([0, 1]))) == 0
    assert float(softmax_cross_entropy(logits, np.array([1, 0]))) == 1000


def test_no_knowledge_costs_log_classes():
    assert float(softmax_cross_entropy(np.zeros((3, 10), "float32"), np.arange(3))) == pytest.approx(math.log(10))


def test_shapes_that_do_not_belong_together():
    with pytest.raises(ModelError, match=r"labels have shape \(8, 5\), logits \(8, 5\)"):
        softmax_cross_entropy(LOGITS, np.eye(5)[LABELS])

"""Normalization against Keras's layers, values and gradients."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.scratch import batch_norm, layer_norm

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(2, 3, size=(4, 5, 6, 3)).astype("float32")
GAMMA, BETA, MEAN = (RANDOM.normal(size=3).astype("float32") for _ in range(3))
VARIANCE = RANDOM.uniform(0.5, 2, size=3).astype("float32")
WEIGHT = RANDOM.normal(size=X.shape).astype("float32")


@pytest.fixture
def batch_layer():
    layer = keras.layers.BatchNormalization()
    layer.build(X.shape)
    layer.set_weights([GAMMA, BETA, MEAN, VARIANCE])
    return layer


def test_batch_norm_in_training_equals_the_layer(batch_layer, gradients):
    np.testing.assert_allclose(batch_norm(X, GAMMA, BETA), batch_layer(X, training=True), rtol=1e-4, atol=1e-5)
    (ours,) = gradients(lambda x: ops.sum(WEIGHT * batch_norm(x, GAMMA, BETA)), X)
    (theirs,) = gradients(lambda x: ops.sum(WEIGHT * batch_layer(x, training=True)), X)
    np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)


def test_batch_norm_in_prediction_equals_the_layer(batch_layer):
    ours = batch_norm(X, GAMMA, BETA, MEAN, VARIANCE)
    np.testing.assert_allclose(ours, batch_layer(X, training=False), rtol=1e-4, atol=1e-5)


def test_layer_norm_equals_the_layer(gradients):
    layer = keras.layers.LayerNormalization()
    layer.build(X.shape)
    layer.set_weights([GAMMA, BETA])
    np.testing.assert_allclose(layer_norm(X, GAMMA, BETA), layer(X), rtol=1e-4, atol=1e-5)
    (ours,) = gradients(lambda x: ops.sum(WEIGHT * layer_norm(x, GAMMA, BETA)), X)
    (theirs,) = gradients(lambda x: ops.sum(WEIGHT * layer(x)), X)
    np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("normalize", [batch_norm, layer_norm])
def test_gamma_of_the_wrong_length(normalize):
    with pytest.raises(ModelError, match=r"gamma has shape \(4,\), the input 3 features"):
        normalize(X, np.ones(4, "float32"))

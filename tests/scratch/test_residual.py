"""The residual block against Keras's layers, and the law of its gradient."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.scratch import residual_block

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(2, 6, 5, 3)).astype("float32")
FIRST = RANDOM.normal(size=(3, 3, 3, 4)).astype("float32")
SECOND = RANDOM.normal(size=(3, 3, 4, 3)).astype("float32")


@pytest.mark.parametrize("shortcut", [True, False])
def test_it_equals_two_layers_and_an_addition(shortcut):
    inside = keras.layers.Conv2D(4, 3, padding="same", use_bias=False, activation="relu")
    outside = keras.layers.Conv2D(3, 3, padding="same", use_bias=False)
    inside.build(X.shape)
    outside.build((*X.shape[:-1], 4))
    inside.set_weights([FIRST])
    outside.set_weights([SECOND])
    change = ops.convert_to_numpy(outside(inside(X)))
    expected = np.maximum(X + change if shortcut else change, 0)
    np.testing.assert_allclose(residual_block(X, FIRST, SECOND, shortcut), expected, rtol=1e-4, atol=1e-4)


def test_with_weights_of_zero_it_passes_a_positive_input_on_and_its_gradient_too(gradients):
    x = np.abs(X) + 0.1
    zero = np.zeros_like(SECOND)
    np.testing.assert_array_equal(residual_block(x, FIRST, zero), x)
    weight = RANDOM.normal(size=x.shape).astype("float32")
    (gradient,) = gradients(lambda value: ops.sum(weight * residual_block(value, FIRST, zero)), x)
    np.testing.assert_allclose(gradient, weight, rtol=1e-6)
    (blocked,) = gradients(lambda value: ops.sum(weight * residual_block(value, FIRST, zero, False)), x)
    assert not np.any(blocked)


def test_another_number_of_channels_is_refused():
    with pytest.raises(ModelError, match="F\\(x\\) has 4 channels, x has 3"):
        residual_block(X, FIRST, RANDOM.normal(size=(3, 3, 4, 4)).astype("float32"))

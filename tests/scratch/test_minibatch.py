"""Minibatch discrimination against loops in numpy and against the layer, values and gradients."""

import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.models import MinibatchDiscrimination
from dlteach.scratch import minibatch_discrimination, weight_norm

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(6, 4)).astype("float32")
THETA = RANDOM.normal(size=(4, 3, 5)).astype("float32")
LOG_SCALE = RANDOM.normal(0, 0.3, size=(3, 5)).astype("float32")
BIAS = RANDOM.normal(size=3).astype("float32")


def by_loops(x, tensor, bias):
    closeness = np.tile(bias, (len(x), 1)).astype("float64")
    for i in range(len(x)):
        for j in range(len(x)):
            for kernel in range(tensor.shape[1]):
                if i != j:
                    apart = np.abs(x[i] @ tensor[:, kernel] - x[j] @ tensor[:, kernel]).sum()
                    closeness[i, kernel] += np.exp(-apart)
    return np.concatenate([x, closeness], axis=1)


def test_equals_loops():
    ours = ops.convert_to_numpy(minibatch_discrimination(X, THETA * 0.3, BIAS))
    np.testing.assert_allclose(ours, by_loops(X, THETA * 0.3, BIAS), rtol=1e-5, atol=1e-6)


def test_equals_the_layer(gradients):
    layer = MinibatchDiscrimination(3, 5)
    layer.build((None, 4))
    layer.set_weights([THETA, LOG_SCALE, BIAS])

    def scratch(x):
        theta, log_scale, bias = (ops.convert_to_tensor(array) for array in (THETA, LOG_SCALE, BIAS))
        return minibatch_discrimination(x, weight_norm(theta, ops.exp(log_scale)), bias)

    np.testing.assert_allclose(
        ops.convert_to_numpy(scratch(ops.convert_to_tensor(X))),
        ops.convert_to_numpy(layer(ops.convert_to_tensor(X))),
        rtol=1e-5,
        atol=1e-6,
    )
    (ours,) = gradients(lambda x: ops.sum(ops.square(scratch(x))), X)
    (theirs,) = gradients(lambda x: ops.sum(ops.square(layer(x))), X)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_a_collapsed_batch_is_as_close_as_can_be():
    same = np.repeat(X[:1], 6, axis=0)
    np.testing.assert_allclose(
        ops.convert_to_numpy(minibatch_discrimination(same, THETA, BIAS * 0))[:, 4:], 5, rtol=1e-5
    )


def test_wrong_shapes_teach():
    with pytest.raises(ModelError, match=r"x has shape \(6, 4\), the tensor \(3, 3, 5\)"):
        minibatch_discrimination(X, THETA[:3], BIAS)

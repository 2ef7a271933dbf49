"""Gradients by an input against their formulas, and the order of steps on each backend."""

import numpy as np
from keras import ops

from dlteach.models import gradients

X = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")


def test_input_gradient_of_a_cube():
    slope = gradients.input_gradient(lambda x: ops.sum(x**3, axis=1), ops.convert_to_tensor(X))
    np.testing.assert_allclose(ops.convert_to_numpy(slope), 3 * X**2, rtol=1e-5)


def test_an_input_gradient_can_be_differentiated():
    def squared_norm(x):
        # of the gradient of Σ x³, which is 3 x²
        return ops.sum(ops.square(gradients.input_gradient(lambda z: ops.sum(z**3, axis=1), x)), axis=1)

    slope = gradients.input_gradient(squared_norm, ops.convert_to_tensor(X))
    np.testing.assert_allclose(ops.convert_to_numpy(slope), 36 * X**3, rtol=1e-5)


def test_when_acts_only_if_true():
    done = []
    gradients.when(True, lambda: done.append(1))
    gradients.when(False, lambda: done.append(2))
    assert done == [1]

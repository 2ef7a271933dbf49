"""Gradient clipping against TensorFlow, PyTorch and Keras's optimizers."""

import keras
import numpy as np
import pytest

from dlteach.errors import ModelError
from dlteach.scratch import clip_by_global_norm

RANDOM = np.random.default_rng(0)
GRADIENTS = [RANDOM.normal(size=shape).astype("float32") for shape in [(4, 3), (3,), (2, 2, 2)]]
NORM = np.sqrt(sum((g.astype("float64") ** 2).sum() for g in GRADIENTS))


@pytest.mark.parametrize("limit", [0.5, 2.0, 100.0])
def test_equals_tensorflow(limit):
    tf = pytest.importorskip("tensorflow")
    theirs, their_norm = tf.clip_by_global_norm(GRADIENTS, limit)
    ours, our_norm = clip_by_global_norm(GRADIENTS, limit)
    np.testing.assert_allclose(our_norm, their_norm, rtol=1e-6)
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-6)


@pytest.mark.parametrize("limit", [0.5, 100.0])
def test_equals_pytorch(limit):
    torch = pytest.importorskip("torch")
    parameters = [torch.nn.Parameter(torch.zeros(g.shape)) for g in GRADIENTS]
    for parameter, gradient in zip(parameters, GRADIENTS, strict=True):
        parameter.grad = torch.tensor(gradient)
    torch.nn.utils.clip_grad_norm_(parameters, limit)
    ours, _ = clip_by_global_norm(GRADIENTS, limit)
    for our, parameter in zip(ours, parameters, strict=True):
        np.testing.assert_allclose(our, parameter.grad.numpy(), rtol=1e-5)


def test_equals_what_an_optimizer_does_with_global_clipnorm():
    """Plain gradient descent with step 1 from zero ends at minus the clipped gradient."""
    variables = [keras.Variable(np.zeros_like(g)) for g in GRADIENTS]
    optimizer = keras.optimizers.SGD(learning_rate=1.0, global_clipnorm=0.5)
    optimizer.apply([keras.ops.convert_to_tensor(g) for g in GRADIENTS], variables)
    ours, _ = clip_by_global_norm(GRADIENTS, 0.5)
    for our, variable in zip(ours, variables, strict=True):
        np.testing.assert_allclose(our, -keras.ops.convert_to_numpy(variable), rtol=1e-6)


def test_the_length_is_the_limit_and_the_direction_stays():
    clipped, norm = clip_by_global_norm(GRADIENTS, 0.5)
    np.testing.assert_allclose(norm, NORM, rtol=1e-6)
    np.testing.assert_allclose(np.sqrt(sum(np.square(g).sum() for g in clipped)), 0.5, rtol=1e-6)
    for before, after in zip(GRADIENTS, clipped, strict=True):
        np.testing.assert_allclose(after, before * 0.5 / NORM, rtol=1e-5)


def test_a_missing_gradient_stays_missing_and_zeros_stay_zeros():
    clipped, norm = clip_by_global_norm([None, np.zeros(3, "float32")], 1.0)
    assert clipped[0] is None
    assert float(norm) == 0
    np.testing.assert_array_equal(clipped[1], np.zeros(3))


@pytest.mark.parametrize("limit", [0.0, -1.0])
def test_a_limit_that_is_no_length_is_refused(limit):
    with pytest.raises(ModelError, match="clip_norm is"):
        clip_by_global_norm(GRADIENTS, limit)

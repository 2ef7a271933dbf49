"""Fixtures of the scratch tests: gradients on whatever backend is active."""

import keras
import pytest


@pytest.fixture
def gradients():
    """Returns a function: the gradients of a scalar function with respect to each of its arrays, as numpy."""

    def of(function, *arrays):
        tensors = [keras.ops.convert_to_tensor(array) for array in arrays]
        if keras.backend.backend() == "jax":
            import jax

            result = jax.grad(lambda t: function(*t))(tensors)
        elif keras.backend.backend() == "torch":
            tensors = [t.detach().clone().requires_grad_(True) for t in tensors]
            function(*tensors).backward()
            result = [t.grad for t in tensors]
        else:
            import tensorflow as tf

            with tf.GradientTape() as tape:
                tape.watch(tensors)
                value = function(*tensors)
            result = tape.gradient(value, tensors)
        return [keras.ops.convert_to_numpy(g) for g in result]

    return of

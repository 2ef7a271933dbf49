"""Gradient norms against finite differences and against a recurrence whose gradient is a power."""

import keras
import numpy as np
import pytest
from keras import layers

from dlteach.errors import ModelError
from dlteach.inspect import gradient_curve, gradient_norms


def test_norms_equal_finite_differences():
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [layers.Input((3,)), layers.Dense(4, activation="tanh", name="a"), layers.Dense(2, name="b")]
    )
    random = np.random.default_rng(0)
    x, y = random.normal(size=(8, 3)).astype("float32"), random.normal(size=(8, 2)).astype("float32")
    table = gradient_norms(model, x, y, "mean_squared_error")
    for name, row in zip(("a", "b"), table.rows, strict=True):
        layer = model.get_layer(name)
        weights = layer.get_weights()
        total = 0.0
        for number, array in enumerate(weights):
            for place in np.ndindex(array.shape):
                values = []
                for step in (0.01, -0.01):
                    moved = [w.copy() for w in weights]
                    moved[number][place] += step
                    layer.set_weights(moved)
                    values.append(np.mean((np.asarray(model(x)) - y) ** 2, dtype="float64"))
                total += ((values[0] - values[1]) / 0.02) ** 2
        layer.set_weights(weights)
        assert row[0].endswith(name)
        assert float(row[2]) == pytest.approx(total**0.5, rel=0.01)


def test_the_model_stays_as_it_was():
    model = keras.Sequential([layers.Input((3,)), layers.BatchNormalization(), layers.Dense(1)])
    before = model.get_weights()
    gradient_norms(model, np.ones((4, 3), "float32") * 5, np.zeros((4, 1), "float32"), "mean_squared_error")
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_linear_recurrence_forgets_by_a_power():
    # h[t] = 0.5 h[t − 1] + x[t], so ∂ h[T] / ∂ x[t] = 0.5 ** (T − t)
    model = keras.Sequential([layers.Input((6, 1)), layers.SimpleRNN(1, activation="linear")])
    model.set_weights([np.ones((1, 1)), np.full((1, 1), 0.5), np.zeros(1)])
    view = gradient_curve(model, np.ones((3, 6, 1)))
    np.testing.assert_allclose(view.series[0].y, 0.5 ** np.arange(5, -1, -1), rtol=1e-6)
    assert view.log_y
    assert view.words.endswith("That of the first step is 0.0312 times that of the last.")


def test_what_is_no_sequence():
    model = keras.Sequential([layers.Input((3,)), layers.Dense(1)])
    with pytest.raises(ModelError, match="no batch of sequences"):
        gradient_curve(model, np.ones((2, 3)))

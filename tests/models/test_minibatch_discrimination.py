"""Minibatch discrimination: the count of the authors' network, and loops in numpy."""

import keras
import numpy as np
from keras import ops

from dlteach.models import MinibatchDiscrimination


def test_parameters():
    layer = MinibatchDiscrimination(100, 5)
    layer.build((None, 192))
    # θ 192 × 100 × 5, a scale for each of 100 × 5 columns, a bias for each of 100 kernels
    assert layer.count_params() == 96_000 + 500 + 100 == 96_600
    assert layer.compute_output_shape((None, 192)) == (None, 292)


def test_equals_loops():
    random = np.random.default_rng(0)
    layer = MinibatchDiscrimination(3, 5)
    layer.build((None, 4))
    theta, log_scale, bias = (random.normal(0, 0.5, weight.shape).astype("float32") for weight in layer.weights)
    layer.set_weights([theta, log_scale, bias])
    x = random.normal(size=(6, 4)).astype("float32")
    tensor = np.exp(log_scale) * theta / np.sqrt((theta**2).sum(axis=0))
    expected = np.tile(bias, (6, 1))
    for i in range(6):
        for j in range(6):
            if i != j:
                expected[i] += np.exp(-np.abs(np.einsum("f,fbc->bc", x[i] - x[j], tensor)).sum(axis=1))
    ours = ops.convert_to_numpy(layer(ops.convert_to_tensor(x)))
    np.testing.assert_array_equal(ours[:, :4], x)
    np.testing.assert_allclose(ours[:, 4:], expected, rtol=1e-4, atol=1e-5)


def test_saved_and_loaded(tmp_path):
    model = keras.Sequential([keras.Input((4,)), MinibatchDiscrimination(3, 2), keras.layers.Dense(1)])
    model.save(tmp_path / "model.keras")
    x = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    again = keras.models.load_model(tmp_path / "model.keras").predict(x, verbose=0)
    np.testing.assert_allclose(again, model.predict(x, verbose=0), rtol=1e-6)

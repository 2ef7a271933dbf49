"""MLP gives the numbers of plain numpy."""

from __future__ import annotations

import numpy as np

from dlteach import models


def test_it_gives_the_numbers_of_plain_numpy():
    model = models.MLP(input_shape=(5,), hidden_sizes=(7, 6), classes=3, activation="tanh", dropout=0.5)
    x = samples = np.random.default_rng(0).normal(size=(4, 5)).astype("float32")
    for name in ("hidden_1", "hidden_2"):
        kernel, bias = (np.asarray(weight) for weight in model.get_layer(name).weights)
        x = np.tanh(x @ kernel + bias)
    kernel, bias = (np.asarray(weight) for weight in model.get_layer("output").weights)
    scores = np.exp(x @ kernel + bias)
    expected = scores / scores.sum(-1, keepdims=True)
    np.testing.assert_allclose(np.asarray(model.predict_on_batch(samples)), expected, rtol=1e-5)


def test_dropout_acts_only_while_training():
    model = models.MLP(input_shape=(5,), hidden_sizes=(200,), dropout=0.5)
    samples = np.ones((1, 5), "float32")
    assert not np.allclose(np.asarray(model(samples, training=True)), np.asarray(model(samples)))
    assert np.array_equal(np.asarray(model(samples)), np.asarray(model(samples)))


def test_without_hidden_layers_it_is_softmax_regression():
    assert models.MLP(hidden_sizes=()).count_params() == 64 * 10 + 10

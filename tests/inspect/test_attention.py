"""Attention maps of weights that Keras's own layer computed."""

import numpy as np
import pytest
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.inspect import attention_map

WORDS = ("the", "cat", "sat")


def test_weights_of_keras_layer():
    x = np.random.default_rng(0).normal(size=(1, 3, 8)).astype("float32")
    _, weights = layers.MultiHeadAttention(2, 4)(x, x, return_attention_scores=True)
    weights = ops.convert_to_numpy(weights)[0]
    view = attention_map(weights, WORDS)
    np.testing.assert_allclose(view.values, weights.mean(axis=0), rtol=1e-6)
    for row, query in zip(view.values, WORDS, strict=True):
        assert f'"{query}" looks most at "{WORDS[int(np.argmax(row))]}"' in view.words


def test_sharp_and_broad():
    assert "it is sharp: 0 %" in attention_map(np.eye(3), WORDS).words
    assert "it is broad: 100 %" in attention_map(np.full((3, 4), 0.25), WORDS, ("a", "b", "c", "d")).words


def test_what_does_not_fit():
    with pytest.raises(ModelError, match="do not fit 3 queries and 2 keys"):
        attention_map(np.eye(3), WORDS, ("a", "b"))
    with pytest.raises(ModelError, match="do not add up to 1"):
        attention_map(np.ones((3, 3)), WORDS)

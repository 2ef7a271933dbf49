"""Attention from scratch, held equal to Keras's layers in values and gradients."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.scratch import multi_head_attention, positional_encoding, scaled_dot_product_attention

RNG = np.random.default_rng(0)
QUERY = RNG.normal(size=(2, 5, 8)).astype("float32")
VALUE = RNG.normal(size=(2, 7, 8)).astype("float32")
MASK = RNG.random((2, 5, 7)) < 0.6
MASK[:, :, 0] = True
KERNELS = [RNG.normal(size=(8, 2, 3)).astype("float32") * 0.4 for _ in range(3)]
OUTPUT = RNG.normal(size=(2, 3, 8)).astype("float32") * 0.4
PROBE = RNG.normal(size=(2, 5, 8)).astype("float32")


def array(tensor):
    return ops.convert_to_numpy(tensor)


@pytest.mark.parametrize("mask", [None, MASK])
def test_scaled_dot_product_attention_is_keras_dot_product_attention(mask, gradients):
    def keras_attention(query, value):
        # Keras wants a heads axis: (batch, time, heads, d)
        expand = lambda x: ops.expand_dims(x, 2)
        heads = None if mask is None else mask[:, None]
        return ops.squeeze(ops.dot_product_attention(expand(query), expand(value), expand(value), mask=heads), 2)

    ours, weights = scaled_dot_product_attention(QUERY, VALUE, VALUE, mask)
    np.testing.assert_allclose(array(ours), array(keras_attention(QUERY, VALUE)), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(array(weights).sum(-1), 1, rtol=1e-5)
    if mask is not None:
        assert array(weights)[~mask].max() == 0

    here = gradients(lambda q, v: ops.sum(PROBE * scaled_dot_product_attention(q, v, v, mask)[0]), QUERY, VALUE)
    there = gradients(lambda q, v: ops.sum(PROBE * keras_attention(q, v)), QUERY, VALUE)
    for mine, theirs in zip(here, there, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("mask", [None, MASK])
def test_multi_head_attention_is_the_layer_of_keras(mask, gradients):
    layer = keras.layers.MultiHeadAttention(num_heads=2, key_dim=3, use_bias=False)
    layer.build(QUERY.shape, VALUE.shape)
    layer.set_weights([*KERNELS, OUTPUT])

    def ours(query, value):
        return multi_head_attention(query, value, *KERNELS, OUTPUT, mask=None if mask is None else mask[:, None])

    expected, weights = layer(QUERY, VALUE, attention_mask=mask, return_attention_scores=True)
    np.testing.assert_allclose(array(ours(QUERY, VALUE)[0]), array(expected), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(array(ours(QUERY, VALUE)[1]), array(weights), rtol=1e-5, atol=1e-6)

    here = gradients(lambda q, v: ops.sum(PROBE * ours(q, v)[0]), QUERY, VALUE)
    there = gradients(lambda q, v: ops.sum(PROBE * layer(q, v, attention_mask=mask)), QUERY, VALUE)
    for mine, theirs in zip(here, there, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-5)


def test_gradients_reach_the_kernels(gradients):
    layer = keras.layers.MultiHeadAttention(num_heads=2, key_dim=3, use_bias=False)
    layer.build(QUERY.shape, QUERY.shape)
    layer.set_weights([*KERNELS, OUTPUT])
    layer_of = lambda *kernels: layer.stateless_call(list(kernels), [], QUERY, QUERY)[0]
    here = gradients(lambda *k: ops.sum(PROBE * multi_head_attention(QUERY, QUERY, *k)[0]), *KERNELS, OUTPUT)
    there = gradients(lambda *k: ops.sum(PROBE * layer_of(*k)), *KERNELS, OUTPUT)
    for mine, theirs in zip(here, there, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-5)


def test_equal_keys_share_the_attention_evenly():
    output, weights = scaled_dot_product_attention(QUERY, np.ones((2, 4, 8), "float32"), VALUE[:, :4])
    np.testing.assert_allclose(array(weights), 0.25, rtol=1e-6)
    np.testing.assert_allclose(array(output), np.repeat(VALUE[:, :4].mean(1, keepdims=True), 5, axis=1), rtol=1e-4)


def test_attention_does_not_care_about_the_order_of_the_keys():
    order = RNG.permutation(7)
    straight, _ = scaled_dot_product_attention(QUERY, VALUE, VALUE)
    shuffled, _ = scaled_dot_product_attention(QUERY, VALUE[:, order], VALUE[:, order])
    np.testing.assert_allclose(array(straight), array(shuffled), rtol=1e-5, atol=1e-6)


def test_positional_encoding_is_the_formula_of_the_paper():
    waves = array(positional_encoding(100, 6))
    for place in (0, 1, 10, 99):
        for i in range(3):
            angle = place / 10000 ** (2 * i / 6)
            assert waves[place, 2 * i] == pytest.approx(np.sin(angle), abs=1e-5)
            assert waves[place, 2 * i + 1] == pytest.approx(np.cos(angle), abs=1e-5)


def test_positional_encoding_is_what_the_transformer_adds():
    from dlteach.models.embeddings import SinusoidalPositions

    added = array(SinusoidalPositions(40)(np.zeros((1, 40, 8), "float32")))[0]
    np.testing.assert_allclose(array(positional_encoding(40, 8)), added, atol=1e-5)


def test_shapes_that_cannot_meet_are_explained():
    with pytest.raises(ModelError, match="queries have 8 features, keys 6"):
        scaled_dot_product_attention(QUERY, VALUE[..., :6], VALUE)
    with pytest.raises(ModelError, match="there are 7 keys, but 4 values"):
        scaled_dot_product_attention(QUERY, VALUE, VALUE[:, :4])
    with pytest.raises(ModelError, match="the key kernel expects 8 features, its sequence has 6"):
        multi_head_attention(QUERY, VALUE[..., :6], *KERNELS, OUTPUT)
    with pytest.raises(ModelError, match="the query kernel has 2 heads, the value kernel 1"):
        multi_head_attention(QUERY, VALUE, *KERNELS[:2], KERNELS[2][:, :1], OUTPUT)
    with pytest.raises(ModelError, match="the output kernel joins"):
        multi_head_attention(QUERY, VALUE, *KERNELS, OUTPUT[:, :2])
    with pytest.raises(ModelError, match="a width of 5 is odd"):
        positional_encoding(3, 5)

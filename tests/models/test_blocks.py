"""The block, held against PyTorch's encoder layer in both of its forms."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.models.blocks import TransformerBlock

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 5, 12)).astype("float32")


def spread_block(**config):
    block = TransformerBlock(3, 20, **config)
    block.build(X.shape)
    for weight in block.weights:
        weight.assign(weight + 0.3 * RNG.normal(size=weight.shape))
    return block


def pairs(block):
    """Layer by layer: the block's, and the name of torch's."""
    attention, feed_forward = block.attention, block.feed_forward
    return [
        (attention.qkv, "self_attn.in_proj_weight", "self_attn.in_proj_bias"),
        (attention.output_projection, "self_attn.out_proj.weight", "self_attn.out_proj.bias"),
        (block.attention_norm, "norm1.weight", "norm1.bias"),
        (feed_forward.expand, "linear1.weight", "linear1.bias"),
        (feed_forward.contract, "linear2.weight", "linear2.bias"),
        (block.feed_forward_norm, "norm2.weight", "norm2.bias"),
    ]


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_it_equals_torch(norm_first, activation):
    torch = pytest.importorskip("torch")
    block = spread_block(norm_first=norm_first, activation=activation)
    reference = torch.nn.TransformerEncoderLayer(
        12, 3, 20, activation=activation, norm_first=norm_first, batch_first=True
    ).eval()
    parameters = dict(reference.named_parameters())
    with torch.no_grad():
        for layer, *names in pairs(block):
            for weight, name in zip(layer.weights, names, strict=True):
                parameters[name].copy_(torch.tensor(ops.convert_to_numpy(weight).T))
        expected = reference(torch.tensor(X)).numpy()
    assert np.abs(ops.convert_to_numpy(block(X)) - expected).max() / np.abs(expected).max() <= 1e-6


def test_layer_norm_stands_where_it_is_said_to():
    # with weights of zero a sublayer adds nothing: after post-norm every token is normalized, pre-norm leaves x alone
    for norm_first in (False, True):
        block = TransformerBlock(3, 20, norm_first=norm_first, kernel_initializer="zeros")
        y = ops.convert_to_numpy(block(X))
        if norm_first:
            np.testing.assert_array_equal(y, X)
        else:
            np.testing.assert_allclose(y.mean(-1), 0, atol=1e-6)
            np.testing.assert_allclose(y.std(-1), 1, rtol=1e-3)


def test_reading_with_a_cache_gives_what_reading_at_once_gives():
    block = spread_block(causal=True, norm_first=True)
    whole = ops.convert_to_numpy(block(X))
    cache = (ops.zeros((2, 8, 3, 4)), ops.zeros((2, 8, 3, 4)))
    first, cache = block(X[:, :3], cache=cache, position=0)
    parts = [first]
    for place in (3, 4):
        part, cache = block(X[:, place : place + 1], cache=cache, position=place)
        parts.append(part)
    np.testing.assert_allclose(ops.convert_to_numpy(ops.concatenate(parts, axis=1)), whole, rtol=1e-5, atol=1e-6)


def test_a_block_comes_back_from_its_config():
    block = TransformerBlock(3, 20, dropout=0.1, causal=True, norm_first=True, activation="gelu_tanh", use_bias=False)
    twin = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(block))
    assert twin.get_config() == block.get_config()

"""Attention, held against its formula in numpy and against PyTorch's layer."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.models import attention
from dlteach.models.attention import CrossAttention, SelfAttention

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 5, 12)).astype("float32")
MEMORY = RNG.normal(size=(2, 7, 12)).astype("float32")


def array(tensor):
    return ops.convert_to_numpy(tensor)


def spread(layer, *shapes):
    layer.build(*shapes)
    for weight in layer.weights:
        weight.assign(RNG.normal(size=weight.shape) * 0.3)
    return layer


def by_hand(x, layer, heads, hidden=None):
    """One head after another, in float64, as section 3.2 of the paper tells it; `hidden(i, j)` hides key j from query i."""
    kernel, bias, out, out_bias = (array(weight).astype("float64") for weight in layer.weights)
    width = x.shape[-1]
    d = width // heads
    result = np.zeros(x.shape)
    for example in range(len(x)):
        rows = []
        for head in range(heads):
            q, k, v = (
                x[example] @ kernel[:, part * width + head * d :][:, :d] + bias[part * width + head * d :][:d]
                for part in range(3)
            )
            row = np.zeros_like(q)
            for i in range(len(q)):
                scores = np.array([-np.inf if hidden and hidden(i, j) else q[i] @ k[j] / d**0.5 for j in range(len(k))])
                weights = np.exp(scores) / np.exp(scores).sum()
                row[i] = weights @ v
            rows.append(row)
        result[example] = np.concatenate(rows, -1) @ out + out_bias
    return result


@pytest.mark.parametrize("causal", [False, True])
def test_self_attention_is_its_formula(causal):
    layer = spread(SelfAttention(3, causal=causal), X.shape)
    expected = by_hand(X, layer, 3, (lambda i, j: j > i) if causal else None)
    np.testing.assert_allclose(array(layer(X)), expected, rtol=1e-5, atol=1e-6)


def test_a_padding_mask_hides_a_token_from_all_others():
    layer = spread(SelfAttention(3), X.shape)
    seen = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 0, 0]])
    expected = by_hand(X, layer, 3, lambda i, j: j > 2)
    np.testing.assert_allclose(array(layer(X, padding_mask=seen)), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("causal", "padded"), [(False, False), (True, False), (False, True)])
def test_self_attention_equals_torch(causal, padded):
    torch = pytest.importorskip("torch")
    layer = spread(SelfAttention(3, causal=causal), X.shape)
    reference = torch.nn.MultiheadAttention(12, 3, batch_first=True)
    kernel, bias, out, out_bias = (torch.tensor(array(weight)) for weight in layer.weights)
    with torch.no_grad():
        reference.in_proj_weight.copy_(kernel.T)
        reference.in_proj_bias.copy_(bias)
        reference.out_proj.weight.copy_(out.T)
        reference.out_proj.bias.copy_(out_bias)
        seen = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], bool)
        expected, weights = reference(
            *[torch.tensor(X)] * 3,
            attn_mask=torch.ones(5, 5, dtype=torch.bool).triu(1) if causal else None,
            key_padding_mask=torch.tensor(~seen) if padded else None,
            average_attn_weights=False,
        )
    ours, our_weights = layer(X, padding_mask=seen if padded else None, return_weights=True)
    assert np.abs(array(ours) - expected.numpy()).max() / np.abs(expected.numpy()).max() <= 1e-6
    np.testing.assert_allclose(array(our_weights), weights.numpy(), atol=2e-7)


def test_cross_attention_equals_torch():
    torch = pytest.importorskip("torch")
    layer = spread(CrossAttention(3), X.shape, MEMORY.shape)
    reference = torch.nn.MultiheadAttention(12, 3, batch_first=True)
    query, query_bias, pair, pair_bias, out, out_bias = (torch.tensor(array(weight)) for weight in layer.weights)
    with torch.no_grad():
        reference.in_proj_weight.copy_(torch.cat([query, pair], 1).T)
        reference.in_proj_bias.copy_(torch.cat([query_bias, pair_bias]))
        reference.out_proj.weight.copy_(out.T)
        reference.out_proj.bias.copy_(out_bias)
        seen = np.arange(7) < np.array([[7], [4]])
        memory = torch.tensor(MEMORY)
        expected, weights = reference(
            torch.tensor(X), memory, memory, key_padding_mask=torch.tensor(~seen), average_attn_weights=False
        )
    ours, our_weights = layer(X, MEMORY, memory_padding=seen, return_weights=True)
    assert np.abs(array(ours) - expected.numpy()).max() / np.abs(expected.numpy()).max() <= 1e-6
    np.testing.assert_allclose(array(our_weights), weights.numpy(), atol=2e-7)


def test_the_fused_kernel_gives_the_same(monkeypatch):
    layer = spread(SelfAttention(3, causal=True), X.shape)
    seen = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], bool)
    results = []
    for fused in (False, True):
        monkeypatch.setattr(attention, "has_fused_attention", lambda fused=fused: fused)
        results.append((array(layer(X)), array(layer(X, padding_mask=seen))))
    for written_out, kernel in zip(*results, strict=True):
        np.testing.assert_allclose(kernel, written_out, rtol=1e-5, atol=1e-6)


def test_a_row_that_is_hidden_entirely_stays_finite():
    for dtype in ("float32", "mixed_float16"):
        layer = spread(SelfAttention(3, dtype=dtype), X.shape)
        y, weights = layer(X, padding_mask=np.zeros((2, 5), bool), return_weights=True)
        assert np.isfinite(array(y)).all()
        np.testing.assert_allclose(array(weights), 0.2, rtol=1e-3)


def test_attention_weights_are_dropped_while_training_only():
    layer = spread(SelfAttention(3, dropout=0.5), X.shape)
    without = spread(SelfAttention(3), X.shape)
    without.set_weights(layer.get_weights())
    np.testing.assert_array_equal(array(layer(X, training=False)), array(without(X)))
    assert not np.allclose(array(layer(X, training=True)), array(without(X)), atol=1e-3)


def test_without_biases_there_are_four_matrices():
    layer = SelfAttention(3, use_bias=False)
    layer.build(X.shape)
    assert layer.count_params() == 4 * 12 * 12


def test_heads_that_do_not_divide_the_width_are_named():
    with pytest.raises(ModelError, match="a width of 12 cannot be shared out among 5 heads"):
        SelfAttention(5).build(X.shape)


def test_a_layer_comes_back_from_its_config():
    layer = SelfAttention(3, causal=True, dropout=0.1, use_bias=False, output_initializer="zeros")
    twin = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert twin.get_config() == layer.get_config()
    twin.build(X.shape)
    np.testing.assert_array_equal(array(twin(X)), np.zeros_like(X))

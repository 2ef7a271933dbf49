"""BERT, held against its formula in numpy and against what it must not see."""

from __future__ import annotations

import math

import numpy as np
import pytest
from keras import ops

from dlteach import models

SMALL = {"vocabulary_size": 13, "num_layers": 2, "num_heads": 2, "hidden_dim": 8, "max_sequence_length": 12}
TOKENS = np.array([[1, 4, 5, 6, 0, 0], [1, 9, 3, 2, 7, 8]])
SEGMENTS = np.array([[0, 0, 1, 1, 0, 0], [0, 0, 0, 1, 1, 1]])


def spread(**config):
    model = models.BERT(**{**SMALL, **config})
    rng = np.random.default_rng(1)
    for weight in model.weights:
        if "seed" not in weight.path:
            weight.assign(weight + 0.4 * rng.normal(size=weight.shape))
    return model


@pytest.mark.parametrize(
    ("name", "config", "count"),
    [
        ("bert_base", {}, 109_482_240),
        ("bert_base", {"pooler": False}, 108_891_648),
        ("bert_large", {}, 335_141_888),
    ],
)
def test_the_published_sizes_are_counted_exactly(name, config, count):
    with models.weightless():
        assert models.build(name, **config).count_params() == count


def layer_norm(x, layer):
    scale, shift = (ops.convert_to_numpy(weight).astype("float64") for weight in layer.weights)
    return scale * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12) + shift


def dense(x, layer):
    kernel, bias = (ops.convert_to_numpy(weight).astype("float64") for weight in layer.weights)
    return x @ kernel + bias


def gelu(x, approximate):
    if approximate:
        return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def by_hand(model, tokens, segments, approximate):
    """The whole model in float64 for one text; the padding token is 0."""
    tables = (model.token_embedding, model.segment_embedding, model.positions)
    token, segment, place = (ops.convert_to_numpy(table.weights[0]).astype("float64") for table in tables)
    x = layer_norm(token[tokens] + segment[segments] + place[: len(tokens)], model.embedding_norm)
    for block in model.blocks:
        q, k, v = np.split(dense(x, block.attention.qkv), 3, axis=-1)
        heads = []
        for h in (slice(0, 4), slice(4, 8)):
            scores = np.where(tokens != 0, q[:, h] @ k[:, h].T / 2, -np.inf)
            heads.append(np.exp(scores) / np.exp(scores).sum(-1, keepdims=True) @ v[:, h])
        x = layer_norm(x + dense(np.concatenate(heads, -1), block.attention.output_projection), block.attention_norm)
        y = dense(gelu(dense(x, block.feed_forward.expand), approximate), block.feed_forward.contract)
        x = layer_norm(x + y, block.feed_forward_norm)
    return x, np.tanh(dense(x[0], model.get_layer("pooler")))


@pytest.mark.parametrize("approximate", [True, False])
def test_it_is_its_formula(approximate):
    model = spread(approximate=approximate)
    ours = model.predict_on_batch(models.BERT.pack(TOKENS, SEGMENTS))
    for example in range(2):
        sequence, pooled = by_hand(model, TOKENS[example], SEGMENTS[example], approximate)
        np.testing.assert_allclose(ours["sequence_output"][example], sequence, atol=1e-5 * np.abs(sequence).max())
        np.testing.assert_allclose(ours["pooled_output"][example], pooled, atol=1e-5)


def test_padding_changes_nothing():
    model = spread()
    short = model.predict_on_batch(models.BERT.pack(TOKENS))["sequence_output"]
    longer = models.BERT.pack(np.concatenate([TOKENS, np.zeros((2, 4), int)], axis=1))
    np.testing.assert_allclose(model.predict_on_batch(longer)["sequence_output"][:, :6], short, rtol=1e-4, atol=1e-5)


def test_a_token_sees_both_sides():
    model = spread()
    before = model.predict_on_batch(models.BERT.pack(TOKENS))["sequence_output"][1]
    for place in (0, 5):
        changed = TOKENS.copy()
        changed[1, place] = 11
        after = model.predict_on_batch(models.BERT.pack(changed))["sequence_output"][1]
        assert (np.abs(after - before).max(-1) > 1e-3).all()


def test_attention_weights_are_shares_and_padding_gets_none():
    model = spread()
    weights = model.attention_weights(TOKENS)
    assert weights.shape == (2, 2, 2, 6, 6)
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-5)
    assert weights[:, 0, :, :, 4:].max() == 0
    np.testing.assert_array_equal(weights, model.attention_weights(models.BERT.pack(TOKENS)))


def test_pack_hides_the_padding_token():
    packed = models.BERT.pack([[7, 7, 3, 3]], pad_token=3)
    assert packed["padding_mask"].tolist() == [[1, 1, 0, 0]]
    assert packed["segment_ids"].tolist() == [[0, 0, 0, 0]]

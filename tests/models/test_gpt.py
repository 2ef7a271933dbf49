"""GPT, held against its formula in numpy and against the laws of a causal model."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError

SMALL = {"vocabulary_size": 13, "num_layers": 2, "num_heads": 2, "hidden_dim": 8, "max_sequence_length": 12}
TOKENS = np.random.default_rng(0).integers(0, 13, (2, 7))


def spread(**config):
    model = models.GPT(**{**SMALL, **config})
    rng = np.random.default_rng(1)
    for weight in model.weights:
        if "seed" not in weight.path:
            weight.assign(weight + 0.4 * rng.normal(size=weight.shape))
    return model


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("gpt1", 116_534_784),
        ("gpt2_small", 124_439_808),
        ("gpt2_medium", 354_823_168),
        ("gpt2_large", 774_030_080),
        ("gpt2_xl", 1_557_611_200),
    ],
)
def test_the_published_sizes_are_counted_exactly(name, count):
    with models.weightless():
        assert models.build(name).count_params() == count


def layer_norm(x, scale, shift):
    return scale * (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) + shift


def gelu(x, approximate):
    if approximate:
        return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def by_hand(model, tokens, norm_first, approximate):
    """The whole model in float64, from its weights in the order they are used."""
    table, places, *rest = (ops.convert_to_numpy(weight).astype("float64") for weight in model.weights)
    x = table[tokens] + places[: len(tokens)]
    time = len(tokens)
    for _ in range(2):
        qkv, qkv_b, out, out_b, g1, b1, w1, c1, w2, c2, g2, b2 = (rest.pop(0) for _ in range(12))

        def attend(x, qkv=qkv, qkv_b=qkv_b, out=out, out_b=out_b):
            q, k, v = np.split(x @ qkv + qkv_b, 3, axis=-1)
            heads = []
            for h in (slice(0, 4), slice(4, 8)):
                scores = np.where(np.tri(time, dtype=bool), q[:, h] @ k[:, h].T / 2, -np.inf)
                weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
                heads.append(weights @ v[:, h])
            return np.concatenate(heads, -1) @ out + out_b

        def think(x, w1=w1, c1=c1, w2=w2, c2=c2):
            return gelu(x @ w1 + c1, approximate) @ w2 + c2

        if norm_first:
            x = x + attend(layer_norm(x, g1, b1))
            x = x + think(layer_norm(x, g2, b2))
        else:
            x = layer_norm(x + attend(x), g1, b1)
            x = layer_norm(x + think(x), g2, b2)
    if norm_first:
        x = layer_norm(x, *rest)
    return x @ table.T


@pytest.mark.parametrize(("norm_first", "approximate"), [(True, True), (False, False)])
def test_it_is_its_formula(norm_first, approximate):
    model = spread(norm_first=norm_first, approximate=approximate)
    ours = model.predict_on_batch(TOKENS)
    for example, tokens in enumerate(TOKENS):
        expected = by_hand(model, tokens, norm_first, approximate)
        np.testing.assert_allclose(ours[example], expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max())


def test_the_future_does_not_leak_into_the_past():
    model = spread()
    before = model.predict_on_batch(TOKENS)
    for place in range(1, 7):
        changed = TOKENS.copy()
        changed[:, place:] = (changed[:, place:] + 5) % 13
        after = model.predict_on_batch(changed)
        np.testing.assert_array_equal(after[:, :place], before[:, :place])
        assert np.abs(after[:, place:] - before[:, place:]).max() > 1e-3


def test_no_attention_falls_on_the_future():
    weights = spread().attention_weights(TOKENS)
    assert weights.shape == (2, 2, 2, 7, 7)
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-5)
    assert np.abs(np.triu(weights, 1)).max() == 0


def test_padding_on_the_right_changes_nothing_before_it():
    model = spread()
    padded = np.concatenate([TOKENS, np.zeros((2, 3), int)], axis=1)
    np.testing.assert_allclose(model.predict_on_batch(padded)[:, :7], model.predict_on_batch(TOKENS), atol=1e-5)


def test_an_untrained_model_knows_nothing_yet():
    keras.utils.set_random_seed(0)
    model = models.GPT(**{**SMALL, "hidden_dim": 64})
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert float(loss(TOKENS[:, 1:], model(TOKENS[:, :-1]))) == pytest.approx(math.log(13), abs=0.1)


def test_residual_matrices_start_smaller_by_the_root_of_twice_the_depth():
    deviations = []
    for scaled in (True, False):
        model = models.GPT(**{**SMALL, "num_layers": 8, "hidden_dim": 64}, scaled_residual_init=scaled)
        last = [block.feed_forward.contract.kernel for block in model.blocks]
        last += [block.attention.output_projection.kernel for block in model.blocks]
        deviations.append(np.std(np.concatenate([np.ravel(ops.convert_to_numpy(kernel)) for kernel in last])))
    assert deviations[1] == pytest.approx(0.02, rel=0.03)
    assert deviations[1] / deviations[0] == pytest.approx(math.sqrt(2 * 8), rel=0.03)


def test_it_learns_to_copy():
    # a text of period 3 can only be continued by looking back
    keras.utils.set_random_seed(0)
    model = models.GPT(**{**SMALL, "hidden_dim": 32, "num_layers": 2, "dropout": 0.0})
    rng = np.random.default_rng(0)
    texts = np.tile(rng.integers(0, 13, (512, 3)), 4)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3), loss)
    model.fit(texts[:, :-1], texts[:, 1:], batch_size=32, epochs=25, verbose=0)
    new = rng.integers(0, 13, (20, 3))
    continued = model.generate(np.tile(new, 2), 6, temperature=0)
    assert (continued == np.tile(new, 4)).mean() > 0.95


def test_a_text_that_is_too_long_is_named():
    with pytest.raises(ModelError, match="the sequence has 13 tokens, the model only 12 positions"):
        models.GPT(**SMALL)(np.zeros((1, 13), int))


def test_layers_can_be_taken_out_as_a_model_of_their_own():
    model = spread()
    half = keras.Model(model.input, model.get_layer("block_1").output)
    assert half.predict_on_batch(TOKENS).shape == (2, 7, 8)

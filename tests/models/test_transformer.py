"""The Transformer, held against PyTorch's and against what it must not see."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError

SMALL = {"vocabulary_size": 13, "num_layers": 2, "num_heads": 2, "hidden_dim": 8, "intermediate_dim": 20}
SMALL |= {"max_sequence_length": 12}
RNG = np.random.default_rng(0)
SOURCE = np.array([[5, 6, 7, 8, 0, 0], [4, 5, 9, 3, 2, 7]])
TARGET = np.array([[1, 4, 5, 6], [1, 9, 3, 2]])


def spread(**config):
    model = models.Transformer(**{**SMALL, **config})
    for weight in model.weights:
        if "seed" not in weight.path:
            weight.assign(weight + 0.3 * RNG.normal(size=weight.shape))
    return model


def call(model, source, target):
    return model.predict_on_batch({"source": source, "target": target})


@pytest.mark.parametrize(
    ("name", "config", "count"),
    [
        ("transformer_base", {}, 63_045_632),
        ("transformer_base", {"use_bias": True}, 63_082_496),
        ("transformer_big", {}, 214_171_648),
    ],
)
def test_the_published_sizes_are_counted_exactly(name, config, count):
    with models.weightless():
        assert models.build(name, **config).count_params() == count


def in_torch(model):
    """torch.nn.Transformer with the same weights; its extra normalization at each end is left out."""
    import torch

    sizes = {"d_model": 8, "nhead": 2, "dim_feedforward": 20, "batch_first": True, "layer_norm_eps": 1e-6}
    encoder = torch.nn.TransformerEncoder(torch.nn.TransformerEncoderLayer(**sizes), 2, enable_nested_tensor=False)
    decoder = torch.nn.TransformerDecoder(torch.nn.TransformerDecoderLayer(**sizes), 2)
    reference = torch.nn.Transformer(
        d_model=8, nhead=2, custom_encoder=encoder, custom_decoder=decoder, batch_first=True
    )

    def copy(layer, weight, bias):
        kernel, shift = (torch.tensor(ops.convert_to_numpy(variable)) for variable in layer.weights)
        weight.copy_(kernel.T)
        bias.copy_(shift)

    def copy_attention(ours, theirs):
        if hasattr(ours, "qkv"):
            copy(ours.qkv, theirs.in_proj_weight, theirs.in_proj_bias)
        else:
            copy(ours.query, theirs.in_proj_weight[:8], theirs.in_proj_bias[:8])
            copy(ours.key_value, theirs.in_proj_weight[8:], theirs.in_proj_bias[8:])
        copy(ours.output_projection, theirs.out_proj.weight, theirs.out_proj.bias)

    with torch.no_grad():
        for ours, theirs in zip(model.encoder_blocks, encoder.layers, strict=True):
            copy_attention(ours.attention, theirs.self_attn)
            norms = [(ours.attention_norm, theirs.norm1), (ours.feed_forward_norm, theirs.norm2)]
            dense = [(ours.feed_forward.expand, theirs.linear1), (ours.feed_forward.contract, theirs.linear2)]
            for mine, other in norms + dense:
                copy(mine, other.weight, other.bias)
        for ours, theirs in zip(model.decoder_blocks, decoder.layers, strict=True):
            copy_attention(ours.self_attention, theirs.self_attn)
            copy_attention(ours.cross_attention, theirs.multihead_attn)
            norms = [(ours.self_attention_norm, theirs.norm1), (ours.cross_attention_norm, theirs.norm2)]
            dense = [(ours.feed_forward.expand, theirs.linear1), (ours.feed_forward.contract, theirs.linear2)]
            for mine, other in [*norms, (ours.feed_forward_norm, theirs.norm3), *dense]:
                copy(mine, other.weight, other.bias)
    return reference.eval()


def test_it_equals_torch():
    torch = pytest.importorskip("torch")
    model = spread(use_bias=True)
    reference = in_torch(model)
    table = ops.convert_to_numpy(model.encoder.get_layer("token_embedding").embeddings)

    def embed(tokens):
        place, pair = np.arange(tokens.shape[1])[:, None], np.arange(4)
        angle = place / 10000 ** (pair / 4)
        waves = np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(-1, 8)
        return torch.tensor((table[tokens] * np.sqrt(8) + waves).astype("float32"))

    hidden = torch.tensor(SOURCE == 0)
    with torch.no_grad():
        out = reference(
            embed(SOURCE),
            embed(TARGET),
            tgt_mask=torch.ones(4, 4, dtype=torch.bool).triu(1),
            src_key_padding_mask=hidden,
            memory_key_padding_mask=hidden,
        )
    expected = out.numpy() @ table.T
    ours = call(model, SOURCE, TARGET)
    assert np.abs(ours - expected).max() / np.abs(expected).max() <= 1e-5


def test_the_decoder_does_not_see_the_future():
    model = spread()
    before = call(model, SOURCE, TARGET)
    for place in range(1, 4):
        changed = TARGET.copy()
        changed[:, place:] = (changed[:, place:] + 5) % 13
        after = call(model, SOURCE, changed)
        np.testing.assert_array_equal(after[:, :place], before[:, :place])
        assert np.abs(after[:, place:] - before[:, place:]).max() > 1e-3


def test_padding_of_the_source_changes_nothing():
    model = spread()
    longer = np.concatenate([SOURCE, np.zeros((2, 3), int)], axis=1)
    np.testing.assert_allclose(call(model, longer, TARGET), call(model, SOURCE, TARGET), rtol=1e-4, atol=1e-5)


def test_attention_weights_are_shares_and_padding_gets_none():
    maps = spread().attention_weights(SOURCE, TARGET)
    assert {name: found.shape for name, found in maps.items()} == {
        "encoder": (2, 2, 2, 6, 6),
        "decoder": (2, 2, 2, 4, 4),
        "cross": (2, 2, 2, 4, 6),
    }
    for found in maps.values():
        np.testing.assert_allclose(found.sum(-1), 1, rtol=1e-5)
    assert maps["cross"][:, 0, :, :, 4:].max() == 0
    assert maps["encoder"][:, 0, :, :, 4:].max() == 0
    assert np.triu(maps["decoder"], 1).max() == 0


def test_greedy_translation_takes_the_likeliest_token_at_each_step():
    model = spread()
    texts = np.ones((2, 1), int)
    for _ in range(6):
        texts = np.concatenate([texts, call(model, SOURCE, texts)[:, -1:].argmax(-1)], axis=1)
    found = model.translate(SOURCE, start_token=1, end_token=12, max_length=6)
    for expected, row in zip(texts[:, 1:], found, strict=True):
        stop = int(np.argmax(expected == 12)) + 1 if (expected == 12).any() else 6
        np.testing.assert_array_equal(row[:stop], expected[:stop])
        assert (row[stop:] == 0).all()


def test_a_beam_finds_translations_at_least_as_likely_as_greed():
    model = spread()

    def log_probability(texts):
        shifted = np.concatenate([np.ones((2, 1), int), texts[:, :-1]], axis=1)
        scores = ops.convert_to_numpy(ops.log_softmax(call(model, SOURCE, shifted), axis=-1))
        return np.take_along_axis(scores, texts[:, :, None], axis=-1).sum((1, 2))

    # no token ends a text here, so all have the same length
    settings = {"start_token": 1, "end_token": 99, "max_length": 3, "length_penalty": 0.0}
    greedy = log_probability(model.translate(SOURCE, **settings))
    # every beginning is kept: the best of all 13³ texts
    best = log_probability(model.translate(SOURCE, beam_size=13 * 13, **settings))
    assert (best >= greedy - 1e-5).all()
    every = np.stack(np.meshgrid(*[np.arange(13)] * 3, indexing="ij"), -1).reshape(-1, 3)
    shifted = np.concatenate([np.ones((len(every), 1), int), every[:, :-1]], axis=1)
    for example in range(2):
        source = np.repeat(SOURCE[example : example + 1], len(every), axis=0)
        scores = ops.convert_to_numpy(ops.log_softmax(call(model, source, shifted), axis=-1))
        likeliest = np.take_along_axis(scores, every[:, :, None], axis=-1).sum((1, 2)).max()
        assert best[example] == pytest.approx(likeliest, rel=1e-5)


def test_it_learns_to_reverse():
    keras.utils.set_random_seed(0)
    model = models.Transformer(**{**SMALL, "num_layers": 1, "hidden_dim": 32, "dropout": 0.0})
    rng = np.random.default_rng(0)
    source = rng.integers(3, 9, (2000, 4))
    target = np.concatenate([np.ones((2000, 1), int), source[:, ::-1], np.full((2000, 1), 2)], axis=1)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3), loss)
    model.fit({"source": source, "target": target[:, :-1]}, target[:, 1:], batch_size=50, epochs=12, verbose=0)
    new = rng.integers(3, 9, (30, 4))
    found = model.translate(new, start_token=1, end_token=2, max_length=6)
    assert (found == np.concatenate([new[:, ::-1], np.full((30, 1), 2), np.zeros((30, 1), int)], 1)).mean() > 0.95


def test_encoder_and_decoder_are_models_of_their_own():
    model = spread()
    memory = model.encoder.predict_on_batch(SOURCE)
    assert memory.shape == (2, 6, 8)
    logits = model.decoder.predict_on_batch({"target": TARGET, "memory": memory, "source": SOURCE})
    np.testing.assert_allclose(logits, call(model, SOURCE, TARGET), rtol=1e-5, atol=1e-6)


def test_a_target_that_is_too_long_is_named():
    with pytest.raises(ModelError, match="max_length is 13, the model has 12 positions"):
        models.Transformer(**SMALL).translate(SOURCE, 1, 2, max_length=13)

"""Encoder–decoder against numpy's own reading of the equations, exhaustive search and the paper's parameter count."""

import itertools

import keras
import numpy as np
import pytest

from dlteach.errors import ModelError
from dlteach.models import Seq2Seq, build, weightless

SOURCE = np.array([[3, 4, 5, 6, 7], [8, 3, 4, 0, 0]], "int32")
TARGET = np.array([[1, 3, 4], [1, 5, 3]], "int32")


def small(seed=0, scale=0.7, **config):
    settings = {"source_vocabulary_size": 9, "target_vocabulary_size": 6, "units": 5, "embedding_dim": 4, **config}
    model = Seq2Seq(**settings)
    random = np.random.default_rng(seed)
    model.set_weights([random.normal(size=w.shape).astype("float32") * scale for w in model.get_weights()])
    return model


def logits_of(model, source, target):
    return np.asarray(model.predict_on_batch({"source": source, "target": target}), "float64")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def numpy_gru(x, h, kernel, recurrent_kernel, bias):
    xz, xr, xg = np.split(x @ kernel + bias[0], 3, axis=-1)
    hz, hr, hg = np.split(h @ recurrent_kernel + bias[1], 3, axis=-1)
    z = sigmoid(xz + hz)
    return z * h + (1 - z) * np.tanh(xg + sigmoid(xr + hr) * hg)


@pytest.mark.parametrize("attention", ["additive", "dot"])
def test_attention_and_decoder_step_equal_numpy(attention):
    model = small(attention=attention)
    decoder = model.get_layer("decoder")
    memory, _, backward = (np.asarray(out, "float64") for out in model.encoder.predict_on_batch(SOURCE))
    embedding = np.asarray(decoder.embedding.get_weights()[0], "float64")
    start, start_bias = decoder.starts[0].get_weights()
    query, key = decoder.query.get_weights()[0], decoder.key.get_weights()[0]
    output, output_bias = model.get_layer("output").get_weights()
    logits, alignment = np.zeros((2, 3, 6)), np.zeros((2, 3, 5))
    for example in range(2):  # one sentence at a time and one place at a time, as the paper writes it
        places = np.flatnonzero(SOURCE[example])
        s = np.tanh(backward[example] @ start + start_bias)
        for i, token in enumerate(TARGET[example]):
            energies = []
            for j in places:
                q, k = s @ query, memory[example, j] @ key
                if attention == "additive":
                    energies.append(np.asarray(decoder.score) @ np.tanh(q + k))
                else:
                    energies.append(q @ k / np.sqrt(5))
            alpha = np.exp(energies) / np.exp(energies).sum()
            alignment[example, i, places] = alpha
            context = alpha @ memory[example, places]
            s = numpy_gru(np.concatenate([embedding[token], context]), s, *decoder.cells[0].get_weights())
            logits[example, i] = np.concatenate([s, context, embedding[token]]) @ output + output_bias
    np.testing.assert_allclose(logits_of(model, SOURCE, TARGET), logits, atol=1e-5)
    np.testing.assert_allclose(model.attention_weights(SOURCE, TARGET), alignment, atol=1e-6)


def test_without_attention_the_decoder_is_a_gru_that_sees_one_context():
    """Keras's own GRU layer, fed with the context beside every token, gives the same states."""
    model = small(attention=None)
    decoder = model.get_layer("decoder")
    context = np.asarray(model.encoder.predict_on_batch(SOURCE)[-1])  # [→h_T; ←h_1]
    assert context.shape == (2, 10)
    embedded = decoder.embedding.get_weights()[0][TARGET]
    inputs = np.concatenate([embedded, np.repeat(context[:, None], 3, axis=1)], axis=-1)
    gru = keras.layers.GRU(5, return_sequences=True)
    gru.build(inputs.shape)
    gru.set_weights(decoder.cells[0].get_weights())
    start, start_bias = decoder.starts[0].get_weights()
    states = np.asarray(keras.ops.convert_to_numpy(gru(inputs, initial_state=np.tanh(context @ start + start_bias))))
    features = np.concatenate([states, inputs[..., 4:], embedded], axis=-1)
    kernel, bias = model.get_layer("output").get_weights()
    np.testing.assert_allclose(logits_of(model, SOURCE, TARGET), features @ kernel + bias, atol=1e-5)
    with pytest.raises(ModelError, match="no attention"):
        model.attention_weights(SOURCE, TARGET)


def test_rnnsearch_50_has_the_papers_parameters():
    """Appendix A of arXiv:1409.0473: K = 30,000 words, m = 620, n = n' = 1,000, l = 500, no biases."""
    words, m, n, maxout = 30_000, 620, 1_000, 500
    encoder = words * m + 2 * 3 * (m * n + n * n)
    decoder = words * m + 3 * (m * n + n * n + 2 * n * n) + n * n
    alignment = n * n + 2 * n * n + n
    output = 2 * maxout * (n + m + 2 * n) + words * maxout
    with weightless():
        assert build("rnnsearch").count_params() == encoder + decoder + alignment + output == 80_401_000


def greedy(model, source, length):
    """Greedy decoding the slow way: the whole target is read afresh for every token; what follows is not seen yet."""
    target = np.zeros((len(source), length + 1), "int32")
    target[:, 0] = 1
    for place in range(length):
        following = logits_of(model, source, target[:, :-1])[:, place].argmax(-1)
        following[(target == 2).any(axis=1)] = 0
        target[:, place + 1] = following
    return target[:, 1:]


@pytest.mark.parametrize(
    "config",
    [
        {"attention": "additive"},
        {"attention": "dot", "cell": "lstm", "num_layers": 2, "maxout_dim": 3},
        {"attention": None, "cell": "rnn", "bidirectional": False},
        {"attention": None, "cell": "lstm", "num_layers": 2},
    ],
    ids=str,
)
def test_greedy_translation_equals_reading_afresh(config):
    model = small(seed=4, scale=1.3, **config)
    output = model.get_layer("output")
    output.set_weights([output.get_weights()[0], np.zeros(6)])  # so that no token is likely whatever is read
    source = np.random.default_rng(1).integers(3, 9, (12, 5)).astype("int32")
    expected = greedy(model, source, 6)
    # the examples differ, or the test would show little
    assert len({tuple(row) for row in expected}) > 3
    np.testing.assert_array_equal(model.translate(source, start_token=1, end_token=2, max_length=6), expected)


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
def test_a_beam_as_wide_as_all_texts_finds_the_best_text(length_penalty):
    model = small(target_vocabulary_size=4)
    source = SOURCE[:1]
    texts = {text[: text.index(2) + 1] if 2 in text else text for text in itertools.product(range(4), repeat=3)}
    padded = {text: (*text, 0, 0, 0)[:3] for text in texts}
    target = np.array([[1, *row[:-1]] for row in padded.values()], "int32")
    logits = logits_of(model, np.repeat(source, len(texts), axis=0), target)
    log_probability = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    scores = {
        text: sum(row[i, token] for i, token in enumerate(text)) / ((5 + len(text)) / 6) ** length_penalty
        for text, row in zip(padded, log_probability, strict=True)
    }
    best = max(scores, key=scores.get)
    found = model.translate(source, 1, 2, max_length=3, beam_size=40, length_penalty=length_penalty)
    np.testing.assert_array_equal(found[0], [*best, *[0] * (3 - len(best))])


def test_source_padding_changes_nothing():
    model = small()
    alone = logits_of(model, SOURCE[1:, :3], TARGET[1:])
    np.testing.assert_allclose(logits_of(model, SOURCE, TARGET)[1:], alone, atol=1e-5)
    assert model.attention_weights(SOURCE, TARGET)[1, :, 3:].max() == 0


def test_target_padding_is_left_out_of_the_loss():
    model = small()
    target = np.array([[1, 3, 4], [1, 5, 0]], "int32")
    following = np.array([[3, 4, 2], [5, 2, 0]], "int32")
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    logits = logits_of(model, SOURCE, target)
    log_probability = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    losses = -np.take_along_axis(log_probability, following[..., None], axis=-1)[..., 0]
    loss = model.evaluate({"source": SOURCE, "target": target}, following, verbose=0)
    np.testing.assert_allclose(loss, losses[target != 0].mean(), rtol=1e-5)


@pytest.mark.parametrize("jit_compile", [True, "auto"])
def test_learns_to_reverse(jit_compile):
    """Reversing needs to look at another place each step; a fixed answer would stay near log 6 ≈ 1.8."""
    keras.utils.set_random_seed(0)
    random = np.random.default_rng(0)
    source = random.integers(3, 9, (256, 4)).astype("int32")
    following = source[:, ::-1]
    target = np.concatenate([np.ones((256, 1), "int32"), following[:, :-1]], axis=1)
    model = Seq2Seq(source_vocabulary_size=9, target_vocabulary_size=9, units=16, embedding_dim=8)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.02, global_clipnorm=1.0), loss=loss, jit_compile=jit_compile)
    model.fit({"source": source, "target": target}, following, batch_size=32, epochs=12, verbose=0)
    written = model.translate(source, start_token=1, end_token=2, max_length=4)
    assert (written == following).all(axis=1).mean() > 0.9


def test_saving_after_translating_keeps_the_file_plain(tmp_path):
    model = small()
    written = model.translate(SOURCE, 1, 2, max_length=4)
    model.attention_weights(SOURCE, TARGET)
    model.save(tmp_path / "seq2seq.keras")
    loaded = keras.models.load_model(tmp_path / "seq2seq.keras")
    np.testing.assert_array_equal(loaded.translate(SOURCE, 1, 2, max_length=4), written)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"attention": "multiplicative"}, 'no attention "multiplicative"'),
        ({"cell": "gruu"}, 'no recurrent cell "gruu"'),
    ],
)
def test_unknown_parts_are_refused(config, message):
    with pytest.raises(ModelError, match=message):
        Seq2Seq(**config)


@pytest.mark.parametrize(
    ("source", "settings", "message"),
    [
        ([3, 4], {}, r"source has shape \(2,\)"),
        (SOURCE, {"max_length": 0}, "max_length is 0"),
        (SOURCE, {"beam_size": 0}, "beam_size 0"),
    ],
)
def test_translations_that_cannot_be_are_refused(source, settings, message):
    with pytest.raises(ModelError, match=message):
        small().translate(source, 1, 2, **settings)


def test_translates_in_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = small()
    finally:
        keras.config.set_dtype_policy("float32")
    written = model.translate(SOURCE, 1, 2, max_length=4, beam_size=2)
    assert written.shape == (2, 4)
    np.testing.assert_allclose(model.attention_weights(SOURCE, TARGET).sum(axis=-1), 1, atol=0.02)

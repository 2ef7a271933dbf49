"""The character model: writing step by step equals reading everything afresh, and sampling follows the softmax."""

import keras
import numpy as np
import pytest

from dlteach.errors import ModelError
from dlteach.models import CharRNN


def model_of(cell="lstm", **config):
    keras.utils.set_random_seed(1)
    model = CharRNN(vocabulary_size=7, cell=cell, units=8, embedding_dim=4, **config)
    random = np.random.default_rng(1)
    model.set_weights([random.normal(size=w.shape).astype("float32") for w in model.get_weights()])
    return model


@pytest.mark.parametrize("num_layers", [1, 2])
@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_greedy_writing_equals_reading_afresh(cell, num_layers):
    model = model_of(cell, num_layers=num_layers)
    text = np.array([[1, 2, 3], [4, 5, 6]])
    for _ in range(6):
        logits = np.asarray(model.predict_on_batch(text))
        text = np.concatenate([text, logits[:, -1].argmax(-1)[:, None]], axis=1)
    np.testing.assert_array_equal(model.generate([[1, 2, 3], [4, 5, 6]], length=6, temperature=0), text)


def test_draws_follow_the_softmax():
    """The share of each character among many draws is its probability, at the temperature asked for."""
    model = model_of()
    logits = np.asarray(model.predict_on_batch(np.array([[3, 1]])), "float64")[0, -1] / 2.0
    wanted = np.exp(logits - logits.max())
    wanted /= wanted.sum()
    drawn = model.generate(np.tile([3, 1], (4000, 1)), length=1, temperature=2.0, seed=0)[:, -1]
    share = np.bincount(drawn, minlength=7) / 4000
    # four standard errors of a share
    assert (np.abs(share - wanted) < 4 * np.sqrt(wanted * (1 - wanted) / 4000) + 1e-3).all()


def test_a_seed_repeats_the_text_and_another_changes_it():
    model = model_of()
    first, again, other = (model.generate([1], length=40, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_the_loop_sees_weights_that_were_trained_after_it_was_compiled():
    model = model_of()
    model.generate([1], length=3, temperature=0)
    weights = model.get_weights()
    weights[-1] = np.eye(7, dtype="float32")[5] * 1000  # the output's bias: always character 5
    model.set_weights(weights)
    np.testing.assert_array_equal(model.generate([1], length=3, temperature=0), [1, 5, 5, 5])


def test_saving_after_generating_keeps_the_file_plain(tmp_path):
    model = model_of()
    text = model.generate([1, 2], length=5, temperature=0)
    model.save(tmp_path / "char.keras")
    loaded = keras.models.load_model(tmp_path / "char.keras")
    assert len(loaded.weights) == len(model.weights)
    np.testing.assert_array_equal(loaded.generate([1, 2], length=5, temperature=0), text)


def test_writes_in_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = model_of(num_layers=2)
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.generate([1, 2], length=5, seed=0).shape == (7,)


def test_gates_read_the_same_weights():
    model = model_of("lstm", num_layers=2)
    tokens = np.array([[1, 2, 3, 4]])
    output = keras.Model(model.input, model.get_layer("recurrent_2").output).predict_on_batch(tokens)
    np.testing.assert_allclose(model.gates(tokens)["hidden"], output, atol=1e-6)


@pytest.mark.parametrize(
    ("prompt", "settings", "message"),
    [
        ([], {}, "the prompt is empty"),
        ([7], {}, "no character number"),
        ([0.5], {}, "no character number"),
        ([1], {"length": 0}, "length is 0"),
        ([1], {"temperature": -1.0}, "temperature -1.0"),
    ],
)
def test_settings_out_of_range_are_refused(prompt, settings, message):
    with pytest.raises(ModelError, match=message):
        model_of().generate(prompt, **{"length": 2, **settings})

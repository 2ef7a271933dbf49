"""Generation: the cache changes nothing, and tokens are drawn by the law that is asked for."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError
from dlteach.models.generation import choose

VOCABULARY = 13


@pytest.fixture(scope="module")
def model():
    model = models.GPT(
        vocabulary_size=VOCABULARY, num_layers=2, num_heads=2, hidden_dim=8, max_sequence_length=12, dropout=0.1
    )
    rng = np.random.default_rng(1)
    for weight in model.weights:
        if "seed" not in weight.path:
            weight.assign(weight + 0.5 * rng.normal(size=weight.shape))
    return model


def reread(model, prompt, count):
    """Greedy generation as one would write it down: read the last 12 tokens afresh for each new one."""
    text = [list(row) for row in np.atleast_2d(prompt)]
    for _ in range(count):
        windows = [row[-12:] for row in text]
        last = len(windows[0]) - 1
        # filled up on the right, which a causal model does not see: one shape, one compilation
        scores = ops.convert_to_numpy(model(np.array([window + [0] * (11 - last) for window in windows])))
        for row, logits in zip(text, scores[:, last], strict=True):
            row.append(int(np.argmax(logits)))
    return np.array(text)


@pytest.mark.parametrize("length", [1, 5, 12])
def test_greedy_text_with_cache_is_that_of_rereading_everything(model, length):
    prompt = np.random.default_rng(length).integers(0, VOCABULARY, (3, length))
    # beyond twelve tokens the window slides
    np.testing.assert_array_equal(model.generate(prompt, 20, temperature=0), reread(model, prompt, 20))


def test_a_prompt_longer_than_the_model_reads_is_continued_from_its_end(model):
    prompt = np.random.default_rng(0).integers(0, VOCABULARY, (2, 80))
    np.testing.assert_array_equal(model.generate(prompt, 3, temperature=0), reread(model, prompt, 3))


def test_a_flat_prompt_gives_a_flat_text(model):
    assert model.generate([1, 2], 3, temperature=0).tolist() == reread(model, [1, 2], 3)[0].tolist()


def test_the_same_seed_gives_the_same_text_and_another_seed_another(model):
    first = model.generate([[1, 2]] * 4, 30, seed=7)
    np.testing.assert_array_equal(first, model.generate([[1, 2]] * 4, 30, seed=7))
    assert (first != model.generate([[1, 2]] * 4, 30, seed=8)).any()
    # a longer text begins like the shorter one
    np.testing.assert_array_equal(first[:, :20], model.generate([[1, 2]] * 4, 18, seed=7))


def test_the_texts_of_a_batch_are_drawn_independently(model):
    texts = model.generate([[1, 2]] * 8, 20, seed=0)
    assert len({tuple(row) for row in texts}) > 1


def test_first_tokens_are_drawn_as_often_as_the_model_says(model):
    prompt = [3, 1, 4]
    scores = ops.convert_to_numpy(model(np.array([prompt])))[0, -1] / 1.5
    expected = np.exp(scores) / np.exp(scores).sum()
    drawn = model.generate([prompt] * 4000, 1, temperature=1.5, seed=0)[:, -1]
    seen = np.bincount(drawn, minlength=VOCABULARY) / 4000
    # five standard errors of a share
    assert (np.abs(seen - expected) <= 5 * np.sqrt(expected * (1 - expected) / 4000) + 1e-9).all()


def test_generation_sees_new_weights(model):
    before = model.generate([1, 2], 10, temperature=0)
    old = model.get_weights()
    model.set_weights([weight[::-1] for weight in old])
    after = model.generate([1, 2], 10, temperature=0)
    np.testing.assert_array_equal(after, reread(model, [1, 2], 10)[0])
    model.set_weights(old)
    assert (before != after).any()


def test_a_text_ends_at_its_end_token(model):
    free = model.generate([1, 2], 20, temperature=0)
    end = int(free[8])
    ended = model.generate([1, 2], 20, temperature=0, end_token=end)
    first = 2 + int(np.argmax(free[2:] == end))
    np.testing.assert_array_equal(ended[: first + 1], free[: first + 1])
    assert (ended[first:] == end).all()


def test_it_generates_in_mixed_precision(model):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        half = models.GPT.from_config({**model.get_config(), "dtype": "mixed_bfloat16"})
        half.set_weights(model.get_weights())
        text = half.generate([1, 2], 10, temperature=0)
    finally:
        keras.config.set_dtype_policy("float32")
    logits = ops.convert_to_numpy(model(text[None]))[0]
    for place in range(1, 11):
        # the token taken is the likeliest, or within the rounding of bfloat16 of it
        assert logits[place, text[place + 1]] >= logits[place].max() - 0.05 * np.ptp(logits[place])


def law(scores, uniform_draws=20000, **cut):
    """Shares of each token when the random heights fill [0, 1) evenly."""
    heights = ((np.arange(uniform_draws) + 0.5) / uniform_draws).astype("float32")
    settings = {"temperature": 1.0, "top_p": 1.0, "top_k": None, "nucleus": False, **cut}
    tokens = choose(ops.convert_to_tensor(np.tile(scores, (uniform_draws, 1))), heights, **settings)
    return np.bincount(ops.convert_to_numpy(tokens), minlength=len(scores)) / uniform_draws


PROBABILITIES = np.array([0.1, 0.4, 0.05, 0.25, 0.2])
SCORES = np.log(PROBABILITIES).astype("float32")


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ({}, PROBABILITIES),
        ({"top_k": 2}, np.array([0, 0.4, 0, 0.25, 0]) / 0.65),
        ({"top_k": 99}, PROBABILITIES),
        # 0.4 + 0.25 does not reach 0.7, 0.4 + 0.25 + 0.2 does
        ({"top_p": 0.7, "nucleus": True}, np.array([0, 0.4, 0, 0.25, 0.2]) / 0.85),
        ({"top_p": 0.01, "nucleus": True}, np.array([0, 1, 0, 0, 0])),
        # the nucleus is measured among the three likeliest, whose shares are 8, 5 and 4 of 17
        ({"top_k": 3, "top_p": 0.5, "nucleus": True}, np.array([0, 0.4, 0, 0.25, 0]) / 0.65),
        ({"temperature": 0.5}, PROBABILITIES**2 / (PROBABILITIES**2).sum()),
        ({"temperature": 2.0}, PROBABILITIES**0.5 / (PROBABILITIES**0.5).sum()),
    ],
)
def test_tokens_are_drawn_by_the_law(cut, expected):
    np.testing.assert_allclose(law(SCORES, **cut), expected, atol=2e-4)


def test_an_impossible_token_is_never_drawn():
    scores = np.array([-1e9, 0.0, 0.0, -1e9], "float32")
    edge = np.array([0.0, 1 - 2**-24], "float32")
    tokens = choose(ops.convert_to_tensor(np.tile(scores, (2, 1))), edge, 1.0, 1.0, None, False)
    assert ops.convert_to_numpy(tokens).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("prompt", "settings", "message"),
    [
        ([], {}, "at least one token"),
        ([13], {}, "Give whole numbers from 0 to 12"),
        ([-1], {}, "Give whole numbers from 0 to 12"),
        ([0.5], {}, "Give whole numbers"),
        ([1], {"temperature": -1}, "temperature is -1"),
        ([1], {"top_k": 0}, "top_k is 0"),
        ([1], {"top_p": 0.0}, "top_p is 0"),
        ([1], {"max_new_tokens": -1}, "max_new_tokens is -1"),
    ],
)
def test_what_cannot_be_meant_is_named(model, prompt, settings, message):
    with pytest.raises(ModelError, match=message):
        model.generate(prompt, **{"max_new_tokens": 1, **settings})

"""Beam search, held against trying every text there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from dlteach.models.beam import beam_search

START, END, PAD = 1, 2, 0
VOCABULARY, LENGTH = 5, 4


def table(seed):
    """A language: log-probabilities of the next token for every beginning, the padding token impossible."""
    rng = np.random.default_rng(seed)
    scores = {}

    def following(beginning):
        if beginning not in scores:
            raw = rng.normal(size=VOCABULARY) * 2
            raw[[PAD, START]] = -np.inf
            scores[beginning] = raw - np.log(np.exp(raw).sum())
        return scores[beginning]

    return following


def search(following, **settings):
    def step(texts, place):
        return np.stack([following(tuple(row[: place + 1])) for row in texts])

    settings = {"batch": 1, "start_token": START, "end_token": END, "pad_token": PAD, "max_length": LENGTH, **settings}
    return beam_search(step, **settings)


def score(following, text, penalty):
    log_probability, beginning = 0.0, (START,)
    for token in text:
        log_probability += following(beginning)[token]
        beginning = (*beginning, token)
    return log_probability / ((5 + len(text)) / 6) ** penalty


def every_text():
    words = [3, 4]
    for length in range(LENGTH):
        yield from ((*text, END) for text in itertools.product(words, repeat=length))
    yield from itertools.product(words, repeat=LENGTH)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("penalty", [0.0, 0.6, 1.0])
def test_a_wide_beam_finds_the_best_of_all_texts(seed, penalty):
    following = table(seed)
    best = max(every_text(), key=lambda text: score(following, text, penalty))
    found = search(following, beam_size=60, length_penalty=penalty)[0]
    np.testing.assert_array_equal(found, [*best, *[PAD] * (LENGTH - len(best))])


@pytest.mark.parametrize("seed", range(4))
def test_a_beam_of_one_is_greedy(seed):
    following = table(seed)
    text = [START]
    while len(text) <= LENGTH and text[-1] != END:
        text.append(int(np.argmax(following(tuple(text)))))
    expected = text[1:] + [PAD] * (LENGTH + 1 - len(text))
    np.testing.assert_array_equal(search(following, beam_size=1)[0], expected)


def test_a_beam_sees_past_a_tempting_first_word():
    # a language where greed is punished: 3 looks better at first, 4 leads to a certain end
    def following(beginning):
        sure = {(START,): {3: 0.6, 4: 0.4}, (START, 4): {END: 1.0}}
        share = sure.get(beginning, {END: 0.3, 3: 0.35, 4: 0.35})
        with np.errstate(divide="ignore"):
            return np.log([share.get(token, 0.0) for token in range(VOCABULARY)])

    assert search(following, beam_size=1, length_penalty=0.0)[0].tolist()[0] == 3
    assert search(following, beam_size=3, length_penalty=0.0)[0].tolist() == [4, END, PAD, PAD]


def test_examples_of_a_batch_do_not_mix():
    languages = [table(0), table(1), table(2)]

    def step(texts, place):
        rows = texts.reshape(3, 4, LENGTH)
        return np.stack(
            [
                language(tuple(row[: place + 1]))
                for language, beams in zip(languages, rows, strict=True)
                for row in beams
            ]
        )

    together = beam_search(
        step, batch=3, start_token=START, end_token=END, pad_token=PAD, max_length=LENGTH, beam_size=4
    )
    for language, text in zip(languages, together, strict=True):
        np.testing.assert_array_equal(text, search(language, beam_size=4)[0])

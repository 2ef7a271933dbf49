"""Beam search: keep the few likeliest half-written texts instead of one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def beam_search(
    next_log_probabilities: Callable[[np.ndarray, int], np.ndarray],
    *,
    batch: int,
    start_token: int,
    end_token: int,
    pad_token: int,
    max_length: int,
    beam_size: int = 1,
    length_penalty: float = 0.6,
) -> np.ndarray:
    """Writes, for each example, the text with the best score that a beam of that width finds.

    Args:
        next_log_probabilities: called with texts, (batch · beam_size, max_length), which begin with the start token,
            and a place; returns the log-probability of each token behind that place, (batch · beam_size, vocabulary).
        batch: number of examples.
        start_token: what every text begins with.
        end_token: what says that a text is complete.
        pad_token: what follows the end token.
        max_length: the longest text, the end token included, the start token not.
        beam_size: number of texts kept for each example; 1 is greedy.
        length_penalty: α in score = log-probability / ((5 + length) / 6)^α. 0 compares log-probabilities as they are,
            which favours short texts.

    Returns:
        (batch, max_length), int32, without the start token.

    Reference:
        Wu et al. (2016), Google's neural machine translation system, arXiv:1609.08144, section 7 and equation 14.
    """
    examples = np.arange(batch)[:, None]
    texts = np.full((batch, beam_size, max_length + 1), pad_token, "int32")
    texts[:, :, 0] = start_token
    ended = np.zeros((batch, beam_size), bool)
    # all beams begin alike, so only the first counts at the first step
    log_probability = np.where(np.arange(beam_size) == 0, 0.0, -np.inf) * np.ones((batch, 1))
    for place in range(max_length):
        rows = texts[:, :, :max_length].reshape(batch * beam_size, max_length)
        step = next_log_probabilities(rows, place).reshape(batch, beam_size, -1).astype("float64")
        # a complete text goes on with padding, at no cost
        step[ended] = -np.inf
        step[ended, pad_token] = 0.0
        vocabulary = step.shape[-1]
        candidates = (log_probability[:, :, None] + step).reshape(batch, -1)
        best = np.argsort(-candidates, axis=-1, kind="stable")[:, :beam_size]
        beam, token = best // vocabulary, best % vocabulary
        texts, ended = texts[examples, beam], ended[examples, beam]
        texts[:, :, place + 1] = token
        ended |= token == end_token
        log_probability = np.take_along_axis(candidates, best, axis=-1)
        if ended.all():
            break
    length = _lengths(texts[:, :, 1:], end_token)
    winner = np.argmax(log_probability / ((5 + length) / 6) ** length_penalty, axis=-1)
    return texts[np.arange(batch), winner, 1:]


def _lengths(texts: np.ndarray, end_token: int) -> np.ndarray:
    """Tokens up to and including the end token, or all of them where there is none."""
    is_end = texts == end_token
    return np.where(is_end.any(axis=-1), is_end.argmax(axis=-1) + 1, texts.shape[-1])

"""The classic rival of a language model: count what followed the last few characters."""

from __future__ import annotations

import numpy as np


class Counting:
    """Predicts the next token from how often it followed the last ones, longer memories trusted as far as they reach.

    Args:
        tokens: the training text, (time,).
        size: number of different tokens.
        order: how many tokens back it looks.

    Reference:
        Witten, Bell (1991), The zero-frequency problem, doi:10.1109/18.87000, method C.
    """

    def __init__(self, tokens: np.ndarray, size: int, order: int):
        self.size, self.order = size, order
        self.tables = [_Table(tokens, size, back) for back in range(order + 1)]

    def surprise(self, tokens: np.ndarray) -> float:
        """Mean −log probability of each token from the (order + 1)-th on, in nats."""
        count = len(tokens) - self.order
        probability = np.full(count, 1 / self.size)
        for table in self.tables:
            seen, followed, kinds = table.look_up(tokens[self.order - table.back :])
            # p_n(w | h) = (count(h w) + kinds(h) · p_{n−1}(w | h')) / (count(h) + kinds(h))
            mixed = (followed + kinds * probability) / np.maximum(seen + kinds, 1)
            probability = np.where(seen > 0, mixed, probability)
        return float(-np.log(probability).mean())


class _Table:
    """How often each history of so many tokens occurs, with each token behind it."""

    def __init__(self, tokens: np.ndarray, size: int, back: int):
        self.size, self.back = size, back
        history, whole = self._keys(tokens)
        self.whole, self.whole_counts = np.unique(whole, return_counts=True)
        self.history, self.history_counts = np.unique(history, return_counts=True)
        self.kinds = np.unique(self.whole // size, return_counts=True)[1]

    def look_up(self, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For each place: how often its history occurs, how often with this token behind it, and with how many kinds."""
        history, whole = self._keys(tokens)
        return (
            _found(self.history, self.history_counts, history),
            _found(self.whole, self.whole_counts, whole),
            _found(self.history, self.kinds, history),
        )

    def _keys(self, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each history as one number, and history and token together as one."""
        count = len(tokens) - self.back
        history = np.zeros(count, "int64")
        for place in range(self.back):
            history = history * self.size + tokens[place : place + count]
        return history, history * self.size + tokens[self.back :]


def _found(known: np.ndarray, counts: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, counts[at], 0)

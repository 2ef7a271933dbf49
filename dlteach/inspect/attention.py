"""Attention weights as a heat map: which token looks at which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlteach import views
from dlteach.errors import ModelError

from .words import percent


def attention_map(weights: Any, queries: Sequence[str], keys: Sequence[str] | None = None, title: str = "Attention"):
    """Shows attention weights.

    Args:
        weights: (queries, keys), each row adding up to 1; or (heads, queries, keys), of which the mean is shown.
        queries: the tokens that look, one a row.
        keys: the tokens that are looked at, one a column; the queries when left out.
        title: heading of the map.

    Returns:
        A `dlteach.views.Heatmap`.

    Raises:
        ModelError: shapes and tokens do not belong together, or rows do not add up to 1.

    Reference:
        Bahdanau, Cho, Bengio (2014), arXiv:1409.0473, figure 3.
    """
    matrix = np.asarray(weights, "float64")
    matrix = matrix.mean(axis=0) if matrix.ndim == 3 else matrix
    keys = queries if keys is None else keys
    if matrix.shape != (len(queries), len(keys)):
        raise ModelError(
            f"weights of shape {matrix.shape} do not fit {len(queries)} queries and {len(keys)} keys",
            "Give one row per query and one column per key.",
        )
    # half precision leaves sums a little off
    if np.abs(matrix.sum(axis=1) - 1).max() > 0.02:
        raise ModelError("the rows do not add up to 1", "Give the weights after softmax.")
    return views.Heatmap(
        title,
        matrix.tolist(),
        _told(matrix, queries, keys),
        row_labels=list(queries),
        column_labels=list(keys),
        row_title="looks",
        column_title="at",
        decimals=2,
        name="attention",
    )


def _told(matrix: np.ndarray, queries: Sequence[str], keys: Sequence[str]) -> str:
    best = matrix.argmax(axis=1)
    pairs = [
        f'"{query}" looks most at "{keys[place]}" ({percent(row[place])})'
        for query, place, row in zip(queries, best, matrix, strict=True)
    ]
    shown = pairs[:8]
    rest = f"; {len(pairs) - 8} more rows" if len(pairs) > 8 else ""
    # entropy of a row against that of an even one: 0 is one single token, 1 all alike
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.where(matrix > 0, matrix * np.log(matrix), 0).sum(axis=1)
    spread = float(entropy.mean() / np.log(len(keys))) if len(keys) > 1 else 0.0
    sharp = "sharp" if spread < 0.35 else "broad" if spread > 0.75 else "neither sharp nor even"
    return f"{'; '.join(shown)}{rest}. On the whole it is {sharp}: {percent(spread)} of the spread of an even gaze."

"""Looks through the heads of the trained Transformer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dlteach import inspect
from dlteach.data import Dataset
from dlteach.lessons.transformer_bench import gazes
from dlteach.views import Table, Text, View


def cross_picture(model: Any, data: Dataset, phrase: str) -> Iterator[View]:
    """The translation of a phrase, and the mean gaze of the last block's heads at the source."""
    answer, maps = gazes(model, phrase, data)
    yield Text(f"“{phrase}” becomes **{answer}**.")
    weights = maps["cross"][-1].mean(axis=0)[: len(answer)]
    yield inspect.attention_map(weights, list(answer), [_shown(sign) for sign in phrase], "Mean over the heads")


def heads_table(model: Any, data: Dataset, phrase: str) -> Iterator[View]:
    """For each head of the decoder and each character written: the character of the source it looks at most."""
    answer, maps = gazes(model, phrase, data)
    rows = []
    for block, heads in enumerate(maps["cross"], start=1):
        for head, weights in enumerate(heads, start=1):
            most = weights[: len(answer)].argmax(axis=1)
            rows.append([f"{block}.{head}", *[_shown(phrase[place]) for place in most]])
    yield Table(
        "What each head looks at most while it writes …",
        ["head", *answer],
        rows,
        note="Block and head. Each entry is a character of the source; ␣ is a space.",
        name="heads-apart",
    )
    last = maps["cross"][-1][:, : len(answer)]
    apart = [
        float(0.5 * np.abs(one - other).sum(axis=-1).mean())
        for place, one in enumerate(last)
        for other in last[place + 1 :]
    ]
    if apart:
        yield Text(
            f"In the last block, two heads differ in {100 * np.mean(apart):.0f} % of their attention on average "
            "(0 %: the same gaze, 100 %: nothing in common). Nobody told them to share the work."
        )


def encoder_table(model: Any, data: Dataset, phrase: str) -> Iterator[View]:
    """For each head of the encoder: how much it looks at the same, the neighbouring and the other characters."""
    _, maps = gazes(model, phrase, data)
    rows, sharpest = [], ("", "", 0.0)
    for block, heads in enumerate(maps["encoder"], start=1):
        for head, weights in enumerate(heads, start=1):
            shares = {
                "itself": _diagonal(weights, 0),
                "the one before": _diagonal(weights, -1),
                "the one after": _diagonal(weights, 1),
            }
            shares["others"] = 1.0 - sum(shares.values())
            name = f"{block}.{head}"
            rows.append([name, *[f"{100 * share:.0f} %" for share in shares.values()]])
            near = max(list(shares)[:3], key=lambda kind: shares[kind])
            if shares[near] > sharpest[2]:
                sharpest = (name, near, shares[near])
    yield Table(
        f"Heads of the encoder on “{phrase}”",
        ["head", "itself", "the one before", "the one after", "others"],
        rows,
        numeric=[1, 2, 3, 4],
        note=f"Mean over all characters. An even gaze would give {100 / len(phrase):.0f} % to each single one.",
        name="encoder-heads",
    )
    even = 1 / len(phrase)
    verdict = (
        "This head has a place in view."
        if sharpest[2] > 5 * even
        else "No head keeps to a character itself or to a neighbour. What draws their gaze, this table cannot tell."
    )
    yield Text(
        f"The largest single share is that of head {sharpest[0]}, {100 * sharpest[2]:.0f} % to {sharpest[1]}, "
        f"{sharpest[2] / even:.1f} times that of an even gaze. {verdict}"
    )


def _diagonal(weights: np.ndarray, offset: int) -> float:
    """The mean share that goes to the character at that distance; the first or last one may have none."""
    return float(np.diagonal(weights, offset).sum() / len(weights))


def _shown(sign: str) -> str:
    return sign.replace(" ", "␣")

"""Times: a GRU against self-attention on longer and longer texts, and reading a target at once against writing it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import keras
import numpy as np

from dlteach.lessons.transformer_bench import build, dates
from dlteach.lessons.translation import inputs
from dlteach.models.blocks import TransformerBlock
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, View

WIDTH, HEADS = 64, 4
LENGTHS = (32, 128, 512)
ROUNDS = 7
PHRASES = 200


def at_once(lab: Lab) -> Iterator[View]:
    """Milliseconds for one text of some lengths, by a GRU and by a Transformer block."""
    keras.utils.set_random_seed(lab.seed)
    layers: dict[str, tuple[str, Callable[[], Any]]] = {
        "GRU": ("recurrent", lambda: keras.layers.GRU(WIDTH, return_sequences=True)),
        "Transformer block": ("attention", lambda: TransformerBlock(num_heads=HEADS, intermediate_dim=2 * WIDTH)),
    }
    times: dict[str, list[float]] = {name: [] for name in layers}
    for length in LENGTHS:
        x = np.random.default_rng(lab.seed).normal(size=(1, length, WIDTH)).astype("float32")
        for name, (kind, make) in layers.items():
            model = keras.Sequential([keras.Input((length, WIDTH)), make()])
            lab.compile(model, kind, optimizer="sgd", loss="mse")
            times[name].append(1000 * _median(partial(model.predict_on_batch, x)))
    yield Table(
        f"One text of width {WIDTH}, forwards, on this device",
        ["tokens", *[f"{name}, ms" for name in layers], "in a row, GRU", "in a row, block"],
        [
            [f"{length:,}", *[f"{times[name][place]:.2f}" for name in layers], f"{length:,}", "the same few"]
            for place, length in enumerate(LENGTHS)
        ],
        numeric=[0, 1, 2, 3, 4],
        note=f"Median of {ROUNDS}, compiled ahead. “In a row”: steps that cannot begin before the one before has ended.",
        name="at-once",
    )
    yield Curve(
        "Time against length",
        [Series(name, found, [float(length) for length in LENGTHS]) for name, found in times.items()],
        f"From {LENGTHS[0]} to {LENGTHS[-1]} tokens the GRU takes {times['GRU'][-1] / times['GRU'][0]:.1f} times as long, the "
        f"block {times['Transformer block'][-1] / times['Transformer block'][0]:.1f} times.",
        x_label="tokens",
        y_label="ms",
        log_y=True,
        name="time",
    )
    ratio = times["GRU"][-1] / times["Transformer block"][-1]
    faster = (
        f"At {LENGTHS[-1]} tokens the block is {ratio:.1f} times as fast here."
        if ratio >= 1
        else f"At {LENGTHS[-1]} tokens the GRU is still {1 / ratio:.1f} times as fast here: this device does few things at once."
    )
    yield Text(
        f"{faster} The block does *more* sums than the GRU, but it may do them side by side. The more a device does at the same "
        "time, the more this pays; and the longer the text, the more the square of its length costs."
    )


def read_and_write(lab: Lab) -> Iterator[View]:
    """The same decoder: all places of known targets in one pass, and one pass for each place."""
    data = dates(lab)
    model = lab.kept("main") or build(lab, data)
    x, y = data.x_test[:PHRASES], data.y_test[:PHRASES]
    known = inputs(x, y, data)
    memory = model.encoder.predict_on_batch(x)
    places = y.shape[1]

    def decode() -> None:
        model.decoder.predict_on_batch({"target": known["target"], "memory": memory, "source": x})

    once = 1000 * _median(decode)
    step_by_step = 1000 * _median(decode, places)
    yield Table(
        f"The decoder on {PHRASES} dates of {places} characters",
        ["", "passes", "ms"],
        [
            ["training: the target is known", "1", f"{once:.1f}"],
            ["writing: each character needs the one before", str(places), f"{step_by_step:.1f}"],
        ],
        numeric=[1, 2],
        note="Forwards only. Keys and values of earlier places could be kept; the GPT lesson does so.",
        name="read-and-write",
    )
    yield Text(
        f"Writing takes {step_by_step / once:.1f} times as long. “All tokens at once” holds for *reading* and for *training*. "
        "Whoever writes has to go step by step, Transformer or not."
    )


def _median(job: Callable[[], Any], times: int = 1) -> float:
    """Seconds that a job takes when it is done so many times: the median of some rounds after one that compiles."""
    job()
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(times):
            job()
        rounds.append(time.perf_counter() - began)
    return float(np.median(rounds))

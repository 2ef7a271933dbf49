"""How cost grows with work: `python -m benchmarks.growth` measures, fits slopes, draws and writes the table into docs/speed.md.

Time is that of one gradient step (forward and backward, compiled by JAX), the median of several, so no start-up is in it.
Memory is what XLA lays out for that step: weights, inputs and everything it keeps between; it is exact and without noise.
On double logarithmic axes cost ~ work^p is a line of slope p. The slope is fitted to the larger half of the sizes, where fixed
costs no longer show.
"""

from __future__ import annotations

import os

os.environ["KERAS_BACKEND"] = "jax"

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np
from keras import layers

from benchmarks.journals import fill
from dlteach import models
from dlteach.models.attention import SelfAttention

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- growth: begin -->", "<!-- growth: end -->"
LAPS = 5


@dataclass(frozen=True)
class Growth:
    """One question. `cost` gives seconds and bytes at a size; the theory's slopes are for large sizes."""

    name: str
    title: str
    work: str
    sizes: tuple[int, ...]
    cost: Callable[[int], tuple[float, float]]
    time_theory: str
    memory_theory: str


def step_cost(model: keras.Model, batch: tuple[int, ...], tokens: int = 0) -> tuple[float, float]:
    """Seconds and bytes of one gradient step of Σ output² on random inputs of shape `batch`."""
    random = np.random.default_rng(0)
    x = random.integers(0, tokens, batch) if tokens else random.normal(size=batch).astype("float32")

    def loss(weights: Any, state: Any, x: Any) -> Any:
        output, _ = model.stateless_call(weights, state, x, training=False)
        return keras.ops.mean(keras.ops.square(output))

    weights = [variable.value for variable in model.trainable_variables]
    state = [variable.value for variable in model.non_trainable_variables]
    step = jax.jit(jax.grad(loss)).lower(weights, state, x).compile()
    layout = step.memory_analysis()
    memory = layout.temp_size_in_bytes + layout.argument_size_in_bytes + layout.output_size_in_bytes
    jax.block_until_ready(step(weights, state, x))
    times = []
    for _ in range(LAPS):
        begun = time.perf_counter()
        jax.block_until_ready(step(weights, state, x))
        times.append(time.perf_counter() - begun)
    return statistics.median(times), float(memory)


def attention(length: int) -> tuple[float, float]:
    """Self-attention alone, 4 heads of 16."""
    x = keras.Input((length, 64))
    return step_cost(keras.Model(x, SelfAttention(4, causal=True)(x)), (1, length, 64))


def gpt(length: int) -> tuple[float, float]:
    """A whole GPT: 2 blocks of width 64, 100 tokens."""
    model = models.GPT(
        vocabulary_size=100, num_layers=2, num_heads=4, hidden_dim=64, max_sequence_length=length, dropout=0.0
    )
    return step_cost(model, (1, length), tokens=100)


def lstm(length: int) -> tuple[float, float]:
    """An LSTM of 64 units."""
    return step_cost(keras.Sequential([keras.Input((length, 64)), layers.LSTM(64)]), (8, length, 64))


def batch(size: int) -> tuple[float, float]:
    """LeNet-5 on a batch."""
    return step_cost(models.LeNet5(), (size, 32, 32, 1))


def width(units: int) -> tuple[float, float]:
    """Two dense layers of so many units."""
    inner = [layers.Dense(units, activation="relu") for _ in range(2)]
    return step_cost(keras.Sequential([keras.Input((units,)), *inner]), (64, units))


def depth(number: int) -> tuple[float, float]:
    """So many dense layers of 512 units."""
    inner = [layers.Dense(512, activation="relu") for _ in range(number)]
    return step_cost(keras.Sequential([keras.Input((512,)), *inner]), (64, 512))


def reviews(count: int) -> tuple[float, float]:
    """A review session's start on a journal of so many reviews: seconds to the queue, bytes of the file."""
    from dlteach.drill.decks import topics
    from dlteach.drill.starting import start
    from dlteach.store import Journal

    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), count)
        path = Path(folder) / "journal.db"
        times = []
        for _ in range(LAPS):
            begun = time.perf_counter()
            with Journal.open(path) as journal:
                start(journal, topics(), count=20, seed=0)
            times.append(time.perf_counter() - begun)
        return statistics.median(times), float(path.stat().st_size)


GROWTHS = [
    Growth("batch", "LeNet-5", "batch size", (8, 16, 32, 64, 128, 256, 512), batch, "1", "1"),
    Growth("attention", "attention alone", "length", (128, 256, 512, 1024, 2048, 4096), attention, "2", "2"),
    Growth("gpt", "whole GPT, width 64", "length", (64, 128, 256, 512, 1024, 2048), gpt, "1 to 2", "1 to 2"),
    Growth("lstm", "LSTM", "length", (64, 128, 256, 512, 1024, 2048), lstm, "1", "1"),
    Growth("width", "two dense layers", "width", (128, 256, 512, 1024, 2048, 4096), width, "2", "2"),
    Growth("depth", "dense layers of 512", "depth", (2, 4, 8, 16, 32, 64), depth, "1", "1"),
    Growth("reviews", "start of a review", "reviews", (1000, 10_000, 100_000, 300_000, 1_000_000), reviews, "0", "1"),
]


def slope(sizes: list[int], costs: list[float]) -> float:
    """p of cost ~ size^p, by least squares on the logarithms of the larger half of the sizes (three at least)."""
    first = min(len(sizes) // 2, len(sizes) - 3)
    return float(np.polyfit(np.log(sizes[first:]), np.log(costs[first:]), 1)[0])


def measure(growth: Growth) -> dict[str, Any]:
    """All sizes of one question, with the fitted slopes."""
    costs = [growth.cost(size) for size in growth.sizes]
    seconds, memory = [cost[0] for cost in costs], [cost[1] for cost in costs]
    sizes = list(growth.sizes)
    return {
        "name": growth.name,
        "title": growth.title,
        "work": growth.work,
        "sizes": sizes,
        "seconds": seconds,
        "bytes": memory,
        "time_slope": slope(sizes, seconds),
        "memory_slope": slope(sizes, memory),
        "time_theory": growth.time_theory,
        "memory_theory": growth.memory_theory,
    }


def table(found: list[dict[str, Any]]) -> str:
    """The slopes as a Markdown table; adding 0 turns −0 into 0."""
    rows = [
        "| what | grows with | slope of time | theory | slope of memory | theory |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row['title']} | {row['work']}, {row['sizes'][0]:,} to {row['sizes'][-1]:,} "
            f"| {round(row['time_slope'], 2) + 0:.2f} | {row['time_theory']} "
            f"| {row['memory_slope']:.2f} | {row['memory_theory']} |"
            for row in found
        ),
    ]
    return "\n".join(rows)


def draw(found: list[dict[str, Any]], path: Path) -> None:
    """Double logarithmic plots of time and memory, both relative to the smallest size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 4, figsize=(13, 6), constrained_layout=True)
    for axis, row in zip(axes.flat, found, strict=False):
        for key, name in (("seconds", "time"), ("bytes", "memory")):
            p = row["time_slope" if name == "time" else "memory_slope"]
            axis.loglog(
                row["sizes"], np.array(row[key]) / row[key][0], "o-", label=f"{name}: slope {round(p, 2) + 0:.2f}"
            )
        axis.set(title=row["title"], xlabel=row["work"], ylabel="times the smallest")
        few = row["sizes"][:: -(-len(row["sizes"]) // 3)]
        axis.set_xticks(few, [f"{size:,}" for size in few])
        axis.set_xticks([], minor=True)
        axis.legend(fontsize=8)
    for axis in axes.flat[len(found) :]:
        axis.set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def write(found: list[dict[str, Any]], page: Path) -> None:
    """Puts the table between the page's markers."""
    text = page.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{table(found)}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measures, prints and writes everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [growth.name for growth in GROWTHS]
    parser.add_argument("--row", choices=names, action="append", help="only this one; then nothing is written")
    parser.add_argument("--json", type=Path, help="write the numbers to a file")
    arguments = parser.parse_args()
    found = [measure(growth) for growth in GROWTHS if growth.name in (arguments.row or names)]
    print(table(found))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if not arguments.row:
        draw(found, DOCS / "pictures" / "growth.svg")
        write(found, DOCS / "speed.md")


if __name__ == "__main__":
    main()

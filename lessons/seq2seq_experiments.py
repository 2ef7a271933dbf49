"""The experiments of the encoder–decoder lesson: without attention, and with more and more to remember."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.lessons.seq2seq_bench import EPOCHS, attention_of, build, dates, fit, letters
from dlteach.lessons.translation import exact
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

KINDS = {"additive": "additive", "dot": "dot product", None: "none"}
SHORTEST, LONGEST, SEQUENCES = 4, 16, 10_000
LETTER_EPOCHS = 8
LONG = 13


def without_attention(lab: Lab) -> Iterator[View]:
    """Dates with additive, dot-product and no attention."""
    data = dates(lab)
    rows, shares = [], {}
    for kind, name in KINDS.items():
        trained = lab.kept("main") if kind == attention_of(lab) else None
        if trained is not None:
            right, seconds, count = exact(trained, data.x_test, data.y_test, data), "above", trained.count_params()
        else:
            model = build(lab, data, attention=kind)
            fitted, right = fit(lab, model, data, f"dates, attention: {name}", EPOCHS)
            seconds, count = f"{fitted.seconds:.1f}", model.count_params()
            lab.log(
                f"dates, attention: {name}",
                {"exact match %": 100 * float(right.mean()), "parameters": count},
                fitted.seconds,
                epochs=len(fitted.history["loss"]),
                attention=str(kind or "none"),
            )
        shares[kind] = float(right.mean())
        rows.append([name, f"{count:,}", seconds, f"{100 * shares[kind]:.1f} %"])
    yield Table(
        f"Dates, {EPOCHS if lab.epochs is None else lab.epochs} epochs each",
        ["attention", "parameters", "seconds", "exact match"],
        rows,
        numeric=[1, 2, 3],
        name="without-attention",
    )
    best = max(shares["additive"], shares["dot"])
    verdict = (
        "no less than with it: a date is short, and its content fits into one vector"
        if best <= shares[None]
        else "hardly less: a date is short, and its content fits into one vector"
        if best - shares[None] < 0.01
        else f"{100 * (best - shares[None]):.1f} points less than the better one with it"
    )
    yield Text(
        f"Without attention {100 * shares[None]:.1f} % come out right, {verdict}. Short phrases are not where it hurts most."
    )


def long_without_attention(lab: Lab) -> Truth:
    """How many long sequences the network without attention reverses."""
    lengths, shares = _by_length(lab)
    share = _mean_from(LONG, lengths, shares[None])
    answer = (
        "nearly all of them, more than 90 %"
        if share > 0.9
        else "hardly any, less than 20 %"
        if share < 0.2
        else "some of them, 20 to 90 %"
    )
    return Truth(
        answer,
        f"{100 * share:.0f} %. Up to {LONG - 1} letters it was "
        f"{100 * _mean_below(LONG, lengths, shares[None]):.0f} %. All letters have to pass through one vector of "
        f"{2 * int(lab.settings['units'])} numbers.",
    )


def bottleneck(lab: Lab) -> Iterator[View]:
    """The share of sequences reversed exactly, by length, with attention and without."""
    lengths, shares = _by_length(lab)
    names = {"additive": "with attention", None: "without"}
    long = {kind: _mean_from(LONG, lengths, shares[kind]) for kind in names}
    yield Curve(
        "Letters backwards: exact matches by length",
        [Series(names[kind], [100 * share for share in shares[kind]], [float(n) for n in lengths]) for kind in names],
        f"With attention {100 * long['additive']:.0f} % of the sequences of {LONG} to {LONGEST} letters come out right, "
        f"without {100 * long[None]:.0f} %. At {lengths[0]} letters it is {100 * shares['additive'][0]:.0f} % and "
        f"{100 * shares[None][0]:.0f} %.",
        x_label="letters",
        y_label="% exact",
        name="bottleneck",
    )
    yield Table(
        "The same in numbers",
        ["letters", "with attention", "without"],
        [
            [str(n), f"{100 * shares['additive'][place]:.0f} %", f"{100 * shares[None][place]:.0f} %"]
            for place, n in enumerate(lengths)
            if n % 2 == 0
        ],
        numeric=[0, 1, 2],
        name="bottleneck-table",
    )
    yield Text(
        "This is the bottleneck. Both networks have the same cells and saw the same sequences. One may look back, the other "
        "has to carry everything along. A wider vector only moves the edge: try `--set units=128`."
    )


def _by_length(lab: Lab) -> tuple[list[int], dict[str | None, list[float]]]:
    """Lengths, and the share of exact matches at each, by kind of attention; trained once a session."""
    if "bottleneck" not in lab.memory:
        data = letters(lab, SEQUENCES, SHORTEST, LONGEST)
        sizes = np.array([len(phrase) for phrase in data.extra["phrases_test"]])
        lengths = sorted({int(size) for size in sizes})
        shares = {}
        for kind, name in (("additive", "with attention"), (None, "without attention")):
            model = build(lab, data, attention=kind)
            fitted, right = fit(lab, model, data, f"letters backwards, {name}", LETTER_EPOCHS)
            shares[kind] = [float(right[sizes == length].mean()) for length in lengths]
            lab.log(
                f"letters backwards, {name}",
                {"exact match %": 100 * float(right.mean()), "parameters": model.count_params()},
                fitted.seconds,
                epochs=len(fitted.history["loss"]),
                attention=str(kind or "none"),
            )
        lab.memory["bottleneck"] = lengths, shares
    return lab.memory["bottleneck"]


def _mean_from(length: int, lengths: list[int], shares: list[float]) -> float:
    return float(np.mean([share for n, share in zip(lengths, shares, strict=True) if n >= length]))


def _mean_below(length: int, lengths: list[int], shares: list[float]) -> float:
    return float(np.mean([share for n, share in zip(lengths, shares, strict=True) if n < length]))

"""One step of a GRU on numbers small enough to follow, and its counts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.lessons.recurrent_bench import build_adder
from dlteach.scratch import gru_step
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

OLD, CANDIDATE = 0.2, 0.8


def step_by_hand(lab: Lab) -> Iterator[View]:
    """One step of one unit, every number shown."""
    x, h = 1.0, 0.5
    kernel = np.array([[1.0, -2.0, 1.5]], "float32")
    recurrent = np.array([[1.0, 2.0, -2.0]], "float32")
    bias = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], "float32")
    z, r = (_sigmoid(x * kernel[0, i] + h * recurrent[0, i]) for i in (0, 1))
    g = float(np.tanh(x * kernel[0, 2] + r * h * recurrent[0, 2]))
    yield Text(f"The input is x = {x:g} and the old state h = {h:g}. All biases are 0.")
    yield Table(
        "Two gates and a candidate",
        ["", "w", "u", "computed as", "value"],
        [
            ["update gate z", _text(kernel[0, 0]), _text(recurrent[0, 0]), "σ(w · x + u · h)", f"{z:.3f}"],
            ["reset gate r", _text(kernel[0, 1]), _text(recurrent[0, 1]), "σ(w · x + u · h)", f"{r:.3f}"],
            ["candidate g", _text(kernel[0, 2]), _text(recurrent[0, 2]), "tanh(w · x + r · (u · h))", f"{g:.3f}"],
        ],
        numeric=[1, 2, 4],
        name="one-step",
    )
    new = gru_step(np.array([[x]], "float32"), np.array([[h]], "float32"), kernel, recurrent, bias)
    value = float(ops.convert_to_numpy(new)[0, 0])
    yield Text(
        f"New state: h' = z · h + (1 − z) · g = {z:.3f} · {h:g} + {1 - z:.3f} · {g:.3f} = **{value:.3f}**.\n\n"
        f"It lies between the old {h:g} and the candidate {g:.3f}. With z near 1 it would have stayed at the old."
    )


def mixed(lab: Lab) -> Truth:
    """The new state for an update gate of 0.75."""
    new = 0.75 * OLD + 0.25 * CANDIDATE
    return Truth(
        f"{new:.2f}", f"0.75 · {OLD:g} + 0.25 · {CANDIDATE:g} = {new:.2f}: three quarters old, one quarter new."
    )


def keeping(lab: Lab) -> Iterator[View]:
    """How the state moves to a steady candidate, for several update gates."""
    gates = (0.0, 0.5, 0.9, 0.99)
    steps = 30
    # h' = z h + (1 − z) g with the same g at every step: h = g (1 − z^t) from h = 0
    lines = {z: [CANDIDATE * (1 - z**step) for step in range(1, steps + 1)] for z in gates}
    yield Curve(
        f"From 0 towards a steady candidate of {CANDIDATE:g}",
        [Series(f"z = {z:g}", values) for z, values in lines.items()],
        " ".join(f"With z = {z:g} the state is {values[-1]:.2f} after {steps} steps." for z, values in lines.items()),
        x_label="step",
        y_label="state",
        name="keeping",
    )


def parameters(lab: Lab) -> Truth:
    """The parameter count of the GRU layer, asked of Keras."""
    units, length = int(lab.settings["units"]), int(lab.settings["length"])
    counts = {cell: build_adder(lab, length, cell).get_layer("recurrent_1").count_params() for cell in ("gru", "lstm")}
    saved = 100 * (1 - counts["gru"] / counts["lstm"])
    return Truth(
        str(counts["gru"]),
        f"3 · {units} · (2 + {units} + 2) = {counts['gru']:,}: three sets, and in each a unit sees 2 inputs, {units} hidden "
        f"values and, in Keras, two biases. An LSTM has {counts['lstm']:,}. Three sets instead of four save a quarter; the "
        f"second bias takes a little of that back, so it is {saved:.0f} %.",
    )


def _sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


def _text(number: float) -> str:
    return f"{number:g}".replace("-", "−")

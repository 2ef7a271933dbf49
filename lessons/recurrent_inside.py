"""Looks into a recurrent network as it reads one sequence of the adding problem: gates, states, and what counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import keras
import numpy as np
from keras import ops

from dlteach.inspect.pictures import diverging, gallery
from dlteach.models import SequenceForecaster
from dlteach.models.gradients import input_gradient
from dlteach.views import Curve, Series, Text, View

GATES = {"rnn": (), "lstm": ("input", "forget", "output"), "gru": ("update", "reset")}


def written(model: SequenceForecaster, x: np.ndarray) -> np.ndarray:
    """How much each unit writes into its memory at each step, as magnitudes (time, units).

    An LSTM writes i ⊙ g. A GRU writes (1 − z) ⊙ (g − h), the amount by which it changes the old state.
    """
    found = {name: values[0] for name, values in model.gates(x).items()}
    if model.config["cell"] == "lstm":
        return np.abs(found["input"] * found["candidate"])
    before = np.concatenate([np.zeros_like(found["hidden"][:1]), found["hidden"][:-1]])
    return np.abs((1 - found["update"]) * (found["candidate"] - before))


def at_and_elsewhere(values: np.ndarray, marks: Sequence[int]) -> tuple[float, float]:
    """The mean at the marked steps, counted from 1, and the mean at all others."""
    marked = np.isin(np.arange(1, len(values) + 1), marks)
    return float(values[marked].mean()), float(values[~marked].mean())


def gate_curves(model: SequenceForecaster, x: np.ndarray, marks: Sequence[int]) -> Iterator[View]:
    """Each gate over time: the mean over all units, then the unit that writes most at the marked steps.

    Args:
        model: with the cell "lstm" or "gru".
        x: one sequence, (1, time, 2).
        marks: the marked steps, counted from 1.
    """
    names = GATES[model.config["cell"]]
    found = model.gates(x)
    means = {name: found[name][0].mean(axis=-1) for name in names}
    told = []
    for name in names:
        here, elsewhere = at_and_elsewhere(means[name], marks)
        told.append(f"The {name} gate is {here:.2f} at the marked steps and {elsewhere:.2f} at the others.")
    yield Curve(
        f"The gates, mean of all {model.config['units']} units",
        [Series(f"{name} gate", means[name].tolist()) for name in names],
        f"The marks stand at steps {marks[0]} and {marks[1]}. " + " ".join(told),
        x_label="step",
        y_label="opening",
        name="gates",
    )
    amounts = written(model, x)
    unit = int(np.argmax(amounts[np.array(marks) - 1].sum(axis=0)))
    own = {name: found[name][0, :, unit] for name in names}
    here, elsewhere = at_and_elsewhere(amounts[:, unit], marks)
    yield Curve(
        f"One unit, number {unit + 1}: the one that writes most at the marks",
        [Series(f"{name} gate", own[name].tolist()) for name in names],
        f"At the marked steps its memory changes by {here:.2f} through what is written, at the others by "
        f"{elsewhere:.2f} on average.",
        x_label="step",
        y_label="opening",
        name="gates-of-one-unit",
    )
    here, elsewhere = at_and_elsewhere(amounts.mean(axis=1), marks)
    keeper = "forget" if model.config["cell"] == "lstm" else "update"
    widest = float(found[keeper][0].mean(axis=0).max())
    yield Text(
        f"Over all units: at a marked step {here:.3f} is written on average, at another step {elsewhere:.3f}. "
        f"That is {here / elsewhere:.1f} times as much. Nobody told the network what a mark is.\n\n"
        f"Units differ. The {keeper} gate that keeps most, on average over the sequence, stands at {widest:.2f}."
    )


def state_picture(values: np.ndarray, marks: Sequence[int], what: str, name: str) -> View:
    """A state over time as a picture: a row for each unit, a column for each step; blue below zero, orange above.

    Args:
        values: (time, units).
        marks: the marked steps, counted from 1.
        what: what is shown, such as "cell state".
        name: of the view.
    """
    changes = np.abs(np.diff(values, axis=0, prepend=np.zeros_like(values[:1]))).mean(axis=1)
    here, elsewhere = at_and_elsewhere(changes, marks)
    return gallery(
        f"The {what}: {values.shape[1]} units over {values.shape[0]} steps",
        [diverging(values.T)],
        [f"time runs to the right; marks at {marks[0]} and {marks[1]}"],
        f"From step to step a unit's {what} changes by {here:.3f} at the marked steps and by {elsewhere:.3f} at the "
        f"others, on average. Its values lie between {signed(values.min())} and {signed(values.max())}.",
        name=name,
    )


def signed(value: float) -> str:
    """A number with two decimals and a real minus sign; what rounds to zero has no sign."""
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")


def powered(value: float) -> str:
    """A number above 0 with two digits; far from 1, as times a power of ten: 0.024, 3,700, 3.4 · 10^−16."""
    if not np.isfinite(value):
        return "too large to be a number"
    mantissa, exponent = f"{value:.1e}".split("e")
    if -4 < int(exponent) < 4:
        rounded = float(f"{value:.2g}")
        return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:g}"
    return f"{mantissa} · 10^{int(exponent)}".replace("-", "−")


def influence(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """How much the output changes with the number at each step: ∂ output / ∂ number, (time,)."""
    sequence = ops.convert_to_tensor(x.astype("float32"))
    gradient = input_gradient(lambda values: model(values, training=False), sequence)
    return ops.convert_to_numpy(ops.stop_gradient(gradient))[0, :, 0]

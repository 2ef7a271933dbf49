"""The experiments of the GRU lesson: beside the LSTM, at equal parameters, and with letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dlteach.lessons.recurrent_bench import NAMES, adding, trained_adder
from dlteach.lessons.recurrent_text import characters_learned
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

LONG = 100
CELLS = ("rnn", "lstm", "gru")

# parameters of the whole network: recurrent layer on 2 features, then one weighted sum with a bias
COUNTS: dict[str, Callable[[int], int]] = {
    "rnn": lambda units: units * (2 + units + 1) + units + 1,
    "lstm": lambda units: 4 * units * (2 + units + 1) + units + 1,
    "gru": lambda units: 3 * units * (2 + units + 2) + units + 1,
}


def units_for(cell: str, parameters: int) -> int:
    """How many units bring a network closest to a number of parameters."""
    return min(range(1, 400), key=lambda units: abs(COUNTS[cell](units) - parameters))


def side_by_side(lab: Lab) -> Iterator[View]:
    """GRU and LSTM with equally many units: parameters, errors and times, at 50 and 100 steps."""
    rows, seconds, errors = [], {}, {}
    for length in (50, LONG):
        for cell in ("lstm", "gru"):
            model, error, fitted = trained_adder(lab, length, cell)
            seconds[length, cell], errors[length, cell] = fitted.seconds / max(1, fitted.steps), error
            rows.append(
                [
                    str(length),
                    NAMES[cell],
                    f"{model.count_params():,}",
                    f"{error:.4f}",
                    f"{fitted.seconds:.1f}",
                    f"{1000 * seconds[length, cell]:.1f}",
                ]
            )
    yield Table(
        "Equally many units",
        ["steps", "network", "parameters", "test error", "seconds", "ms a step"],
        rows,
        numeric=[0, 2, 3, 4, 5],
        note="Seconds of training without compiling; “a step” is one update of the weights.",
        name="side-by-side",
    )
    ratio = np.mean([seconds[length, "lstm"] / seconds[length, "gru"] for length in (50, LONG)])
    better = [length for length in (50, LONG) if errors[length, "gru"] < errors[length, "lstm"]]
    where = " and ".join(str(length) for length in better)
    yield Text(
        f"A training step of the LSTM took {ratio:.2f} times as long as one of the GRU, on average over both lengths. "
        + (
            f"The GRU has the smaller error at {where} steps."
            if better
            else "The LSTM has the smaller error at both lengths."
        )
        + "\n\nTimes hang on the machine and on the program. "
        + ("Here the GRU is slower, although it computes less. " if ratio < 1 else "")
        + "A layer this small spends most of its time on other things than products, so do not expect a quarter less."
    )


def equal_parameters(lab: Lab) -> Iterator[View]:
    """Plain RNN, LSTM and GRU with about as many parameters as the GRU has, on 100 steps."""
    target = COUNTS["gru"](int(lab.settings["units"]))
    found = {cell: trained_adder(lab, LONG, cell, units=units_for(cell, target)) for cell in CELLS}
    yield Table(
        f"About {target:,} parameters each, {LONG} steps",
        ["network", "units", "parameters", "test error"],
        [
            [NAMES[cell], str(model.config["units"]), f"{model.count_params():,}", f"{error:.4f}"]
            for cell, (model, error, _) in found.items()
        ],
        numeric=[1, 2, 3],
        note=f"Always saying the mean has an error of {np.var(adding(lab, LONG).y_test):.3f}.",
        name="equal-parameters",
    )
    yield Curve(
        "Validation loss, epoch by epoch",
        [Series(NAMES[cell], fitted.history["val_loss"]) for cell, (_, _, fitted) in found.items()],
        " ".join(
            f"{NAMES[cell]}: from {fitted.history['val_loss'][0]:.3f} to {fitted.history['val_loss'][-1]:.4f}."
            for cell, (_, _, fitted) in found.items()
        ),
        x_label="epoch",
        y_label="loss",
        log_y=True,
        name="equal-parameters-curve",
    )
    learned = found["rnn"][1] < float(np.var(adding(lab, LONG).y_test)) / 2
    yield Text(
        "The plain RNN has by far the most units here. This time it learned to add, too; do not count on it."
        if learned
        else "The plain RNN has by far the most units here, and they do not help it. What it lacks is a way for the gradient "
        "through time, not room."
    )


def who_adds(lab: Lab) -> Truth:
    """Which networks of equal size get below half of the mean guess at 100 steps."""
    target = COUNTS["gru"](int(lab.settings["units"]))
    errors = {cell: trained_adder(lab, LONG, cell, units=units_for(cell, target))[1] for cell in CELLS}
    half = float(np.var(adding(lab, LONG).y_test)) / 2
    answers = {
        ("rnn", "lstm", "gru"): "All three",
        ("lstm", "gru"): "The LSTM and the GRU",
        ("gru",): "The GRU only",
        ("lstm",): "The LSTM only",
    }
    told = ", ".join(f"{NAMES[cell]} {error:.4f}" for cell, error in errors.items())
    learned = tuple(cell for cell, error in errors.items() if error < half)
    return Truth(answers.get(learned, "None of them"), f"Test errors: {told}.")


def write_text(lab: Lab) -> Iterator[View]:
    """A GRU that learns to predict the next character, beside two counting tables."""
    yield from characters_learned(lab, "gru")

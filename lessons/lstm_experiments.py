"""The experiments of the LSTM lesson: longer sequences, the forget gate's first bias, and writing text."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.lessons.recurrent_bench import NAMES, adding, epochs_for, trained_adder
from dlteach.lessons.recurrent_text import characters_learned, trained_writer
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

LENGTHS = (10, 25, 50, 100)
LONG = 100
LEARNED = 0.05


def who_remembers(lab: Lab) -> Truth:
    """Which of the two networks gets below half of the mean guess at 50 steps."""
    errors = {cell: trained_adder(lab, 50, cell)[1] for cell in ("rnn", "lstm")}
    half = float(np.var(adding(lab, 50).y_test)) / 2
    learned = [cell for cell, error in errors.items() if error < half]
    answers = {
        ("rnn", "lstm"): "Both of them",
        ("lstm",): "The LSTM only",
        ("rnn",): "The plain RNN only",
        (): "Neither of them",
    }
    return Truth(
        answers[tuple(learned)],
        f"The plain RNN has an error of {errors['rnn']:.3f}, the LSTM one of {errors['lstm']:.4f}. Both had {epochs_for(50)} "
        "epochs, or as many as you asked for, on the same sequences.",
    )


def by_length(lab: Lab) -> Iterator[View]:
    """Plain RNN and LSTM on the adding problem of 10 to 100 steps."""
    errors = {cell: [trained_adder(lab, length, cell)[1] for length in LENGTHS] for cell in ("rnn", "lstm")}
    guesses = [float(np.var(adding(lab, length).y_test)) for length in LENGTHS]
    yield Table(
        "Test error by length",
        ["steps", "always the mean", "plain RNN", "LSTM"],
        [
            [str(length), f"{guess:.3f}", f"{plain:.4f}", f"{gated:.4f}"]
            for length, guess, plain, gated in zip(LENGTHS, guesses, errors["rnn"], errors["lstm"], strict=True)
        ],
        numeric=[0, 1, 2, 3],
        note=f"Mean squared error. {epochs_for(50)} epochs, for {LONG} steps {epochs_for(LONG)}, unless you set another number.",
        name="by-length",
    )
    steps = [float(length) for length in LENGTHS]
    yield Curve(
        "Test error by length",
        [
            Series("always the mean", guesses, steps),
            *(Series(NAMES[cell], values, steps) for cell, values in errors.items()),
        ],
        f"The plain RNN goes from {errors['rnn'][0]:.3f} at {LENGTHS[0]} steps to {errors['rnn'][-1]:.3f} at {LONG}; the LSTM "
        f"from {errors['lstm'][0]:.4f} to {errors['lstm'][-1]:.4f}.",
        x_label="steps",
        y_label="error",
        log_y=True,
        name="by-length-curve",
    )
    yield Text(
        "The plain RNN is not *unable* to add: at few steps it does, and with many more epochs it now and then succeeds "
        "at 50. But the farther back a mark stands, the fainter is the gradient that tells about it."
    )


def forget_bias(lab: Lab) -> Iterator[View]:
    """LSTMs whose forget gates start with bias 0 and with bias 1, on 100 steps."""
    found = {bias: trained_adder(lab, LONG, "lstm", forget_bias=None if bias else 0.0) for bias in (0, 1)}
    rows = []
    for bias, (_, error, fitted) in found.items():
        below = [epoch for epoch, loss in enumerate(fitted.history["val_loss"], start=1) if loss < LEARNED]
        rows.append([str(bias), f"{1 / (1 + np.exp(-bias)):.2f}", str(below[0]) if below else "never", f"{error:.4f}"])
    yield Table(
        f"The forget gate's first bias, {LONG} steps",
        ["bias", "gate at first", f"epoch with loss < {LEARNED}", "test error"],
        rows,
        numeric=[0, 1, 2, 3],
        name="forget-bias",
    )
    yield Curve(
        "Validation loss, epoch by epoch",
        [Series(f"bias {bias}", fitted.history["val_loss"]) for bias, (_, _, fitted) in found.items()],
        " ".join(
            f"With bias {bias} the loss ends at {fitted.history['val_loss'][-1]:.2g}."
            for bias, (_, _, fitted) in found.items()
        ),
        x_label="epoch",
        y_label="loss",
        log_y=True,
        name="forget-bias-curve",
    )


def write_text(lab: Lab) -> Iterator[View]:
    """A plain RNN and an LSTM that learn to predict the next character, beside two counting tables."""
    yield from characters_learned(lab, "rnn", "lstm")
    losses = {cell: trained_writer(lab, cell)[1] for cell in ("rnn", "lstm")}
    better = min(losses, key=lambda cell: losses[cell])
    yield Text(
        f"After so short a training the {NAMES[better]} is ahead, by {abs(losses['rnn'] - losses['lstm']):.2f}. To guess the "
        "next letter, the last few are nearly all you need: here a long memory counts for little at first.\n\n"
        "Letters, word endings and some words are there, but no sense. The lesson on GPT writes better."
    )

"""What the lessons on the LSTM and the GRU do alike: build a network that adds, train it, and look inside."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach import inspect
from dlteach.lessons.recurrent_bench import (
    NAMES,
    adding,
    build_adder,
    how_it_went,
    one_example,
    trained_adder,
)
from dlteach.lessons.recurrent_inside import gate_curves, influence, signed, state_picture
from dlteach.models import SequenceForecaster
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, View


def prepare(lab: Lab) -> None:
    """Makes the sequences ahead, while the learner reads."""
    adding(lab, _length(lab))


def pieces(lab: Lab) -> Iterator[View]:
    """The network piece by piece: what each adds, its output shape, and why."""
    model = _built(lab)
    why = {
        "sequence": "number and mark at each step",
        "recurrent_1": "read the steps, remember what counts",
        "output": "one weighted sum: the answer",
    }
    yield Table(
        "From a sequence to a number",
        ["piece", "layer", "shape after it", "why"],
        [
            [layer.name, type(layer).__name__, _shape_text(layer.output.shape[1:]), why[layer.name]]
            for layer in model.layers
        ],
        numeric=[2],
        note="The recurrent layer hands on its hidden state of the last step only.",
        name="pieces",
    )


def network(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    model = _built(lab)
    yield inspect.summary(model).table()
    yield Text(
        f"{model.count_params():,} parameters in all. How long the sequence is does not show in that count: the same "
        "weights are used at every step."
    )


def train_adder(lab: Lab) -> Iterator[View]:
    """Trains the network on the adding problem and measures it on the test set, once."""
    cell, length = str(lab.settings["cell"]), _length(lab)
    bias = float(lab.settings.get("forget_bias", 1))
    model, error, fitted = trained_adder(lab, length, cell, forget_bias=None if bias == 1 else bias)
    lab.keep("main", model)
    yield inspect.loss_curve(fitted.history)
    data = adding(lab, length)
    guess = mean_squared_error_of_one(data.y_test)
    yield Text(
        f"{how_it_went(fitted)} On the test set always saying 1 has an error of {guess:.3f}, the {NAMES[cell]} {error:.4f}."
    )
    predicted = model.predict_on_batch(data.x_test[:4])
    yield Table(
        "Four test sequences",
        ["true sum", "predicted"],
        [[f"{true:.3f}", f"{said:.3f}"] for true, said in zip(data.y_test[:4, 0], np.ravel(predicted), strict=True)],
        numeric=[0, 1],
        name="answers",
    )
    yield Result(f"test error {error:.4f}")


def mean_squared_error_of_one(y: np.ndarray) -> float:
    """The error of always saying 1."""
    return float(np.mean((y - 1) ** 2))


def gates_over_time(lab: Lab) -> Iterator[View]:
    """The gates while the network reads one test sequence."""
    model = _trained(lab)
    x, _, marks = one_example(lab, _length(lab))
    if model.config["cell"] == "rnn":
        yield Text("A plain RNN has no gates. Choose `--set cell=lstm` to see some.")
        return
    yield from gate_curves(model, x, marks)


def memory_over_time(lab: Lab) -> Iterator[View]:
    """The memory of every unit while the network reads one test sequence."""
    model = _trained(lab)
    x, total, marks = one_example(lab, _length(lab))
    if model.config["cell"] == "lstm":
        yield state_picture(model.gates(x)["cell"][0], marks, "cell state", "cell-state")
    yield state_picture(model.states(x)[0], marks, "hidden state", "hidden-state")
    said = float(np.ravel(model.predict_on_batch(x))[0])
    yield Text(f"The true sum of this sequence is {total:.3f}. The network says {said:.3f}.")


def which_steps_count(lab: Lab) -> Iterator[View]:
    """How much the answer changes with the number at each step, for an LSTM and a plain RNN."""
    length = _length(lab)
    x, _, marks = one_example(lab, length)
    main = _trained(lab)
    models = {main.config["cell"]: main, "rnn": trained_adder(lab, length, "rnn")[0]}
    found = {cell: influence(model, x) for cell, model in models.items()}
    told = [
        f"{NAMES[cell]}: {signed(values[marks[0] - 1])} at the first mark, {signed(values[marks[1] - 1])} at the second, and "
        f"{np.abs(np.delete(values, [mark - 1 for mark in marks])).mean():.3f} elsewhere on average, signs left out."
        for cell, values in found.items()
    ]
    yield Curve(
        "How much the answer changes with the number at each step",
        [Series(NAMES[cell], values.tolist()) for cell, values in found.items()],
        f"Marks at {marks[0]} and {marks[1]}; a perfect adder has 1 there and 0 elsewhere. {' '.join(told)}",
        x_label="step",
        y_label="∂ answer / ∂ number",
        name="influence",
    )


def _trained(lab: Lab) -> SequenceForecaster:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_adder, SequenceForecaster)


def _built(lab: Lab) -> SequenceForecaster:
    return build_adder(lab, _length(lab), str(lab.settings["cell"]))


def _length(lab: Lab) -> int:
    return int(lab.settings["length"])


def _shape_text(shape: tuple[int | None, ...]) -> str:
    return ", ".join(str(size) for size in shape)

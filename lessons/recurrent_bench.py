"""What the lessons on recurrent networks share: the adding problem, a network for it, and how it is trained."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach import data, inspect
from dlteach.data import Dataset
from dlteach.models import SequenceForecaster
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

NAMES = {"rnn": "plain RNN", "lstm": "LSTM", "gru": "GRU"}
# variance of the sum of two numbers drawn evenly between 0 and 1
MEAN_GUESS = 1 / 6


def adding(lab: Lab, length: int) -> Dataset:
    """The adding problem with sequences of that many steps, made once a session from the lab's seed."""
    key = f"adding {length}"
    if key not in lab.memory:
        lab.memory[key] = data.load("adding", seed=lab.seed, length=length)
    return lab.memory[key]


def epochs_for(length: int) -> int:
    """How often the data are seen: longer sequences take longer to be understood."""
    return 4 if length <= 60 else 8


def build_adder(
    lab: Lab, length: int, cell: str, units: int | None = None, forget_bias: float | None = None
) -> SequenceForecaster:
    """A network that reads number and mark at each step and gives one number at the end.

    Args:
        lab: with the setting `units`; the first weights are drawn from its seed.
        length: steps of a sequence.
        cell: "rnn", "lstm" or "gru".
        units: instead of the setting.
        forget_bias: where the biases of an LSTM's forget gates start, instead of Keras's 1.
    """
    keras.utils.set_random_seed(lab.seed)
    units = units or int(lab.settings["units"])
    model = SequenceForecaster(input_shape=(length, 2), cell=cell, units=units, name=cell)
    if forget_bias is not None and cell == "lstm":
        set_forget_bias(model, forget_bias)
    return model


def set_forget_bias(model: SequenceForecaster, value: float) -> None:
    """Sets the biases of an LSTM's forget gates, the second of the four blocks in Keras's order."""
    cell = model.get_layer("recurrent_1").cell
    bias = np.array(ops.convert_to_numpy(cell.bias))
    bias[cell.units : 2 * cell.units] = value
    cell.bias.assign(bias)


def train(
    lab: Lab,
    model: keras.Model,
    dataset: Dataset,
    title: str,
    epochs: int,
    loss: Any = "mse",
    metrics: list[str] | None = None,
    limit: int | None = None,
    learning_rate: float | None = None,
) -> Fitted:
    """Trains a recurrent network with Adam on clipped gradients; the step size falls to zero along a cosine.

    Args:
        lab: with the settings `batch_size`, `learning_rate` and `clip`.
        model: any network.
        dataset: trains on its training set and validates on its validation set.
        title: names the training.
        epochs: unless the learner asked for another number.
        loss: what is to become small.
        metrics: what is also measured.
        limit: trains on so many examples only.
        learning_rate: instead of the setting.
    """
    x, y = dataset.x_train[:limit], dataset.y_train[:limit]
    batch_size = min(int(lab.settings["batch_size"]), len(x))
    steps = (lab.epochs or epochs) * -(-len(x) // batch_size)
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate or float(lab.settings["learning_rate"]), steps)
    optimizer = keras.optimizers.Adam(schedule, global_clipnorm=float(lab.settings["clip"]))
    lab.compile(model, "recurrent", optimizer=optimizer, loss=loss, metrics=metrics)
    validation = (dataset.x_validation, dataset.y_validation)
    return lab.fit(
        model, x, y, kind="recurrent", epochs=epochs, title=title, validation=validation, batch_size=batch_size
    )


def mean_squared_error(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """The mean of (predicted − true)² over all examples."""
    return float(np.mean((ops.convert_to_numpy(model.predict_on_batch(x)) - y) ** 2))


def trained_adder(
    lab: Lab, length: int, cell: str, units: int | None = None, forget_bias: float | None = None
) -> tuple[SequenceForecaster, float, Fitted]:
    """A network trained on the adding problem, its error on the test set and its training; each made once a session."""
    units = units or int(lab.settings["units"])
    key = f"adder {length} {cell} {units} {forget_bias}"
    if key not in lab.memory:
        dataset = adding(lab, length)
        model = build_adder(lab, length, cell, units, forget_bias)
        extra = "" if forget_bias is None else f", forget bias {forget_bias:g}"
        title = f"{NAMES[cell]} of {units}, {length} steps{extra}"
        fitted = train(lab, model, dataset, title, epochs_for(length))
        error = mean_squared_error(model, dataset.x_test, dataset.y_test)
        lab.log(
            title,
            {"test error": error, "parameters": model.count_params()},
            fitted.seconds,
            data="adding",
            cell=cell,
            length=length,
            epochs=len(fitted.history["loss"]),
        )
        lab.memory[key] = (model, error, fitted)
    return lab.memory[key]


def how_it_went(fitted: Fitted) -> str:
    """What a training took, and which epoch's weights were kept."""
    kept = f"The weights of epoch {fitted.best_epoch} were kept: none did better on the validation set."
    return f"{inspect.how_it_went(fitted)} {kept}"


def one_example(lab: Lab, length: int) -> tuple[np.ndarray, float, list[int]]:
    """The test sequence that is followed through the networks: (1, length, 2), its sum, and the two marked steps from 1.

    It is one whose marks stand far apart and not at the ends, so that waiting, storing and keeping are all to be seen.
    """
    dataset = adding(lab, length)
    marks = dataset.x_test[:, :, 1]
    first, second = marks.argmax(axis=1), length - 1 - marks[:, ::-1].argmax(axis=1)
    fitting = (first >= length // 6) & (second < length - length // 8) & (second - first >= length // 3)
    index = int(np.argmax(fitting))
    return (
        dataset.x_test[index : index + 1],
        float(dataset.y_test[index, 0]),
        [int(first[index]) + 1, int(second[index]) + 1],
    )

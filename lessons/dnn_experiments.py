"""The experiments of the first lesson: depth and width, the learning rate, and the gradient in each layer."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach import inspect
from dlteach.lessons.dnn_bench import build_network, spirals, train
from dlteach.lessons.dnn_inside import dense_layers, layer_values
from dlteach.training.evaluate import loss_and_accuracy
from dlteach.training.lab import Lab
from dlteach.views import Curve, Heatmap, Series, Table, Text, Truth, View

DEPTHS, WIDTHS = (1, 2, 3), (4, 8, 32)
RATES = {"too small": 0.00001, "right": 0.01, "too large": 3.0}
EXPERIMENT_EPOCHS = 30
DEEP = (32,) * 6
PUSH = 5.0
Grid = dict[tuple[int, int], tuple[float, int]]


def deep_or_wide(lab: Lab) -> Iterator[View | Truth]:
    """Which of three small networks gets most test points right."""
    grid = _grid(lab)
    names = {
        (1, 8): "one hidden layer of 8 units",
        (1, 32): "one hidden layer of 32 units",
        (3, 8): "three hidden layers of 8 units each",
    }
    best = max(names, key=lambda key: grid[key][0])
    told = "; ".join(
        f"{name}: {100 * grid[key][0]:.1f} % with {grid[key][1]} parameters" for key, name in names.items()
    )
    yield Truth(names[best], f"{told}.")


def depth_and_width(lab: Lab) -> Iterator[View]:
    """Test accuracy for every depth and width."""
    grid = _grid(lab)
    values = [[100 * grid[depth, width][0] for width in WIDTHS] for depth in DEPTHS]
    (thin, thin_size), (wide, wide_size) = grid[3, 8], grid[1, 32]
    yield Heatmap(
        "Test accuracy in percent",
        values,
        f"From {min(map(min, values)):.1f} to {max(map(max, values)):.1f} %. One layer of {WIDTHS[0]} units reaches "
        f"{values[0][0]:.1f} %, three layers of {WIDTHS[-1]} reach {values[-1][-1]:.1f} %.",
        row_labels=[str(depth) for depth in DEPTHS],
        column_labels=[str(width) for width in WIDTHS],
        row_title="hidden layers",
        column_title="units in each",
        decimals=1,
        name="depth-width",
    )
    compared = (
        f"Compare two networks of about the same cost. Three layers of 8 units have {thin_size} parameters and reach "
        f"{100 * thin:.1f} %. One layer of 32 has {wide_size} and reaches {100 * wide:.1f} %.\n\n"
    )
    if thin > wide:
        yield Text(
            f"{compared}A wide layer cuts the plane with many straight lines at once. A second layer cuts what the first "
            "one has *already bent*, so its cuts are curved. For a spiral that is worth more."
        )
    else:
        yield Text(f"{compared}In so short a training, depth does not always pay. Try another seed, or more epochs.")


def learning_rates(lab: Lab) -> Iterator[View]:
    """The same network with three learning rates."""
    data = spirals(lab)
    series, rows = [], []
    for name, rate in RATES.items():
        model = build_network(lab)
        fitted = train(lab, model, data, f"learning rate {rate:g}", EXPERIMENT_EPOCHS, learning_rate=rate)
        loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
        series.append(Series(f"{rate:g}", fitted.history["loss"]))
        rows.append(
            [
                name,
                f"{rate:g}",
                f"{fitted.history['loss'][0]:.3g}",
                f"{fitted.history['loss'][-1]:.3g}",
                f"{100 * accuracy:.1f} %",
            ]
        )
        lab.log(
            f"learning rate {rate:g}",
            {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
            fitted.seconds,
            learning_rate=rate,
        )
    yield Curve(
        "Training loss with three learning rates",
        series,
        ". ".join(f"With {row[1]} the loss goes from {row[2]} to {row[3]}" for row in rows) + ".",
        x_label="epoch",
        y_label="loss",
        log_y=True,
        name="learning-rates",
    )
    yield Table(
        "Too small, right, too large",
        ["learning rate", "value", "first loss", "last loss", "test accuracy"],
        rows,
        numeric=[1, 2, 3, 4],
        note="Too small: it has hardly moved. Too large: every step jumps over the valley it was meant to reach.",
        name="learning-rates-table",
    )
    silent, units = silent_units(model, data.x_train)
    if silent:
        why = (
            "A ReLU that is below zero everywhere has slope 0 everywhere. No gradient passes it, and it never comes back. It "
            "is called a *dead* unit."
            if lab.settings["activation"] == "relu"
            else "They are saturated: where the curve is flat no gradient passes, and they hardly come back."
        )
        yield Text(
            f"The leaps of the last training did lasting harm: {silent} of its {units} hidden units now answer the same for "
            f"every training point. {why}"
        )


def gradient_by_layer(lab: Lab) -> Iterator[View]:
    """The gradient in each layer of three deep networks, before and as the result of training."""
    data = spirals(lab)
    batch = data.x_train[:256], data.y_train[:256]
    series, rows = [], []
    for name, push in (("ReLU", 0.0), ("sigmoid", 0.0), ("saturated sigmoid", PUSH)):
        model = deep_network(lab, "relu" if name == "ReLU" else "sigmoid", push)
        norms = norms_of(model, *batch)
        slope = mean_slope(model, batch[0])
        fitted = train(lab, model, data, f"six layers, {name}", EXPERIMENT_EPOCHS, learning_rate=0.005)
        loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
        series.append(Series(name, norms))
        rows.append([name, f"{slope:.3f}", f"{norms[0]:.2g}", f"{norms[-2]:.2g}", f"{100 * accuracy:.1f} %"])
        lab.log(
            f"six layers, {name}",
            {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
            fitted.seconds,
        )
    yield Curve(
        "Size of the gradient in each layer before training",
        series,
        ". ".join(f"{row[0]}: {row[2]} in the first hidden layer, {row[3]} in the last" for row in rows) + ".",
        x_label="layer, from input to output",
        y_label="gradient norm",
        log_y=True,
        name="gradient-by-layer",
    )
    yield Table(
        f"{len(DEEP)} hidden layers of {DEEP[0]} units",
        ["activation", "mean slope", "first layer", "last hidden", "test accuracy"],
        rows,
        numeric=[1, 2, 3, 4],
        note=f"Saturated: a bias of {PUSH:g} pushes every unit to where the sigmoid is flat. Accuracy after training.",
        name="gradient-table",
    )
    yield Text(
        "On its way back the blame is multiplied, layer by layer, by the slope of the activation function. The sigmoid's "
        f"slope is {float(rows[1][1]):.2f} here, so little is left in front; saturated, with {float(rows[2][1]):.3f}, nothing. "
        "A ReLU has slope 1 where it is awake. This is the *vanishing gradient*, and you will meet it again with recurrent "
        "networks."
    )


def deep_network(lab: Lab, activation: str, push: float) -> keras.Model:
    """Six hidden layers; `push` is added to all their biases."""
    model = build_network(lab, hidden_sizes=DEEP, activation=activation)
    for layer in dense_layers(model)[:-1]:
        kernel, bias = layer.get_weights()
        layer.set_weights([kernel, bias + push])
    return model


def silent_units(model: keras.Model, x: np.ndarray) -> tuple[int, int]:
    """How many hidden units answer the same for all examples, and how many there are."""
    hidden = np.concatenate(layer_values(model, x)[:-1], axis=1)
    return int((hidden.max(axis=0) == hidden.min(axis=0)).sum()), hidden.shape[1]


def norms_of(model: keras.Model, x: np.ndarray, y: np.ndarray) -> list[float]:
    """The norm of the gradient in each layer, from input to output."""
    return [float(row[2]) for row in inspect.gradient_norms(model, x, y, "sparse_categorical_crossentropy").rows]


def mean_slope(model: keras.Model, x: np.ndarray) -> float:
    """The mean slope of the activation function over all hidden units and examples."""
    hidden = np.concatenate(layer_values(model, x)[:-1], axis=1)
    # σ' = σ (1 − σ); a ReLU has slope 1 where it is above 0
    relu = dense_layers(model)[0].activation.__name__ == "relu"
    return float((hidden > 0).mean() if relu else (hidden * (1 - hidden)).mean())


def _grid(lab: Lab) -> Grid:
    """(depth, width) → test accuracy and parameters; trained once a session."""
    if "grid" not in lab.memory:
        lab.memory["grid"] = {(depth, width): _cell(lab, depth, width) for depth in DEPTHS for width in WIDTHS}
    return lab.memory["grid"]


def _cell(lab: Lab, depth: int, width: int) -> tuple[float, int]:
    data = spirals(lab)
    model = build_network(lab, hidden_sizes=(width,) * depth)
    fitted = train(lab, model, data, f"{depth} × {width} units", EXPERIMENT_EPOCHS)
    loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
    lab.log(
        f"{depth} × {width} units",
        {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
        fitted.seconds,
        hidden_layers=depth,
        units=width,
    )
    return accuracy, model.count_params()

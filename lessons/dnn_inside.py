"""Looks into the trained network: its boundary as it grew, one neuron, and what each layer made of the plane."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import listed, percent
from dlteach.lessons.dnn_bench import EDGE, SIDE, plane, points_map, signed_map, spirals
from dlteach.lessons.dnn_training import moments_of, trained
from dlteach.training.evaluate import probabilities
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

SHOWN_UNITS = 8


def boundary_grows(lab: Lab) -> Iterator[View]:
    """The network's answer over the whole plane at several moments of its training."""
    model, data = trained(lab), spirals(lab)
    moments = moments_of(lab)
    final = model.get_weights()
    images, labels, shares = [], [], []
    for epoch, weights in moments.items():
        model.set_weights(weights)
        images.append(signed_map(2 * probabilities(model, plane())[:, 1] - 1, 1.0))
        right = float((probabilities(model, data.x_test).argmax(axis=1) == data.y_test).mean())
        labels.append("start" if epoch == 0 else f"epoch {epoch}")
        shares.append(percent(right))
    model.set_weights(final)
    images.append(points_map(data.x_test, data.y_test))
    told = [
        f"{share} at {label}" if label == "start" else f"{share} after {label}"
        for label, share in zip(labels, shares, strict=True)
    ]
    yield gallery(
        "The decision boundary grows",
        images,
        [*labels, "test points"],
        "What the network would answer at every place: orange for one arm, blue for the other, pale where it is unsure. "
        f"Test points answered rightly: {listed(told)}.",
        columns=4,
        name="boundary",
    )


def one_trained_neuron(lab: Lab) -> Iterator[View]:
    """The weights of one unit of the first hidden layer, and its answer over the plane."""
    model = trained(lab)
    first = dense_layers(model)[0]
    kernel, bias = first.get_weights()
    answers = layer_values(model, plane())[0]
    # the unit whose line divides the plane most evenly has the most to show
    number = int(np.argmin(np.abs((plane() @ kernel + bias > 0).mean(axis=0) - 0.5)))
    (w1, w2), b = kernel[:, number], bias[number]
    name = first.activation.__name__
    point = spirals(lab).x_test[0]
    z = float(point @ kernel[:, number] + b)
    output = float(layer_values(model, point[None])[0][0, number])
    yield Text(
        f"Unit {number + 1} of the first hidden layer has learned three numbers: the weights {_signed(w1)} and {_signed(w2)} and "
        f"the bias {_signed(b)}. For the first test point, ({_signed(point[0])}, {_signed(point[1])}):\n\n"
        f"    z = {_factor(point[0])}·{_factor(w1)} + {_factor(point[1])}·{_factor(w2)} + {_factor(b)} = {_signed(z)}\n\n"
        f"and {name}(z) = {_signed(output)}."
    )
    unit = answers[:, number]
    yield gallery(
        "One neuron over the plane",
        [signed_map(unit)],
        [f"unit {number + 1}"],
        f"Its answer changes along one direction only, across the straight line where z = 0; it is above zero on "
        f"{percent((unit > 0).mean())} of the plane. One neuron can draw one straight line, no more.",
        name="one-neuron-trained",
    )


def units_by_depth(lab: Lab) -> Iterator[View]:
    """Some units of each hidden layer over the plane."""
    model = trained(lab)
    values = layer_values(model, plane())[:-1]
    # the full colour is for the largest answer where there are points; further out answers only grow
    inside = np.linalg.norm(plane(), axis=1) <= 1
    for depth, answers in enumerate(values, start=1):
        alive = np.flatnonzero(answers.std(axis=0) > 1e-6)
        chosen = alive[:SHOWN_UNITS]
        if not len(chosen):
            yield Text(f"Every unit of hidden layer {depth} answers the same everywhere: it has learned nothing.")
            continue
        turns = np.median([sign_changes(answers[:, unit]) for unit in alive])
        yield gallery(
            f"Units of hidden layer {depth}",
            [signed_map(answers[:, unit], float(answers[inside, unit].max()) or 1.0) for unit in chosen],
            [str(unit + 1) for unit in chosen],
            f"White is zero, orange above it. On a walk around the centre, a typical unit of layer {depth} switches between "
            f"low and high {turns:.0f} times. {answers.shape[1] - len(alive)} of {answers.shape[1]} units never answer.",
            columns=SHOWN_UNITS,
            name=f"units-{depth}",
        )


def line_on_each_layer(lab: Lab) -> Iterator[View]:
    """How well one straight cut parts the classes in the values of each layer."""
    model, data = trained(lab), spirals(lab)
    seen = [data.x_train, *layer_values(model, data.x_train)[:-1]]
    new = [data.x_test, *layer_values(model, data.x_test)[:-1]]
    names = ["the input", *(f"hidden layer {number}" for number in range(1, len(seen)))]
    shares = [straight_cut(*pair, data.y_train, data.y_test) for pair in zip(seen, new, strict=True)]
    yield Table(
        "One straight cut through the values of each layer",
        ["values of", "how many", "test points on the right side"],
        [
            [name, str(values.shape[1]), f"{100 * share:.1f} %"]
            for name, values, share in zip(names, seen, shares, strict=True)
        ],
        numeric=[1, 2],
        note="The cut is found by least squares on the training points, with −1 for one arm and +1 for the other.",
        name="line-on-each-layer",
    )
    yield Text(
        f"In the input, a straight cut gets {100 * shares[0]:.0f} % right, in the last hidden layer {100 * shares[-1]:.0f} %. "
        "Nothing was added to the data. The layers bent the plane until a straight cut could do the rest."
    )
    if shares[1] <= shares[0]:
        yield Text(
            f"Hidden layer 1 alone is no help: {100 * shares[1]:.0f} %. Its edges are the bricks of what comes after it."
        )


def dense_layers(model: keras.Model) -> list[keras.layers.Dense]:
    """The dense layers, from input to output."""
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]


def layer_values(model: keras.Model, x: np.ndarray) -> list[np.ndarray]:
    """The output of every dense layer for points (examples, 2): a list of (examples, units)."""
    values, found = ops.convert_to_tensor(x), []
    for layer in dense_layers(model):
        values = layer(values)
        found.append(ops.convert_to_numpy(ops.stop_gradient(values)))
    return found


def sign_changes(answer: np.ndarray) -> int:
    """How often a unit's answer over the plane crosses the middle of its range on a circle around the centre."""
    image = answer.reshape(SIDE, SIDE)
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    columns = np.round((0.7 * np.cos(angle) + EDGE) / (2 * EDGE) * (SIDE - 1)).astype(int)
    rows = SIDE - 1 - np.round((0.7 * np.sin(angle) + EDGE) / (2 * EDGE) * (SIDE - 1)).astype(int)
    around = image[rows, columns]
    high = around > (around.min() + around.max()) / 2
    return int((high != np.roll(high, 1)).sum())


def straight_cut(seen: np.ndarray, new: np.ndarray, y_seen: np.ndarray, y_new: np.ndarray) -> float:
    """Accuracy on new examples of the least-squares cut through seen ones."""
    with_one = np.concatenate([seen, np.ones((len(seen), 1))], axis=1)
    weights, *_ = np.linalg.lstsq(with_one, 2.0 * y_seen - 1, rcond=1e-6)
    scores = np.concatenate([new, np.ones((len(new), 1))], axis=1) @ weights
    return float(((scores > 0) == (y_new == 1)).mean())


def _signed(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _factor(value: float) -> str:
    return _signed(value) if value >= 0 else f"({_signed(value)})"

"""One neuron, its activation function, a layer and a loss on numbers small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
from keras import layers, ops

from dlteach.lessons.dnn_bench import build_network, hidden_sizes, plain
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

INPUTS, WEIGHTS, BIAS = np.array([2.0, 3.0]), np.array([1.0, -0.5]), 1.0


def one_neuron(lab: Lab) -> Iterator[View]:
    """A weighted sum and a bias, for several inputs of one neuron."""
    rows = []
    for first, second in ((1, 1), (0, 4), (-2, 0), (0, 0)):
        z = first * WEIGHTS[0] + second * WEIGHTS[1] + BIAS
        how = f"{plain(first)}·{plain(WEIGHTS[0])} + {second}·({plain(WEIGHTS[1])}) + {plain(BIAS)}"
        rows.append([f"{plain(first)}, {plain(second)}", how, plain(z), f"{max(0.0, z):g}"])
    yield Table(
        f"A neuron with weights {plain(WEIGHTS[0])} and {plain(WEIGHTS[1])} and bias {plain(BIAS)}",
        ["inputs", "weighted sum z", "z", "ReLU(z)"],
        rows,
        numeric=[2, 3],
        note="The last row shows what the bias is for: the neuron can speak even where all inputs are zero.",
        name="one-neuron",
    )


def neuron_output(lab: Lab) -> Truth:
    """The output of the neuron for the inputs 2 and 3, asked of Keras."""
    layer = layers.Dense(1, activation="relu")
    layer.build((None, 2))
    layer.set_weights([WEIGHTS[:, None], np.array([BIAS])])
    output = float(ops.convert_to_numpy(layer(INPUTS[None].astype("float32")))[0, 0])
    return Truth(f"{output:g}", f"2·1 + 3·(−0.5) + 1 = {output:g}, and the ReLU leaves what is above 0 as it is.")


def activations(lab: Lab) -> Iterator[View]:
    """ReLU, tanh and sigmoid, and their slopes at a few places."""
    x = np.linspace(-4, 4, 33).astype("float32")
    functions = {"ReLU": ops.relu, "tanh": ops.tanh, "sigmoid": ops.sigmoid}
    lines = {name: ops.convert_to_numpy(function(x)) for name, function in functions.items()}
    yield Curve(
        "Three activation functions",
        [Series(name, np.minimum(values, 2).tolist(), x.tolist()) for name, values in lines.items()],
        "ReLU is 0 below zero and then rises without end (cut off at 2 here). The sigmoid runs from 0 to 1, tanh from −1 to "
        "1; both are flat far from zero.",
        x_label="z",
        y_label="output",
        name="activations",
    )
    rows = []
    for z in (-4.0, -1.0, 0.5, 4.0):
        s, t = 1 / (1 + np.exp(-z)), np.tanh(z)
        rows.append([plain(z), f"{float(z > 0):g}", f"{1 - t * t:.3f}", f"{s * (1 - s):.3f}"])
    yield Table(
        "Their slopes: how much the output moves when z moves",
        ["z", "ReLU", "tanh", "sigmoid"],
        rows,
        numeric=[0, 1, 2, 3],
        note="The sigmoid's slope is never above 0.25. Where a curve is flat, its unit is saturated: it hardly learns.",
        name="slopes",
    )


def linear_stack(lab: Lab) -> Iterator[View]:
    """Two linear layers are one: product of matrices, checked on a point."""
    first, second = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([[1.0], [3.0]])
    together = first @ second
    point = np.array([2.0, 1.0])
    yield Table(
        "Two layers without an activation function, on the point (2, 1)",
        ["computed as", "steps", "result"],
        [
            [
                "two layers",
                f"(2, 1) → {_row(point @ first)} → {_row(point @ first @ second)}",
                f"{(point @ first @ second)[0]:g}",
            ],
            ["one layer", f"2·{plain(together[0, 0])} + 1·({plain(together[1, 0])})", f"{(point @ together)[0]:g}"],
        ],
        numeric=[2],
        note=f"The one layer's weights, {plain(together[0, 0])} and {plain(together[1, 0])}, are the product of "
        "the two weight matrices.",
        name="linear-stack",
    )


def batch_through_layer(lab: Lab) -> Truth:
    """The shape of what a layer makes of a batch, asked of Keras."""
    shape = layers.Dense(16).compute_output_shape((32, 2))
    return Truth(", ".join(map(str, shape)), "Each of the 32 points gets one number from each of the 16 units.")


def first_layer_parameters(lab: Lab) -> Truth:
    """The parameter count of a dense layer from 2 to 16, asked of Keras."""
    layer = layers.Dense(16)
    layer.build((None, 2))
    return Truth(f"{layer.count_params()}", f"16 units × (2 weights + 1 bias) = {layer.count_params()}.")


def layer_sizes(lab: Lab) -> Iterator[View]:
    """What flows through the network, layer by layer, and what each layer learns."""
    model = build_network(lab)
    rows, before = [["input", "2", "", "0"]], 2
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            how = f"({before} + 1) · {layer.units}"
            rows.append([layer.name, str(layer.units), how, f"{layer.count_params():,}"])
            before = layer.units
    yield Table(
        f"The network of this lesson: {len(hidden_sizes(lab))} hidden layers",
        ["layer", "values", "parameters", "number"],
        rows,
        numeric=[1, 3],
        note=f"{model.count_params():,} parameters in all: (values before + 1 bias) · units, added up.",
        name="layer-sizes",
    )


def losses(lab: Lab) -> Iterator[View]:
    """The cross-entropy for several probabilities of the right class."""
    chances = np.array([0.99, 0.9, 0.5, 0.1, 0.01], "float32")
    predicted = np.stack([chances, 1 - chances], axis=1)
    values = ops.convert_to_numpy(
        keras.losses.sparse_categorical_crossentropy(np.zeros(len(chances), "int32"), predicted)
    )
    yield Table(
        "Cross-entropy: −log of the probability given to the right class",
        ["probability of the right class", "loss"],
        [[f"{chance:g}", f"{value:.3f}"] for chance, value in zip(chances, values, strict=True)],
        numeric=[0, 1],
        note="log is the natural logarithm. Being sure and wrong costs most.",
        name="losses",
    )
    yield Text(
        f"Pure guessing between two classes costs −log ½ = {values[2]:.3f}. Remember it: training starts near it."
    )


def _row(values: np.ndarray) -> str:
    return f"({', '.join(f'{value:g}' for value in values)})" if len(values) > 1 else f"{values[0]:g}"

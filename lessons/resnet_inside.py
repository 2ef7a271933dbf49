"""Looks into deep networks with and without shortcuts: the gradient in each layer, and how long it stays the same."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
from keras import layers, ops

from dlteach.inspect.words import short
from dlteach.lessons.resnet_bench import DEEP, SHALLOW, build_resnet, images, name_of
from dlteach.models.gradients import input_gradient, values_and_gradients
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

BATCH = 128
POINTS, DISTANCES = 128, (1, 2, 4, 8)


def gradients_by_layer(lab: Lab) -> Iterator[View]:
    """The norm of the gradient in each convolution of the deep network and its plain twin, before training."""
    shown = {name_of(DEEP, residual): norms(lab, DEEP, residual) for residual in (True, False)}
    (residual, steady), (plain, wild) = shown.items()
    yield Curve(
        "Size of the gradient in each convolution before training, with batch normalization",
        [Series(name, values) for name, values in shown.items()],
        f"{residual}: {short(steady[1])} in the first block, {short(steady[-1])} in the last. "
        f"{plain}: {short(wild[1])} in the first block, {short(wild[-1])} in the last.",
        x_label="convolution, from input to output",
        y_label="gradient norm",
        log_y=True,
        name="gradient-by-layer",
    )
    yield Text(
        f"Both networks have the same weights. In {residual} the largest norm is {max(steady) / min(steady):.0f} times the "
        f"smallest; in {plain} {max(wild) / min(wild):,.0f} times. No single step size suits such layers: what moves "
        "the last ones a little throws the first ones far off. (Adam evens such sizes out. What comes next it cannot mend.)"
    )


def gradients_without_normalization(lab: Lab) -> Iterator[View]:
    """The same without batch normalization: the plain network's gradient vanishes, the residual one's explodes."""
    shown = {name_of(DEEP, residual): norms(lab, DEEP, residual, False) for residual in (True, False)}
    (residual, loud), (plain, silent) = shown.items()
    yield Curve(
        "The same without batch normalization",
        [Series(name, values) for name, values in shown.items()],
        f"{residual}: {short(loud[1])} in the first block, {short(loud[-1])} in the last. "
        f"{plain}: {short(silent[1])} in the first block, {short(silent[-1])} in the last.",
        x_label="convolution, from input to output",
        y_label="gradient norm",
        log_y=True,
        name="gradient-without-normalization",
    )
    yield Text(
        f"Now {plain} is silent in *every* layer: less and less of the image comes forward, and less and less of the blame "
        "comes back. A weight's gradient is the product of both, so it is tiny in front, behind and between. "
        f"{residual} shouts: each block adds its output to what came in, the values grow from block to block, and the "
        "gradient with them. Shortcuts and normalization belong together."
    )


def shattered(lab: Lab) -> Iterator[View]:
    """How alike the gradients of neighbouring inputs are, for shallow and deep networks with and without shortcuts."""
    rows, found = [], {}
    for n in (SHALLOW, DEEP):
        for residual in (True, False):
            name = name_of(n, residual)
            found[name] = likeness(lab, n, residual)
            rows.append([name, *map(_real_minus, found[name])])
    yield Table(
        f"How alike two gradients are, for images 1, 2, 4 and 8 steps of {POINTS - 1} apart",
        ["network", *(f"{distance} apart" for distance in DISTANCES)],
        rows,
        numeric=list(range(1, len(DISTANCES) + 1)),
        note="Cosine similarity: 1 is the same direction, 0 is no relation. On a straight line from one digit to another.",
        name="shattered",
    )
    with_shortcuts, without = found[name_of(DEEP, True)][0], found[name_of(DEEP, False)][0]
    yield Text(
        f"Two images that lie 1/{POINTS - 1} of the way apart ask {name_of(DEEP, False)} for changes with a similarity of "
        f"{_real_minus(without)}; {name_of(DEEP, True)} for changes with a similarity of "
        f"{_real_minus(with_shortcuts)}. If a tiny step turns the gradient round, then following it is guessing. This is "
        "called a *shattered* gradient (Balduzzi and colleagues 2017)."
    )


def ratio(lab: Lab) -> Truth:
    """By which factor the plain network's gradient differs between its first and its last block."""
    plain, residual = norms(lab, DEEP, False), norms(lab, DEEP, True)
    larger = plain[1] > 10 * plain[-1]
    return Truth(
        "far larger than in the last layers" if larger else "about as large as in the last layers",
        f"In the first block it is {plain[1] / plain[-1]:,.0f} times as large as in the last one; in {name_of(DEEP, True)} "
        f"{residual[1] / residual[-1]:.1f} times. Batch normalization keeps the *values* in order on their way up, but on "
        "the way back the gradient grows by a factor in every layer.",
    )


def norms(lab: Lab, n: int, residual: bool, normalized: bool = True) -> list[float]:
    """The norm of the loss's gradient in each convolution's kernel, from input to output, before training."""
    key = f"norms {n} {residual} {normalized}"
    if key not in lab.memory:
        data = images(lab)
        model = build_resnet(lab, n, residual, batch_normalization=normalized)
        x, y = ops.convert_to_tensor(data.x_train[:BATCH]), ops.convert_to_tensor(data.y_train[:BATCH])
        kernels = [layer.kernel for layer in model.layers if isinstance(layer, layers.Conv2D)]
        cross_entropy = keras.losses.sparse_categorical_crossentropy
        _, gradients = values_and_gradients(
            lambda: [ops.mean(cross_entropy(y, model(x, training=True)))], kernels, model.non_trainable_variables
        )
        found = [ops.convert_to_numpy(ops.stop_gradient(gradient)) for gradient in gradients]
        lab.memory[key] = [float(np.linalg.norm(gradient)) for gradient in found]
    return lab.memory[key]


def likeness(lab: Lab, n: int, residual: bool) -> list[float]:
    """Mean cosine similarity of the input gradients at points on a line between two images, by distance."""
    data = images(lab)
    model = build_resnet(lab, n, residual)
    first, second = data.x_train[0], data.x_train[1]
    share = np.linspace(0, 1, POINTS, dtype="float32")[:, None, None, None]
    line = ops.convert_to_tensor(first * (1 - share) + second * share)

    def score(x):
        # in this scope the batch normalizations forget the averages they take
        with keras.StatelessScope():
            return ops.log(model(x, training=True)[:, 0])

    gradient = input_gradient(score, line)
    flat = ops.convert_to_numpy(ops.stop_gradient(gradient)).reshape(POINTS, -1)
    flat = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    return [float((flat[distance:] * flat[:-distance]).sum(axis=1).mean()) for distance in DISTANCES]


def what_a_block_adds(model: keras.Model, x: np.ndarray) -> list[tuple[str, float]]:
    """For each block, the size of F(x) beside the size of what it is added to."""
    ends = [layer for layer in model.layers if isinstance(layer, layers.Add)]
    pairs = keras.Model(model.inputs, [part for layer in ends for part in layer.input])
    values = [ops.convert_to_numpy(value) for value in pairs(ops.convert_to_tensor(x), training=False)]
    sizes = [float(np.sqrt((value.astype("float64") ** 2).mean())) for value in values]
    return [
        (layer.name.removesuffix("_add"), change / size)
        for layer, size, change in zip(ends, sizes[::2], sizes[1::2], strict=True)
    ]


def _real_minus(number: float) -> str:
    # + 0.0 leaves no minus before a zero
    return f"{round(number, 2) + 0.0:.2f}".replace("-", "−")

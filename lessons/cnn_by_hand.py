"""Convolution, padding, pooling and softmax on numbers small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import layers, ops

from dlteach.inspect.pictures import gallery, stretched
from dlteach.inspect.shifts import moved
from dlteach.inspect.words import signed
from dlteach.lessons.cnn_bench import SIDE, example_image, image_shape, original_images, shape_text
from dlteach.scratch import conv2d, max_pool2d
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View


def convolve_by_hand(lab: Lab) -> Iterator[View]:
    """A 5×5 image under a 3×3 filter, every product shown for one place."""
    image = np.zeros((5, 5), "float32")
    image[:, 2:4] = 2
    kernel = np.array([[-1, 0, 1]] * 3, "float32")
    bias = 1.0
    yield _grid("The image, 5×5", image)
    yield _grid("The filter, 3×3: right minus left; its bias is 1", kernel)
    window = image[0:3, 0:3]
    products = " + ".join(f"{pixel:g}·{signed(weight)}" for pixel, weight in zip(window.flat, kernel.flat, strict=True))
    feature_map = ops.convert_to_numpy(conv2d(image[None, ..., None], kernel[..., None, None], bias))[0, ..., 0]
    total = float((window * kernel).sum()) + bias
    yield Text(
        f"In the top left corner: {products}, which is {total - bias:g}; plus the bias {bias:g} is **{total:g}**."
    )
    yield _grid("The feature map, 3×3", feature_map)
    yield Text(
        f"Its largest value, {feature_map.max():g}, stands where the picture steps from dark to bright, and its smallest, "
        f"{signed(feature_map.min())}, where it steps back. 5 pixels leave 5 − 3 + 1 = {feature_map.shape[0]} places."
    )


def edges(lab: Lab) -> Iterator[View]:
    """Two designed filters on a real image."""
    image = example_image(lab)
    gray = image.mean(axis=-1, keepdims=True)
    vertical = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    filters = np.stack([vertical, vertical.T], axis=-1)[:, :, None]
    maps = np.abs(ops.convert_to_numpy(conv2d(gray[None], filters))[0])
    yield gallery(
        "A picture and what two edge filters answer",
        [stretched(gray), stretched(maps[..., 0]), stretched(maps[..., 1])],
        ["the picture", "upright edges", "level edges"],
        f"The filter for upright edges answers {maps[..., 0].mean():.2f} on average, the one for level edges "
        f"{maps[..., 1].mean():.2f}. Each map is bright along the strokes of its direction and dark elsewhere.",
        name="edges",
    )


def first_map_shape(lab: Lab) -> Truth:
    """The output shape of c1, asked of Keras."""
    shape = layers.Conv2D(6, 5).compute_output_shape((None, *image_shape(lab)))[1:]
    return Truth(shape_text(shape), "32 − 5 + 1 = 28 places in each direction, and one map for each filter.")


def padding_and_stride(lab: Lab) -> Iterator[View]:
    """The size of a feature map for several kernels, paddings and strides."""
    rows = []
    for kernel in (3, 5):
        for padding in ("valid", "same"):
            for stride in (1, 2):
                layer = layers.Conv2D(6, kernel, strides=stride, padding=padding)
                shape = layer.compute_output_shape((None, SIDE, SIDE, 1))
                rows.append([f"{kernel}×{kernel}", padding, str(stride), f"{shape[1]}×{shape[2]}"])
    yield Table(
        f"What Keras makes of {SIDE}×{SIDE} pixels",
        ["filter", "padding", "stride", "map"],
        rows,
        numeric=[2, 3],
        note="With stride s, same padding leaves ⌈n / s⌉ places (⌈ ⌉: round up), whatever the filter's size.",
        name="padding",
    )


def first_convolution_parameters(lab: Lab) -> Truth:
    """The parameter count of c1, asked of Keras."""
    channels = image_shape(lab)[-1]
    layer = layers.Conv2D(6, 5)
    layer.build((None, *image_shape(lab)))
    count = layer.count_params()
    pixels = int(np.prod(image_shape(lab)))
    outputs = int(np.prod(layer.compute_output_shape((None, *image_shape(lab)))[1:]))
    return Truth(
        str(count),
        f"6 filters × (5 × 5 × {channels} weights + 1 bias) = {count}. A dense layer from {pixels:,} pixels to the same "
        f"{outputs:,} values would need {(pixels + 1) * outputs:,}. That is what sharing weights saves.",
    )


def pool_by_hand(lab: Lab) -> Iterator[View]:
    """Max and average pooling of a 4×4 map."""
    values = np.array([[1, 3, 0, 0], [2, 0, 0, 4], [0, 0, 5, 1], [0, 2, 1, 1]], "float32")
    batch = values[None, ..., None]
    yield _grid("A feature map, 4×4", values)
    yield _grid("Max pooling with 2×2 tiles", ops.convert_to_numpy(max_pool2d(batch))[0, ..., 0])
    averaged = ops.convert_to_numpy(layers.AveragePooling2D(2)(batch))[0, ..., 0]
    yield _grid("Average pooling with 2×2 tiles", averaged)


def pooled_shape(lab: Lab) -> Truth:
    """The output shape of s2, asked of Keras."""
    maps = layers.Conv2D(6, 5).compute_output_shape((None, *image_shape(lab)))
    shape = layers.AveragePooling2D(2).compute_output_shape(maps)[1:]
    return Truth(shape_text(shape), "Height and width are halved; each map is pooled for itself, so there are still 6.")


def shift_and_pool(lab: Lab) -> Iterator[View]:
    """How much a one-pixel shift changes a feature map, before and after pooling."""
    images = original_images(lab).x_test[:50].mean(axis=-1, keepdims=True)
    vertical = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")[..., None, None]
    rows, changes = [], {}
    for tiles in (1, 2, 4, 8):
        before, after = (
            ops.convert_to_numpy(max_pool2d(ops.abs(conv2d(x, vertical, padding="same")), tiles))
            for x in (images, moved(images, 1, 0))
        )
        changes[tiles] = float(np.abs(after - before).sum() / np.abs(before).sum())
        size = f"{before.shape[1]}×{before.shape[2]}"
        rows.append(["none" if tiles == 1 else f"{tiles}×{tiles}", size, f"{100 * changes[tiles]:.0f} %"])
    yield Table(
        "How much a shift by one pixel changes the map of upright edges",
        ["max pooling", "map", "change"],
        rows,
        numeric=[1, 2],
        note="Change: sum of absolute differences over sum of values, 50 test images.",
        name="shift-and-pool",
    )
    yield Text(
        f"Without pooling the shift changes {100 * changes[1]:.0f} % of the map, with 4×4 tiles {100 * changes[4]:.0f} %. "
        "Pooling forgives small shifts. It does not undo them, and larger tiles forget more."
    )


def flattened_length(lab: Lab) -> Truth:
    """The length after flattening, asked of Keras."""
    length = layers.Flatten().compute_output_shape((None, 5, 5, 16))[1]
    return Truth(str(length), f"5 × 5 × 16 = {length}.")


def scores_to_probabilities(lab: Lab) -> Iterator[View]:
    """A softmax and two cross-entropies by hand."""
    scores = np.array([2.0, 1.0, 0.0], "float32")
    powers = np.exp(scores)
    chances = ops.convert_to_numpy(ops.softmax(scores))
    yield Table(
        "Three scores become probabilities",
        ["class", "score s", "e^s", "probability", "loss if it is the right one"],
        [
            [name, f"{s:g}", f"{e:.3f}", f"{p:.3f}", f"{-np.log(p):.3f}"]
            for name, s, e, p in zip("ABC", scores, powers, chances, strict=True)
        ],
        numeric=[1, 2, 3, 4],
        note=f"The e^s add up to {powers.sum():.3f}. log is the natural logarithm.",
        name="softmax",
    )


def _grid(title: str, values: np.ndarray) -> Table:
    rows = [[signed(value) for value in row] for row in values]
    return Table(title, [""] * values.shape[1], rows, numeric=list(range(values.shape[1])))

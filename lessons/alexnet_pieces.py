"""AlexNet piece by piece: beside LeNet, layer by layer, and where its sixty million parameters sit."""

from __future__ import annotations

from collections.abc import Iterator

import keras

from dlteach import inspect, models
from dlteach.lessons.alexnet_bench import build_narrow, published
from dlteach.lessons.cnn_bench import shape_text
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

DENSE = ("fc6", "fc7", "output")


def beside_lenet(lab: Lab) -> Iterator[View]:
    """LeNet-5 and AlexNet in numbers."""
    with models.weightless():
        lenet = models.LeNet5()
    rows = []
    for name, year, model in (("LeNet-5, today's form", 1998, lenet), ("AlexNet", 2012, published())):
        summary = inspect.summary(model)
        height, width, channels = model.input_shape[1:]
        rows.append(
            [
                name,
                str(year),
                f"{height}×{width}×{channels}",
                str(len(with_weights(model))),
                f"{summary.parameters:,}",
                f"{summary.flops / 1e6:,.1f}",
            ]
        )
    yield Table(
        "Fourteen years apart",
        ["network", "year", "image", "layers", "parameters", "million FLOP"],
        rows,
        numeric=[1, 3, 4, 5],
        note="Layers with weights; FLOP for one image, a multiply–add counts two.",
        name="beside-lenet",
    )


def pieces(lab: Lab) -> Iterator[View]:
    """AlexNet piece by piece: what each adds, its output shape, and why."""
    why = {
        "conv1": "96 large filters, four pixels apart",
        "norm1": "the loudest map dims its neighbours",
        "pool1": "overlapping windows, half the size",
        "conv2": "combinations, in two groups",
        "norm2": "as above",
        "pool2": "half the size",
        "conv3": "reads the maps of both groups",
        "conv4": "in two groups again",
        "conv5": "in two groups",
        "pool5": "the last maps",
        "flatten": "one list of all values",
        "fc6": "weigh everything together",
        "fc7": "a shorter way to describe it",
        "output": "one probability for each class",
    }
    model = published()
    rows = [
        [
            layer.name,
            type(layer).__name__.replace("LocalResponseNormalization", "LRN"),
            shape_text(layer.output.shape[1:]),
            why[layer.name],
        ]
        for layer in model.layers
        if layer.name in why
    ]
    start = shape_text(model.input_shape[1:])
    yield Table(
        f"From an image of {start} to {rows[-1][2]} probabilities",
        ["piece", "layer", "shape after it", "why"],
        rows,
        numeric=[2],
        name="pieces",
    )


def narrow(lab: Lab) -> Iterator[View]:
    """The summary of the narrow network that will be trained."""
    model = build_narrow(lab)
    yield inspect.summary(model).table()
    yield Text(
        f"{model.count_params():,} parameters instead of {published().count_params():,}: a sixth to an eighth of the maps, "
        "a thirty-second of the dense units, and images of 64 pixels."
    )


def dense_share(lab: Lab) -> Truth:
    """How much of AlexNet's parameters the three dense layers hold, in percent."""
    counts = _counts(published())
    share = 100 * sum(counts[name] for name in DENSE) / sum(counts.values())
    told = ", ".join(f"{name} {counts[name]:,}" for name in DENSE)
    return Truth(f"{share:.0f}", f"{told}, of {sum(counts.values()):,}: {share:.1f} %.")


def where_parameters_sit(lab: Lab) -> Iterator[View]:
    """Parameters and operations of each layer, as shares."""
    model = published()
    rows = [row for row in inspect.summary(model).rows if row.parameters]
    total, work = sum(row.parameters for row in rows), sum(row.flops for row in rows)
    yield Table(
        "Where AlexNet's parameters sit, and where its work is done",
        ["layer", "parameters", "share", "million FLOP", "share"],
        [
            [
                row.name,
                f"{row.parameters:,}",
                f"{100 * row.parameters / total:.1f} %",
                f"{row.flops / 1e6:,.0f}",
                f"{100 * row.flops / work:.1f} %",
            ]
            for row in rows
        ],
        numeric=[1, 2, 3, 4],
        note=f"{total:,} parameters; counted on the model in two groups, without allocating a single weight.",
        name="where-parameters-sit",
    )
    dense = [row for row in rows if row.name in DENSE]
    memory = 100 * sum(row.parameters for row in dense) / total
    effort = 100 * sum(row.flops for row in dense) / work
    yield Text(
        f"The dense layers hold {memory:.0f} % of the parameters and do {effort:.0f} % of the work. For the convolutions it is "
        f"{100 - memory:.0f} % and {100 - effort:.0f} %: a shared weight is used at every place. ResNet took the hint: it "
        "averages each map to one number, and needs a single small dense layer."
    )


def with_weights(model: keras.Model) -> list[keras.layers.Layer]:
    """Its convolutions and dense layers."""
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)]


def _counts(model: keras.Model) -> dict[str, int]:
    return {layer.name: layer.count_params() for layer in with_weights(model)}

"""The networks of the lesson piece by piece: generations, stages, one block, and where the parameters sit."""

from __future__ import annotations

from collections.abc import Iterator

import keras

from dlteach import inspect, models
from dlteach.lessons.resnet_bench import DEEP, SHALLOW, build_resnet, name_of
from dlteach.training.lab import Lab
from dlteach.views import Table, Truth, View


def family(lab: Lab) -> Iterator[View]:
    """LeNet, AlexNet and ResNets side by side: year, layers with weights, parameters, operations."""
    rows = []
    for name in ("lenet5", "alexnet", "resnet18", "resnet50", "resnet152"):
        card = models.info(name)
        with models.weightless():
            model = models.build(name)
        summary = inspect.summary(model)
        layers = [row for row in summary.rows if row.kind in ("Conv2D", "Dense") and "_0_conv" not in row.name]
        rows.append(
            [
                card.title.split(",")[0].split(" on ")[0],
                str(card.year),
                str(len(layers)),
                f"{summary.trainable:,}",
                f"{summary.flops / 1e9:.2g}",
            ]
        )
    yield Table(
        "Three generations",
        ["network", "year", "layers", "parameters", "GFLOP"],
        rows,
        numeric=[1, 2, 3, 4],
        note="Layers with weights, shortcuts left out; operations for one image in billions (a multiply–add counts two).",
        name="family",
    )


def layers_of_56(lab: Lab) -> Truth:
    """The layers with weights of a network with nine blocks a stage, counted in the model."""
    model = build_resnet(lab, DEEP)
    found = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)]
    return Truth(
        str(len(found)),
        "One convolution at the start, 3 stages of 9 blocks with 2 convolutions each, and one dense layer: 1 + 54 + 1. "
        "So with n blocks a stage it is 6n + 2.",
    )


def stages(lab: Lab) -> Iterator[View]:
    """The network piece by piece: the start, three stages, the end, with shapes, parameters and operations."""
    n = int(lab.settings["blocks"])
    summary = inspect.summary(build_resnet(lab, n))
    why = {
        "conv1": "the first features",
        "conv2": f"{n} blocks, size kept",
        "conv3": f"{n} blocks; half the size, twice the maps",
        "conv4": f"{n} blocks; half the size, twice the maps",
        "end": "one number a map, then one a class",
    }
    rows = []
    for stage, reason in why.items():
        own = [row for row in summary.rows if _stage(row.name) == stage]
        rows.append(
            [
                stage,
                own[-1].shape_text,
                f"{sum(row.parameters for row in own):,}",
                f"{sum(row.flops for row in own) / 1e6:.2f}",
                reason,
            ]
        )
    yield Table(
        f"{name_of(n, True)} piece by piece",
        ["piece", "shape after it", "parameters", "MFLOP", "why"],
        rows,
        numeric=[1, 2, 3],
        note=f"{summary.parameters:,} parameters, {summary.trainable:,} of them trained; the rest are running averages.",
        name="stages",
    )


def one_block(lab: Lab) -> Iterator[View]:
    """Every layer of the first block that halves the maps."""
    summary = inspect.summary(build_resnet(lab, SHALLOW))
    rows = [row for row in summary.rows if row.name.startswith("conv3_block1")]
    yield Table(
        "Inside a block that halves the maps",
        ["layer", "kind", "output", "parameters", "field"],
        [[row.name, row.kind, row.shape_text, f"{row.parameters:,}", row.field_text] for row in rows],
        numeric=[2, 3, 4],
        note='"conv3_block1_0" is the shortcut; "_add" is the + of y = x + F(x).',
        name="one-block",
    )


def heaviest_stage(lab: Lab) -> Truth:
    """The stage with the most parameters, asked of the model."""
    rows = inspect.summary(build_resnet(lab, SHALLOW)).rows
    counts = {
        stage: sum(row.parameters for row in rows if _stage(row.name) == stage)
        for stage in ("conv2", "conv3", "conv4", "end")
    }
    names = {
        "conv2": "the first, with the largest maps",
        "conv3": "the second",
        "conv4": "the third, with the smallest maps",
        "end": "the dense layer at the end",
    }
    heaviest = max(counts, key=lambda stage: counts[stage])
    told = ", ".join(f"{stage} {count:,}" for stage, count in counts.items())
    return Truth(
        names[heaviest],
        f"{told}. Twice the maps in and out are four times the weights. The dense layer is light, because it reads one "
        "number a map: compare AlexNet's.",
    )


def _stage(name: str) -> str:
    """conv1 to conv4, "end" for what follows, nothing for the image."""
    head = name.split("_")[0]
    if head in ("conv1", "conv2", "conv3", "conv4"):
        return head
    return "" if head == "image" else "end"

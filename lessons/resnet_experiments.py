"""The experiments of the lesson on residual networks: depth without shortcuts, batch normalization, altered copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dlteach.data import Dataset
from dlteach.inspect.words import short
from dlteach.lessons.image_runs import Outcome, run
from dlteach.lessons.resnet_bench import (
    DEEP,
    EXPERIMENT_EPOCHS,
    SHALLOW,
    build_resnet,
    images,
    name_of,
)
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

FEW = 150
CROPS = 9
FEW_EPOCHS = 4 * CROPS


def deep_plain(lab: Lab) -> Truth:
    """How well the deep plain network does beside its residual twin."""
    plain, residual = _depths(lab, DEEP, False), _depths(lab, DEEP, True)
    worse_on_new, worse_on_seen = residual.new - plain.new > 0.1, residual.seen - plain.seen > 0.1
    both = "far worse, on the training images as well" if worse_on_seen else "far worse, on new images only"
    return Truth(
        both if worse_on_new else "about as well",
        f"On test images {name_of(DEEP, False)} gets {100 * plain.new:.1f} % right and {name_of(DEEP, True)} "
        f"{100 * residual.new:.1f} %; on the images they were trained on, {100 * plain.seen:.1f} % and "
        f"{100 * residual.seen:.1f} %. An overfitted network would know its training images.",
    )


def degradation(lab: Lab) -> Iterator[View]:
    """Two depths with and without shortcuts: accuracy on seen and new images, and the loss while they train."""
    pairs = [(n, residual) for n in (SHALLOW, DEEP) for residual in (True, False)]
    outcomes = {name_of(*pair): _depths(lab, *pair) for pair in pairs}
    yield Curve(
        "Training loss, epoch by epoch",
        [Series(name, outcome.fitted.history["loss"]) for name, outcome in outcomes.items()],
        ". ".join(f"{name} ends at {short(one.fitted.history['loss'][-1])}" for name, one in outcomes.items()) + ".",
        x_label="epoch",
        y_label="loss",
        log_y=True,
        name="degradation",
    )
    yield _table("Deeper, with and without shortcuts", outcomes)
    yield Text(
        f"Each pair has the same parameters, the same first weights and the same images in the same order. The shortcut "
        f"alone makes {100 * (outcomes[name_of(DEEP, True)].new - outcomes[name_of(DEEP, False)].new):.0f} points of "
        f"difference at {6 * DEEP + 2} layers. At {6 * SHALLOW + 2} layers it makes "
        f"{100 * abs(outcomes[name_of(SHALLOW, True)].new - outcomes[name_of(SHALLOW, False)].new):.1f}: shallow networks do "
        "without. With many more steps the deep plain network would climb, too; in the paper, after 64,000 of them, it was "
        "still behind the shallow one."
    )


def without_normalization(lab: Lab) -> Iterator[View]:
    """The shallow residual and plain networks with and without batch normalization."""
    outcomes = {name_of(SHALLOW, residual): _depths(lab, SHALLOW, residual) for residual in (True, False)}
    for residual in (True, False):
        title = f"{name_of(SHALLOW, residual)} without batch norm"
        model = build_resnet(lab, SHALLOW, residual, batch_normalization=False)
        outcomes[title] = run(lab, title, model, images(lab), EXPERIMENT_EPOCHS, batch_normalization=False)
    yield _table("With and without batch normalization", outcomes)
    first = {name: outcome.fitted.history["loss"][0] for name, outcome in outcomes.items()}
    yield Text(
        "Look at the first epoch, too. Mean loss: "
        + "; ".join(f"{name} {value:.2f}" for name, value in first.items())
        + f". Guessing evenly among ten classes costs {np.log(10):.2f}."
    )


def altered_copies(lab: Lab) -> Iterator[View]:
    """The shallow residual network on few images, with and without the paper's crops, for equally many steps."""
    data = images(lab)
    few = replace(data, x_train=data.x_train[:FEW], y_train=data.y_train[:FEW])
    outcomes = {}
    for title, chosen, epochs in (
        (f"{FEW} images", few, FEW_EPOCHS),
        (f"{FEW} images, {CROPS} crops each", cropped(few, lab.seed), FEW_EPOCHS // CROPS),
    ):
        outcomes[title] = run(lab, title, build_resnet(lab), chosen, epochs, images=FEW)
    yield _table("Few images, with and without altered copies", outcomes)
    alone, more = outcomes.values()
    saved = round((more.new - alone.new) * len(data.y_test))
    yield Text(
        f"Both were trained for about as many steps, {alone.fitted.steps:,} and {more.fitted.steps:,}. The crops make a "
        f"difference of {saved} of {len(data.y_test):,} test images and change the test loss from {alone.loss:.2f} to "
        f"{more.loss:.2f}. No new digit was written; the network was only told that a digit stays what it is when it moves."
        if saved > 0
        else f"This time the crops did not pay: {100 * alone.new:.1f} % without and {100 * more.new:.1f} % with them. "
        "Try another seed."
    )


def cropped(data: Dataset, seed: int) -> Dataset:
    """Every training image moved by up to one pixel in each direction, in a new order; what comes in is 0.

    The paper pads CIFAR's images of 32×32 by four pixels and crops at random; one of eight is the same share.
    """
    height, width = data.x_train.shape[1:3]
    padded = np.pad(data.x_train, ((0, 0), (1, 1), (1, 1), (0, 0)))
    crops = [padded[:, top : top + height, left : left + width] for top in range(3) for left in range(3)]
    order = np.random.default_rng(seed).permutation(len(crops) * len(data.y_train))
    return replace(data, x_train=np.concatenate(crops)[order], y_train=np.tile(data.y_train, len(crops))[order])


def _depths(lab: Lab, n: int, residual: bool) -> Outcome:
    """The network of that depth after training; trained once a session."""
    name = name_of(n, residual)
    if name not in lab.memory:
        model = build_resnet(lab, n, residual)
        lab.memory[name] = run(lab, name, model, images(lab), EXPERIMENT_EPOCHS, residual=residual, blocks=n)
    return lab.memory[name]


def _table(title: str, outcomes: dict[str, Outcome]) -> Table:
    return Table(
        title,
        ["network", "parameters", "seconds", "training images", "test images"],
        [
            [
                name,
                f"{outcome.model.count_params():,}",
                f"{outcome.fitted.seconds:.1f}",
                f"{100 * outcome.seen:.1f} %",
                f"{100 * outcome.new:.1f} %",
            ]
            for name, outcome in outcomes.items()
        ],
        numeric=[1, 2, 3, 4],
        note="Accuracy on the images it was trained on, and on new ones.",
        name=title.lower().replace(" ", "-").replace(",", ""),
    )

"""Style transfer: the pixels of a picture are trained until it has one photograph's content and the other's style."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach.inspect.pictures import gallery
from dlteach.lessons.pix2pix_bench import colour_photographs
from dlteach.models import paint_in_style, random_features, vgg19_features
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, View

STEPS_AN_EPOCH, EPOCHS, RATE = 40, 10, 0.02
STYLE_WEIGHT, CONTENT_WEIGHT = 1.0, 0.1
SIDE = 128


def see_style(lab: Lab) -> Iterator[View]:
    """What is to be kept and whose look is to be taken."""
    content, style = content_and_style(lab)
    yield gallery(
        "Content and style",
        [content, style],
        ["content", "style"],
        "The content: a flower. The style: roofs and walls of a temple, full of small red, dark and golden edges.",
        columns=2,
        name="content-and-style",
    )


def transfer_style(lab: Lab) -> Iterator[View]:
    """Trains the pixels, and shows distances and pictures."""
    content, style = content_and_style(lab)
    features = feature_network(lab)
    model = paint_in_style(content, style, features)
    before = distances(model)
    lab.compile(
        model,
        "convolutional",
        optimizer=keras.optimizers.Adam(RATE),
        loss={"style": "mae", "content": "mae"},
        loss_weights={"style": STYLE_WEIGHT, "content": CONTENT_WEIGHT},
    )
    ticks = np.zeros((STEPS_AN_EPOCH, 1), "float32")
    fitted = lab.fit(
        model,
        ticks,
        {"style": ticks, "content": ticks},
        kind="convolutional",
        epochs=EPOCHS,
        title="style transfer, pixel by pixel",
        batch_size=1,
    )
    painted = ops.convert_to_numpy(model.get_layer("canvas").pixels)
    lab.memory["painted"] = painted
    after = distances(model)
    noise = np.random.default_rng(lab.seed).random(content.shape).astype("float32")
    others = {
        "the flower": before,
        "the result": after,
        "noise": distances(paint_in_style(content, style, features, start=noise)),
        "the temple": distances(paint_in_style(content, style, features, start=style)),
    }
    yield gallery(
        "The flower in the temple's style",
        [content, style, painted],
        ["content", "style", "result"],
        "The flower with the temple's colours and small edges.",
        columns=3,
        name="style-transfer",
    )
    yield Table(
        "How far from the style, how far from the content",
        ["picture", "Gram distance to the style", "distance to the content"],
        [[name, f"{value['style']:.4f}", f"{value['content']:.3f}"] for name, value in others.items()],
        numeric=[1, 2],
        note="Both relative: 0 is equal, and 1 is as far off as an empty picture's.",
        name="style-distances",
    )
    yield Curve(
        "The style comes nearer, step by step",
        [Series("Gram distance to the style", fitted.history["style_loss"])],
        f"The Gram distance falls from {before['style']:.3f} to {after['style']:.4f}.",
        x_label=f"{STEPS_AN_EPOCH} steps",
        y_label="distance",
        log_y=True,
        name="style-curve",
    )
    fallen = 1 - after["style"] / before["style"]
    yield Result(
        f"Gram distance down by {100 * fallen:.1f} %; distance to the content {after['content']:.2f}, of noise "
        f"{others['noise']['content']:.2f}"
    )
    lab.log(
        "style transfer",
        {"Gram distance down %": 100 * fallen, "content distance": after["content"]},
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
    )


def what_the_filters_were(lab: Lab) -> Iterator[View]:
    """Which network read the pictures."""
    network = feature_network(lab)
    if network.name == "vgg19_features":
        yield Text("The features came from **VGG-19**, trained on ImageNet, as in the paper.")
        return
    count = sum(int(np.prod(weight.shape)) for weight in network.weights)
    yield Text(
        f"The features came from {len(network.outputs)} convolutions with {count:,} weights that were **drawn at "
        "random and never "
        "trained**. Random filters see colours, edges and small patterns, and that is enough to copy a *texture*: "
        "Ustyuzhaninov and others (2016) showed it. They know no things."
    )
    yield Text(
        "The paper read VGG-19, trained on photographs. Its deep maps know petals and roofs, and so it paints better. "
        "With its "
        "weights (80 MB, fetched once): `dlteach lesson pix2pix --set features=vgg19`."
    )


def feature_network(lab: Lab) -> keras.Model:
    """The network that reads the pictures, as the learner set it."""
    if "features" not in lab.memory:
        trained = lab.settings["features"] == "vgg19"
        lab.memory["features"] = vgg19_features() if trained else random_features(seed=lab.seed)
    return lab.memory["features"]


def content_and_style(lab: Lab) -> tuple[np.ndarray, np.ndarray]:
    """A square of the flower and one of the temple, (SIDE, SIDE, 3) each."""
    extra = colour_photographs(lab).extra
    # the whole blossom in a third of its size, and some of the temple's roofs
    flower = extra["high_flower"][20 : 20 + 3 * SIDE, 130 : 130 + 3 * SIDE]
    content = flower.reshape(SIDE, 3, SIDE, 3, 3).mean(axis=(1, 3))
    return content, extra["low_china"][60 : 60 + SIDE, 40 : 40 + SIDE]


def distances(model: keras.Model) -> dict[str, float]:
    """Both distances of the model's picture."""
    found: dict[str, Any] = model(np.zeros((1, 1), "float32"))
    return {name: float(ops.convert_to_numpy(value)[0, 0]) for name, value in found.items()}

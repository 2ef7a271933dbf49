"""Semantic segmentation: a small U-Net with and without its skip connections, and plain rivals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from dlteach import inspect, models
from dlteach.inspect.boxes import COLOUR_NAMES, class_colours
from dlteach.inspect.pictures import tile
from dlteach.inspect.words import listed
from dlteach.lessons.vision_baselines import colour_features, forest, patches
from dlteach.lessons.vision_bench import SIDE, pictures, train
from dlteach.models import UNet
from dlteach.training.evaluate import probabilities
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Picture, Result, Table, Text, Truth, View

EPOCHS = 6
FILTERS = (8, 16, 32, 32)


def overlaps(truth: np.ndarray, answer: np.ndarray, classes: int) -> list[float]:
    """The intersection over union of each class, over all pixels of all pictures.

    Args:
        truth: classes of the pixels, whole numbers of any shape.
        answer: of the same shape.
        classes: how many there are.
    """
    table = np.bincount(classes * truth.reshape(-1) + answer.reshape(-1), minlength=classes**2).reshape(
        classes, classes
    )
    shared = np.diag(table)
    # |A ∪ B| = |A| + |B| − |A ∩ B|
    return (shared / np.maximum(1, table.sum(axis=0) + table.sum(axis=1) - shared)).tolist()


def build_unet(lab: Lab, **options: Any) -> UNet:
    """A small U-Net for the lesson's pictures; first weights drawn from the seed."""
    keras.utils.set_random_seed(lab.seed)
    classes = 1 + len(pictures(lab).class_names)
    small = {"filters": FILTERS, "padding": "same", "batch_normalization": True, "dropout": 0.0}
    return UNet((SIDE, SIDE, 3), classes, **(small | options), name="unet")


def published(lab: Lab) -> Iterator[View]:
    """The paper's U-Net on its way down and up: sizes, maps, parameters."""
    with models.weightless():
        model = UNet()
    summary = inspect.summary(model)
    rows = []
    for piece in ("down1", "down2", "down3", "down4", "bottom", "up4", "up3", "up2", "up1", "predictions"):
        own = [row for row in summary.rows if row.name.startswith(piece)]
        last = next(row for row in reversed(own) if "pool" not in row.name)
        rows.append([piece, last.shape_text, f"{sum(row.parameters for row in own):,}"])
    yield Table(
        "The U-Net of 2015",
        ["piece", "shape of its maps", "parameters"],
        rows,
        numeric=[1, 2],
        note=f"{summary.parameters:,} parameters. Each 3×3 convolution, without padding, takes a pixel off every side.",
        name="unet",
    )


def cropped_side(lab: Lab) -> Truth:
    """How large the bridge of the first size must be cut, asked of the model."""
    with models.weightless():
        model = UNet()
    early, late = (model.get_layer(name).output.shape[1] for name in ("down1_relu2", "up1_transposed"))
    return Truth(
        str((early - late) // 2),
        f"From {early} to {late} are {early - late} pixels, {(early - late) // 2} on each side. What is cut off "
        "would have nothing to lie beside.",
    )


def train_unet(lab: Lab) -> Iterator[View]:
    """Trains the small U-Net and measures it on the test pictures, once."""
    fitted = _fit(lab, True)
    model, each = _trained(lab, True)
    yield inspect.loss_curve(fitted.history)
    names = ["ground", *pictures(lab).class_names]
    told = ", ".join(f"{name} {100 * value:.1f} %" for name, value in zip(names, each, strict=True))
    yield Text(f"{inspect.how_it_went(fitted)} {model.count_params():,} parameters. IoU: {told}.")
    yield Result(f"test mean IoU {100 * np.mean(each):.1f} %")


def answers(lab: Lab, skips: bool = True) -> np.ndarray:
    """The class of each pixel of the test pictures, as the trained network says."""
    model, _ = _trained(lab, skips)
    return probabilities(model, pictures(lab).x_test).argmax(axis=-1)


def segmentation_rivals(lab: Lab) -> Iterator[View]:
    """U-Net beside rules without a network, by the intersection over union of each class."""
    data = pictures(lab)
    truth = data.extra["map_test"]
    of_forest = forest(data, lab.seed).predict(colour_features(data.x_test)).reshape(truth.shape)
    found = {
        "ground everywhere": np.zeros_like(truth),
        "forest on colours": of_forest,
        "patches of one colour": np.array([patches(image)[1] for image in data.x_test]),
        "U-Net": answers(lab),
    }
    rows, means = [], {}
    for name, answer in found.items():
        each = overlaps(truth, answer, 4)
        means[name] = float(np.mean(each))
        rows.append([name, *(f"{100 * value:.1f} %" for value in each), f"{100 * means[name]:.1f} %"])
    yield Table(
        "Intersection over union of the test pixels",
        ["", "ground", *data.class_names, "mean"],
        rows,
        numeric=[1, 2, 3, 4, 5],
        note="Forest: a random forest that sees one pixel at a time. Patches: the rule of the section on detection.",
        name="segmentation-rivals",
    )
    right = float((np.zeros_like(truth) == truth).mean())
    yield Text(
        f'"Ground everywhere" is right at {100 * right:.0f} % of the pixels and worth nothing; its mean IoU of '
        f"{100 * means['ground everywhere']:.0f} % tells. One pixel has a colour but no form, so the forest knows "
        f"*that* something is there, and not *what*. U-Net sees both and reaches {100 * means['U-Net']:.1f} %; the "
        f"best rule without a network {100 * max(value for name, value in means.items() if name != 'U-Net'):.1f} %."
    )


def see_masks(lab: Lab) -> Iterator[View]:
    """Pictures, the classes of their pixels, and U-Net's answer."""
    data, found = pictures(lab), answers(lab)
    names = listed([f"{name} {colour}" for name, colour in zip(data.class_names, COLOUR_NAMES, strict=False)])
    # the pictures with the most shapes are the hardest
    for number in np.argsort(-(data.y_test >= 0).sum(axis=1), kind="stable")[:2]:
        wanted = data.extra["map_test"][number]
        tiles = [
            tile(data.x_test[number], "picture"),
            tile(class_colours(wanted), "wanted"),
            tile(class_colours(found[number]), "U-Net"),
        ]
        yield Picture(
            "A class for each pixel",
            tiles,
            f"{names}, ground dark. {100 * (found[number] == wanted).mean():.1f} % of the pixels are right.",
            columns=3,
            name=f"mask-{number}",
        )


def without_skips(lab: Lab) -> Iterator[View]:
    """The same network with and without skip connections: mean IoU, and errors near and far from an edge."""
    data = pictures(lab)
    near = near_edges(data.extra["map_test"])
    rows, errors = [], {}
    for name, skips in (("with", True), ("without", False)):
        model, each = _trained(lab, skips)
        wrong = answers(lab, skips) != data.extra["map_test"]
        errors[name] = float(wrong[near].mean()), float(wrong[~near].mean())
        rows.append(
            [
                name,
                f"{model.count_params():,}",
                f"{100 * np.mean(each):.1f} %",
                *(f"{100 * error:.1f} %" for error in errors[name]),
            ]
        )
    yield Table(
        "U-Net with and without skip connections",
        ["skip connections", "parameters", "mean IoU", "wrong at edges", "wrong elsewhere"],
        rows,
        numeric=[1, 2, 3, 4],
        note="At edges: pixels that touch a pixel of another class. Without skip connections the way up reads fewer maps.",
        name="without-skips",
    )
    (edge, rest), (bare_edge, bare_rest) = errors["with"], errors["without"]
    yield Text(
        f"Of 1,000 pixels at edges {1000 * edge:.0f} are wrong with the bridges and {1000 * bare_edge:.0f} without; of 1,000 "
        f"elsewhere {1000 * rest:.0f} and {1000 * bare_rest:.0f}. At the bottom a map has {SIDE // 8}×{SIDE // 8} pixels: it "
        "knows *what* is there, and only about *where*. The skip connection hands over the exact place."
    )


def what_skips_do(lab: Lab) -> Truth:
    """Where the network without skip connections loses, measured."""
    near = near_edges(pictures(lab).extra["map_test"])
    truth = pictures(lab).extra["map_test"]
    wrong = [answers(lab, skips) != truth for skips in (True, False)]
    at_edges, elsewhere = (float(wrong[1][where].mean() - wrong[0][where].mean()) for where in (near, ~near))
    if at_edges < 0.01:
        answer = "It does about as well"
    else:
        answer = "It errs mainly at the edges of shapes" if at_edges > elsewhere else "It errs mainly inside shapes"
    return Truth(
        answer,
        f"{100 * at_edges:.1f} percentage points more of the pixels at edges are wrong, and {100 * elsewhere:.1f} "
        "more elsewhere.",
    )


def near_edges(classes: np.ndarray) -> np.ndarray:
    """Which pixels touch, on one of four sides, a pixel of another class: (pictures, height, width)."""
    near = np.zeros(classes.shape, bool)
    down, right = classes[:, 1:] != classes[:, :-1], classes[:, :, 1:] != classes[:, :, :-1]
    near[:, 1:] |= down
    near[:, :-1] |= down
    near[:, :, 1:] |= right
    near[:, :, :-1] |= right
    return near


def _fit(lab: Lab, skips: bool) -> Fitted:
    """Trains the network, keeps it and enters it in the run log."""
    data, model = pictures(lab), build_unet(lab, skip_connections=skips)
    held_out = (data.x_validation, data.extra["map_validation"])
    title = "U-Net" if skips else "U-Net without skip connections"
    loss = "sparse_categorical_crossentropy"
    fitted = train(lab, model, data.x_train, data.extra["map_train"], title, EPOCHS, loss, validation=held_out)
    lab.keep(_name(skips), model)
    lab.memory.pop(_name(skips), None)
    _, each = _trained(lab, skips)
    results = {"mean IoU %": 100 * float(np.mean(each)), "parameters": model.count_params()}
    lab.log("U-Net", results, fitted.seconds, skips=skips)
    return fitted


def _trained(lab: Lab, skips: bool) -> tuple[UNet, list[float]]:
    """The trained network and the IoU of each class on the test pictures; it is trained now when that was skipped."""
    name = _name(skips)
    if lab.kept(name) is None:
        _fit(lab, skips)
    model = lab.kept(name)
    assert isinstance(model, UNet)
    if name not in lab.memory:
        data = pictures(lab)
        lab.memory[name] = overlaps(data.extra["map_test"], probabilities(model, data.x_test).argmax(axis=-1), 4)
    return model, lab.memory[name]


def _name(skips: bool) -> str:
    return "unet" if skips else "unet-without-skips"

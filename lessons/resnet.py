"""What the lesson on residual networks builds, trains and looks into. Each function is named by a directive of resnet.md."""

from __future__ import annotations

from collections.abc import Iterator

import keras

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import percent
from dlteach.lessons.image_runs import run
from dlteach.lessons.resnet_bench import (
    EPOCHS,
    altered_images,
    build_resnet,
    depth,
    image_shape,
    images,
    name_of,
)
from dlteach.lessons.resnet_by_hand import (
    block_by_hand,
    block_output,
    gradient_of_block,
    normalize_by_hand,
    normalized_value,
    paths,
    shortcut_by_hand,
    shortcut_shape,
    through_many,
)
from dlteach.lessons.resnet_experiments import altered_copies, deep_plain, degradation, without_normalization
from dlteach.lessons.resnet_inside import (
    gradients_by_layer,
    gradients_without_normalization,
    ratio,
    shattered,
    what_a_block_adds,
)
from dlteach.lessons.resnet_pieces import family, heaviest_stage, layers_of_56, one_block, stages
from dlteach.training.evaluate import probabilities
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Text, View

__all__ = [
    "altered_copies",
    "block_by_hand",
    "block_output",
    "blocks_add",
    "confusion",
    "deep_plain",
    "degradation",
    "family",
    "gradient_of_block",
    "gradients_by_layer",
    "gradients_without_normalization",
    "heaviest_stage",
    "layers_of_56",
    "mistakes",
    "normalize_by_hand",
    "normalized_value",
    "one_block",
    "paths",
    "prepare",
    "ratio",
    "see_data",
    "shattered",
    "shortcut_by_hand",
    "shortcut_shape",
    "stages",
    "through_many",
    "train_resnet",
    "without_normalization",
]


def prepare(lab: Lab) -> None:
    """Loads the data set ahead, while the learner reads."""
    altered_images(lab)


def see_data(lab: Lab) -> Iterator[View]:
    """Some images, and how many there are."""
    data = images(lab)
    altered = altered_images(lab)
    height, width, channels = image_shape(lab)
    yield gallery(
        data.title,
        data.x_train[:10],
        [data.class_names[label] for label in data.y_train[:10]],
        f"Ten images of {height}×{width} with {channels} channel{'s' * (channels > 1)}.",
        columns=5,
        name="data",
    )
    copies = len(altered.x_train) - len(data.x_train)
    more = f", and {copies:,} altered copies of them" if copies else ""
    yield Text(
        f"{len(data.x_train):,} images to train on{more}; {len(data.x_validation):,} to validate; {len(data.x_test):,} to "
        f"test. Source: {data.source}."
    )


def train_resnet(lab: Lab) -> Iterator[View]:
    """Trains the network on the whole training set and measures it on the test set, once."""
    data = altered_images(lab)
    n = int(lab.settings["blocks"])
    outcome = run(lab, f"{name_of(n, True)}, altered copies", build_resnet(lab, n), data, EPOCHS, blocks=n)
    fitted = outcome.fitted
    lab.keep("main", outcome.model)
    yield inspect.loss_curve(fitted.history)
    yield Text(
        f"{inspect.how_it_went(fitted)} The weights of epoch {fitted.best_epoch} were kept: none got more of the validation "
        "images right. Wrong on "
        f"{round(len(data.y_test) * (1 - outcome.new))} of {len(data.y_test):,} test images, with "
        f"{outcome.model.count_params():,} parameters in {depth(n)} layers."
    )
    yield Result(f"test accuracy {100 * outcome.new:.2f} %")


def blocks_add(lab: Lab) -> Iterator[View]:
    """How much each block of the trained network adds to what it was given."""
    found = what_a_block_adds(_trained(lab), images(lab).x_test)
    shares = [share for _, share in found]
    last, small = min(found, key=lambda pair: pair[1]), sum(share < 1 for share in shares)
    yield Curve(
        "What each block adds, beside what it was given",
        [Series("size of F(x) / size of x", shares)],
        ". ".join(f"{name}: {percent(share)}" for name, share in found) + ".",
        x_label="block",
        y_label="share",
        name="blocks-add",
    )
    yield Text(
        f"The smallest change is made by {last[0]}: {percent(last[1])} of what comes in. In {small} of {len(shares)} blocks what "
        "is added is smaller than what was there. In the paper, the deeper the network, the smaller the changes: many "
        "blocks only retouch the picture that they are handed."
    )


def confusion(lab: Lab) -> Iterator[View]:
    """The confusion matrix on the test set."""
    data = images(lab)
    predicted = probabilities(_trained(lab), data.x_test).argmax(axis=1)
    yield inspect.confusion_matrix(data.y_test, predicted, data.class_names)


def mistakes(lab: Lab) -> Iterator[View]:
    """The test images the network is most wrongly sure about."""
    data = images(lab)
    predicted = probabilities(_trained(lab), data.x_test)
    yield inspect.worst_mistakes(data.x_test, data.y_test, predicted, data.class_names)


def _trained(lab: Lab) -> keras.Model:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_resnet)

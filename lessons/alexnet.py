"""What the lesson on AlexNet builds, trains and looks into. Each function is named by a directive of alexnet.md."""

from __future__ import annotations

from collections.abc import Iterator

import keras

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.lessons.alexnet_bench import EPOCHS, SIDE, build_narrow, images, pictures
from dlteach.lessons.alexnet_by_hand import (
    copies,
    dropout_by_hand,
    first_layer_parameters,
    first_map_shape,
    grouped_parameters,
    groups_side_by_side,
    guessing,
    normalized_response,
    pool_by_hand,
    pooled_shape,
    response_by_hand,
    stride_by_hand,
    top_five,
)
from dlteach.lessons.alexnet_experiments import altered_copies, without_parts
from dlteach.lessons.alexnet_inside import (
    designed_filters,
    filters_after_training,
    one_picture_through,
    response_in_the_picture,
)
from dlteach.lessons.alexnet_pieces import beside_lenet, dense_share, narrow, pieces, where_parameters_sit
from dlteach.lessons.alexnet_race import relu_against_tanh, relu_pays
from dlteach.lessons.image_runs import run
from dlteach.training.evaluate import probabilities
from dlteach.training.lab import Lab
from dlteach.views import Result, Text, View

__all__ = [
    "altered_copies",
    "beside_lenet",
    "confusion",
    "copies",
    "dense_share",
    "designed_filters",
    "dropout_by_hand",
    "first_filters",
    "first_layer_parameters",
    "first_map_shape",
    "follow_one",
    "grouped_parameters",
    "groups_side_by_side",
    "guessing",
    "mistakes",
    "narrow",
    "normalized_response",
    "pieces",
    "pool_by_hand",
    "pooled_shape",
    "prepare",
    "relu_against_tanh",
    "relu_pays",
    "response_by_hand",
    "response_in_the_picture",
    "see_data",
    "stride_by_hand",
    "top_five",
    "train_alexnet",
    "where_parameters_sit",
    "without_parts",
]


def prepare(lab: Lab) -> None:
    """Draws the pictures ahead, while the learner reads."""
    images(lab)


def see_data(lab: Lab) -> Iterator[View]:
    """Some pictures, and how many there are."""
    data = pictures(lab)
    names = [data.class_names[label] for label in data.y_train[:8]]
    yield gallery(
        data.title,
        data.x_train[:8],
        names,
        f"Eight pictures of {SIDE}×{SIDE} in colour: {', '.join(names)}.",
        columns=4,
        name="data",
    )
    yield Text(
        f"{len(data.x_train):,} pictures to train on, {len(data.x_validation):,} to validate, {len(data.x_test):,} to test, in "
        f"{len(data.class_names)} classes. They are drawn by this program. Size, place and colours are random, so colour tells "
        "nothing about the class. As the authors did, we subtract from each pixel its mean over all training pictures; we also "
        "divide by the spread of all pixels."
    )


def train_alexnet(lab: Lab) -> Iterator[View]:
    """Trains the narrow AlexNet and measures it on the test set, once."""
    data = images(lab)
    outcome = lab.memory["narrow"] = run(lab, "narrow AlexNet", build_narrow(lab), data, EPOCHS)
    fitted = outcome.fitted
    lab.keep("main", outcome.model)
    yield inspect.loss_curve(fitted.history)
    yield Text(
        f"{inspect.how_it_went(fitted)} The weights of epoch {fitted.best_epoch} were kept: none got more of the validation "
        "pictures right. Wrong on "
        f"{round(len(data.y_test) * (1 - outcome.new))} of {len(data.y_test):,} test pictures; guessing one class for all would "
        f"be wrong on {len(data.y_test) - max((data.y_test == label).sum() for label in range(len(data.class_names))):,}."
    )
    yield Result(f"test accuracy {100 * outcome.new:.2f} %")


def first_filters(lab: Lab) -> Iterator[View]:
    """The first layer's filters after training."""
    yield from filters_after_training(lab, _trained(lab))


def follow_one(lab: Lab) -> Iterator[View]:
    """One picture through the first layer and its normalization."""
    yield from one_picture_through(lab, _trained(lab))


def confusion(lab: Lab) -> Iterator[View]:
    """The confusion matrix on the test set."""
    data = images(lab)
    predicted = probabilities(_trained(lab), data.x_test).argmax(axis=1)
    yield inspect.confusion_matrix(data.y_test, predicted, data.class_names)


def mistakes(lab: Lab) -> Iterator[View]:
    """The test pictures the network is most wrongly sure about."""
    data = images(lab)
    predicted = probabilities(_trained(lab), data.x_test)
    yield inspect.worst_mistakes(pictures(lab).x_test, data.y_test, predicted, data.class_names, count=8)


def _trained(lab: Lab) -> keras.Model:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_alexnet)

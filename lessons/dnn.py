"""What the first lesson builds, trains and looks into. Each function is named by a directive of dnn.md."""

from __future__ import annotations

from collections.abc import Iterator

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.lessons.dnn_bench import build_network, points_map, spirals
from dlteach.lessons.dnn_by_hand import (
    activations,
    batch_through_layer,
    first_layer_parameters,
    layer_sizes,
    linear_stack,
    losses,
    neuron_output,
    one_neuron,
)
from dlteach.lessons.dnn_digits import digit_mistakes, digit_parameters, first_weights, see_digits, train_digits
from dlteach.lessons.dnn_experiments import deep_or_wide, depth_and_width, gradient_by_layer, learning_rates
from dlteach.lessons.dnn_inside import boundary_grows, line_on_each_layer, one_trained_neuron, units_by_depth
from dlteach.lessons.dnn_tiny import backward_by_hand, blame_of_v2, forward_by_hand, one_step
from dlteach.lessons.dnn_training import straight_line, train_network
from dlteach.training.lab import Lab
from dlteach.views import View

__all__ = [
    "activations",
    "backward_by_hand",
    "batch_through_layer",
    "blame_of_v2",
    "boundary_grows",
    "deep_or_wide",
    "depth_and_width",
    "digit_mistakes",
    "digit_parameters",
    "first_layer_parameters",
    "first_weights",
    "forward_by_hand",
    "gradient_by_layer",
    "layer_sizes",
    "learning_rates",
    "line_on_each_layer",
    "linear_stack",
    "losses",
    "network",
    "neuron_output",
    "one_neuron",
    "one_step",
    "one_trained_neuron",
    "prepare",
    "see_data",
    "see_digits",
    "straight_line",
    "train_digits",
    "train_network",
    "units_by_depth",
]


def prepare(lab: Lab) -> None:
    """Loads the data set ahead, while the learner reads."""
    spirals(lab)


def see_data(lab: Lab) -> Iterator[View]:
    """The points of the two spirals."""
    data = spirals(lab)
    yield gallery(
        data.title,
        [points_map(data.x_train, data.y_train)],
        ["training points"],
        f"{len(data.x_train):,} points to train on, {len(data.x_validation)} to validate, {len(data.x_test)} to test. Blue "
        "points belong to one arm, orange ones to the other. The two arms wind around each other.",
        name="data",
    )


def network(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    yield inspect.summary(build_network(lab)).table()

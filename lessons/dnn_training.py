"""The lesson's trainings on the spirals: the best straight line, and the network."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach.inspect.pictures import gallery
from dlteach.lessons.dnn_bench import Moments, build_network, plane, signed_map, spirals, train
from dlteach.training.evaluate import loss_and_accuracy, probabilities
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Text, Truth, View

EPOCHS, LINE_EPOCHS = 40, 20
MOMENTS = (1, 3, 5, 7, 10)


def straight_line(lab: Lab) -> Iterator[View | Truth]:
    """The accuracy of a network without hidden layers, and its boundary."""
    data = spirals(lab)
    model = build_network(lab, hidden_sizes=())
    fitted = train(lab, model, data, "a straight line", LINE_EPOCHS, learning_rate=0.02)
    loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
    lab.memory["line"] = accuracy
    lab.log(
        "no hidden layer",
        {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
    )
    picture = gallery(
        "The best it can do",
        [signed_map(2 * probabilities(model, plane())[:, 1] - 1)],
        ["no hidden layer"],
        "One straight line divides the plane into a blue half and an orange half. Every arm of the spirals crosses it "
        "several times.",
        name="line",
    )
    yield Truth(
        f"{100 * accuracy:.0f}",
        f"Guessing would get 50 % right, and the line gets {100 * accuracy:.1f} %. More training does not help: "
        "it is a line, and stays one.",
        [picture],
    )


def train_network(lab: Lab) -> Iterator[View]:
    """Trains the network on the spirals and measures it on the test set, once."""
    data = spirals(lab)
    model = build_network(lab)
    epochs = lab.epochs or EPOCHS
    moments = Moments([*(epoch for epoch in MOMENTS if epoch < epochs), epochs])
    fitted = train(lab, model, data, "the network", EPOCHS, callbacks=[moments])
    lab.keep("main", model)
    lab.memory["moments"] = moments.weights
    loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
    trained_epochs = len(fitted.history["loss"])
    first, last = fitted.history["loss"][0], fitted.history["loss"][-1]
    yield Curve(
        "Loss, epoch by epoch",
        [Series("training", fitted.history["loss"]), Series("validation", fitted.history["val_loss"])],
        f"The training loss falls from {first:.2g} to {last:.2g} in {trained_epochs} epochs. Guessing would cost "
        f"{np.log(2):.3f}.",
        x_label="epoch",
        y_label="loss",
        log_y=True,
        name="loss",
    )
    ended = " You ended it early." if fitted.stopped else ""
    yield Text(
        f"{fitted.steps:,} steps in {fitted.seconds:.1f} s of training, after {fitted.compile_seconds:.1f} s of "
        f"compiling.{ended} Wrong on {round(len(data.y_test) * (1 - accuracy))} of {len(data.y_test):,} test points. "
        f"{_against_line(lab)}"
    )
    yield Result(f"test accuracy {100 * accuracy:.2f} %")
    lab.log(
        "the network",
        {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
        fitted.seconds,
        epochs=trained_epochs,
    )


def trained(lab: Lab) -> keras.Model:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_network)


def moments_of(lab: Lab) -> dict[int, list[np.ndarray]]:
    """Epoch → weights of the network; in a resumed lesson it is trained again, because these are not kept on disk."""
    if "moments" not in lab.memory:
        for _ in train_network(lab):
            pass
    return lab.memory["moments"]


def _against_line(lab: Lab) -> str:
    return f"The straight line had {100 * lab.memory['line']:.1f} % right." if "line" in lab.memory else ""

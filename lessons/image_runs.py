"""One training of an image classifier from beginning to end: trained, measured on seen and on new images, logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from dlteach.data import Dataset
from dlteach.lessons.cnn_bench import train
from dlteach.training.evaluate import loss_and_accuracy
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab


@dataclass(frozen=True)
class Outcome:
    """One finished training: the network, how it went, and the accuracies on the images it saw and on new ones."""

    model: keras.Model
    fitted: Fitted
    seen: float
    loss: float
    new: float


def run(lab: Lab, title: str, model: keras.Model, data: Dataset, epochs: int, **settings: Any) -> Outcome:
    """Trains a network, measures it on the data set's own splits and enters it in the run log.

    Args:
        lab: see `dlteach.lessons.cnn_bench.train`.
        title: names the training.
        model: a network that was just built.
        data: to train on; its test set is looked at once.
        epochs: unless the learner asked for another number.
        settings: what is particular about this training, for the run log.
    """
    fitted = train(lab, model, data, title, epochs)
    _, seen = loss_and_accuracy(model, data.x_train, data.y_train)
    loss, new = loss_and_accuracy(model, data.x_test, data.y_test)
    lab.log(
        title,
        {
            "test %": 100 * new,
            "test loss": loss,
            "training %": 100 * seen,
            "parameters": model.count_params(),
        },
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
        **settings,
    )
    return Outcome(model, fitted, seen, loss, new)

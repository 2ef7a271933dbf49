"""What all parts of the first lesson share: the spirals, its network, how it is trained, and maps of the plane."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from dlteach.data import Dataset
from dlteach.inspect.pictures import diverging
from dlteach.models import MLP
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

SIDE = 40
EDGE = 1.1
FIRST, SECOND = np.array([33, 102, 172]) / 255, np.array([230, 97, 1]) / 255


def spirals(lab: Lab) -> Dataset:
    """The two spirals."""
    return lab.dataset()


def hidden_sizes(lab: Lab) -> tuple[int, ...]:
    """Units of each hidden layer, as the learner set them."""
    return (int(lab.settings["units"]),) * int(lab.settings["hidden_layers"])


def build_network(lab: Lab, **changes: Any) -> MLP:
    """The lesson's network with the learner's settings, first weights drawn from the seed; `changes` replace some."""
    keras.utils.set_random_seed(lab.seed)
    options = {
        "input_shape": (2,),
        "hidden_sizes": hidden_sizes(lab),
        "classes": 2,
        "activation": str(lab.settings["activation"]),
    }
    return MLP(name="mlp", **(options | changes))


def train(
    lab: Lab,
    model: keras.Model,
    data: Dataset,
    title: str,
    epochs: int,
    learning_rate: float | None = None,
    **options: Any,
) -> Fitted:
    """Trains a classifier with Adam, whose step size falls to zero along a cosine.

    Args:
        lab: with the settings `batch_size` and `learning_rate`.
        model: outputs probabilities.
        data: trains on its training set and validates on its validation set.
        title: names the training.
        epochs: unless the learner asked for another number.
        learning_rate: in place of the learner's setting.
        options: further ones of `Lab.fit`.
    """
    batch_size = min(int(lab.settings["batch_size"]), len(data.x_train))
    steps = (lab.epochs or epochs) * -(-len(data.x_train) // batch_size)
    rate = float(lab.settings["learning_rate"]) if learning_rate is None else learning_rate
    lab.compile(
        model,
        "dense",
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return lab.fit(
        model,
        data.x_train,
        data.y_train,
        kind="dense",
        epochs=epochs,
        title=title,
        validation=(data.x_validation, data.y_validation),
        batch_size=batch_size,
        **options,
    )


def plane() -> np.ndarray:
    """Points on a grid over the plane, row by row from the top left: (SIDE · SIDE, 2)."""
    line = np.linspace(-EDGE, EDGE, SIDE, dtype="float32")
    across, up = np.meshgrid(line, line[::-1])
    return np.stack([across.ravel(), up.ravel()], axis=1)


def signed_map(values: np.ndarray, largest: float | None = None) -> np.ndarray:
    """Numbers on the grid as an image: blue below zero, orange above, (SIDE, SIDE, 3)."""
    return diverging(values.reshape(SIDE, SIDE), largest)


def points_map(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Points of two classes as coloured pixels on white, (SIDE, SIDE, 3)."""
    image = np.ones((SIDE, SIDE, 3), "float32")
    places = np.clip(np.round((x + EDGE) / (2 * EDGE) * (SIDE - 1)).astype(int), 0, SIDE - 1)
    image[SIDE - 1 - places[:, 1], places[:, 0]] = np.where(y[:, None] == 0, FIRST, SECOND)
    return image


def plain(value: float) -> str:
    """A number as short as it can be, with a true minus sign: −0.5."""
    return f"{float(value):g}".replace("-", "−")


class Moments(keras.callbacks.Callback):
    """Keeps the weights as they stood at the start and after some epochs.

    Args:
        epochs: after which epochs, counted from 1.

    Attributes:
        weights: epoch → list of arrays; 0 is the start.
    """

    def __init__(self, epochs: list[int]):
        super().__init__()
        self.epochs = epochs
        self.weights: dict[int, list[np.ndarray]] = {}

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Keeps the first weights."""
        self.weights = {0: self.model.get_weights()}

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Keeps the weights where the epoch is one of those wanted."""
        if epoch + 1 in self.epochs:
            self.weights[epoch + 1] = self.model.get_weights()

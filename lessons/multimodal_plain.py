"""What the film and sound parts of the lesson share: a linear rival, training of a classifier, and its answers."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

# keeps the least squares solvable where there are more numbers than examples
RIDGE = 10.0


def linear_answers(x_train: np.ndarray, y_train: np.ndarray, x_test: np.ndarray, ridge: float = RIDGE) -> np.ndarray:
    """The classes that a linear model gives to test examples: a weighted sum a class, weights by least squares.

    Args:
        x_train: examples to learn from; whatever their shape, all numbers of one are weighed.
        y_train: their classes.
        x_test: examples to answer.
        ridge: how dearly large weights are paid for.
    """
    past, future = (_centred(x, x_train) for x in (x_train, x_test))
    wanted = np.eye(y_train.max() + 1)[y_train]
    # W = Xᵀ (X Xᵀ + λ I)⁻¹ Y: one equation an example instead of one a number
    weights = past.T @ np.linalg.solve(past @ past.T + ridge * np.eye(len(past)), wanted - wanted.mean(axis=0))
    return (future @ weights + wanted.mean(axis=0)).argmax(axis=1)


def train_classifier(
    lab: Lab,
    model: keras.Model,
    train: tuple[np.ndarray, np.ndarray],
    held_out: tuple[np.ndarray, np.ndarray],
    *,
    kind: str,
    epochs: int,
    title: str,
    learning_rate: float,
) -> Fitted:
    """Trains a classifier with Adam; the step size falls to zero along a cosine."""
    x, y = train
    size = min(int(lab.settings["batch_size"]), len(x))
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, (lab.epochs or epochs) * -(-len(x) // size))
    lab.compile(
        model,
        kind,
        optimizer=keras.optimizers.Adam(schedule, global_clipnorm=1.0),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return lab.fit(model, x, y, kind=kind, epochs=epochs, title=title, validation=held_out, batch_size=size)


def answers(model: Any, x: np.ndarray) -> np.ndarray:
    """The likeliest class of each example."""
    return ops.convert_to_numpy(model.predict_on_batch(x)).argmax(axis=1)


def share(found: np.ndarray, right: np.ndarray) -> float:
    """The share of right answers."""
    return float(np.mean(found == right))


def _centred(x: np.ndarray, reference: np.ndarray) -> np.ndarray:
    flat = x.reshape(len(x), -1).astype("float64")
    return flat - reference.reshape(len(reference), -1).mean(axis=0)

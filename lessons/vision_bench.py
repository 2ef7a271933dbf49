"""What all parts of the lesson on detection, segmentation and faces share: pictures, and how a network is trained."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from dlteach import data
from dlteach.data import Dataset
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

SIDE = 48


def pictures(lab: Lab) -> Dataset:
    """The pictures of several shapes."""
    return lab.dataset()


def faces(lab: Lab) -> Dataset:
    """The drawn faces, loaded once a session."""
    if "faces" not in lab.memory:
        lab.memory["faces"] = data.load("faces", seed=lab.seed)
    return lab.memory["faces"]


def true_boxes(lab: Lab, split: str) -> tuple[np.ndarray, np.ndarray]:
    """The boxes of a split in pixels, (pictures, 4, 4), and their classes, (pictures, 4), −1 for none."""
    found = pictures(lab)
    return found.extra[f"box_{split}"] * SIDE, getattr(found, f"y_{split}")


def train(lab: Lab, model: keras.Model, x: Any, y: Any, title: str, epochs: int, loss: Any, **options: Any) -> Fitted:
    """Trains a network with Adam, whose step size falls to zero along a cosine.

    Args:
        lab: with the settings `batch_size` and `learning_rate`.
        model: a network that was just built.
        x: pictures.
        y: targets.
        title: names the training.
        epochs: unless the learner asked for another number.
        loss: of the network's output or outputs.
        options: such as `validation`, of `Lab.fit`.
    """
    batch_size = min(int(lab.settings["batch_size"]), len(x))
    steps = (lab.epochs or epochs) * -(-len(x) // batch_size)
    schedule = keras.optimizers.schedules.CosineDecay(float(lab.settings["learning_rate"]), steps)
    lab.compile(model, "convolutional", optimizer=keras.optimizers.Adam(schedule), loss=loss)
    return lab.fit(model, x, y, kind="convolutional", epochs=epochs, title=title, batch_size=batch_size, **options)

"""What all parts of the lesson on AlexNet share: its images, the narrow network and how it is trained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np

from dlteach import models
from dlteach.data import Dataset
from dlteach.models import AlexNet
from dlteach.training.lab import Lab

SIDE = 64
EPOCHS = 24
# a sixth to an eighth of AlexNet's maps, a thirty-second of its dense units
FILTERS, DENSE_UNITS = (16, 32, 48, 48, 32), 128


def pictures(lab: Lab) -> Dataset:
    """The images as they are drawn, 64×64 in colour: what a person looks at."""
    return lab.dataset(side=SIDE)


def images(lab: Lab) -> Dataset:
    """The images as the network gets them: `centred`."""
    if "centred" not in lab.memory:
        lab.memory["centred"] = centred(pictures(lab))
    return lab.memory["centred"]


def centred(data: Dataset) -> Dataset:
    """Subtracts from every pixel its mean over the training images, as AlexNet's authors did, and divides by the spread."""
    mean, spread = data.x_train.mean(axis=0), data.x_train.std()

    def changed(x: np.ndarray) -> np.ndarray:
        return ((x - mean) / spread).astype("float32")

    return replace(
        data, x_train=changed(data.x_train), x_validation=changed(data.x_validation), x_test=changed(data.x_test)
    )


def build_narrow(lab: Lab, **changes: Any) -> AlexNet:
    """A narrow AlexNet for the lesson's images, its first weights drawn from the seed; `changes` replace single arguments."""
    keras.utils.set_random_seed(lab.seed)
    options: dict[str, Any] = {
        "filters": FILTERS,
        "dense_units": DENSE_UNITS,
        "dropout": float(lab.settings["dropout"]),
        "local_response_normalization": lab.settings["normalization"] == "on",
    }
    return AlexNet((SIDE, SIDE, 3), len(pictures(lab).class_names), name="narrow_alexnet", **{**options, **changes})


def published(**changes: Any) -> AlexNet:
    """AlexNet in its true size, without a single weight allocated."""
    with models.weightless():
        return AlexNet(**{"groups": 2, **changes})


def picture_of(lab: Lab, label: int) -> int:
    """The number of the first test image of a class."""
    return int(np.argmax(pictures(lab).y_test == label))

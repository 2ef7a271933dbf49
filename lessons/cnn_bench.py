"""What all parts of the CNN lesson share: its images, its network and how it is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import keras
import numpy as np

from dlteach.data import Dataset
from dlteach.models import LeNet5
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

SIDE = 32


def train(
    lab: Lab,
    model: keras.Model,
    data: Dataset,
    title: str,
    epochs: int,
    limit: int | None = None,
    kind: str = "convolutional",
) -> Fitted:
    """Trains a classifier with Adam, whose step size falls to zero along a cosine.

    Args:
        lab: with the settings `batch_size` and `learning_rate`.
        model: outputs probabilities.
        data: trains on its training set and validates on its validation set.
        title: names the training.
        epochs: unless the learner asked for another number.
        limit: trains on so many images only.
        kind: of the model, for `dlteach.training.choices`.
    """
    x, y = data.x_train[:limit], data.y_train[:limit]
    batch_size = min(int(lab.settings["batch_size"]), len(x))
    steps = (lab.epochs or epochs) * -(-len(x) // batch_size)
    schedule = keras.optimizers.schedules.CosineDecay(float(lab.settings["learning_rate"]), steps)
    lab.compile(
        model,
        kind,
        optimizer=keras.optimizers.Adam(schedule),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    validation = (data.x_validation, data.y_validation)
    return lab.fit(model, x, y, kind=kind, epochs=epochs, title=title, validation=validation, batch_size=batch_size)


def images(lab: Lab) -> Dataset:
    """The images at 32×32, with altered copies of the digits as the setting says."""
    return (
        original_images(lab, augment=int(lab.settings["augment"]))
        if lab.data_name == "digits"
        else original_images(lab)
    )


def original_images(lab: Lab, **options: int) -> Dataset:
    """The images at 32×32: digits are enlarged, larger ones framed with zeros, as LeCun framed his of 28×28."""
    if lab.data_name == "digits":
        return lab.dataset(size=SIDE, **options)
    data = lab.dataset()
    return framed(data, (SIDE - data.x_train.shape[1]) // 2)


def framed(data: Dataset, margin: int, limit: int | None = None) -> Dataset:
    """The data set with so many zero pixels around each image, and so many images in each split."""

    def with_frame(pixels: np.ndarray) -> np.ndarray:
        return np.pad(pixels[:limit], ((0, 0), (margin, margin), (margin, margin), (0, 0)))

    return replace(
        data,
        x_train=with_frame(data.x_train),
        y_train=data.y_train[:limit],
        x_validation=with_frame(data.x_validation),
        y_validation=data.y_validation[:limit],
        x_test=with_frame(data.x_test),
        y_test=data.y_test[:limit],
    )


def image_shape(lab: Lab) -> tuple[int, int, int]:
    """Height, width and channels of the images the network gets."""
    return (SIDE, SIDE, 3 if lab.data_name == "cifar10" else 1)


def shape_text(shape: Sequence[int]) -> str:
    """A shape as a learner types it: 28, 28, 6."""
    return ", ".join(str(size) for size in shape)


def example_image(lab: Lab) -> np.ndarray:
    """The image the lesson follows through the network: the first test image of class 3."""
    data = original_images(lab)
    return data.x_test[int(np.argmax(data.y_test == 3))]


def filters_from(first: int) -> tuple[int, int]:
    """As many maps in the second convolution as LeNet-5 has for so many in the first: 16 for 6."""
    return first, max(1, round(first * 16 / 6))


def build_lenet(lab: Lab, **changes: Any) -> LeNet5:
    """LeNet-5 with the learner's settings, first weights drawn from the seed; `changes` replace single settings."""
    keras.utils.set_random_seed(lab.seed)
    options = {
        "filters": filters_from(int(lab.settings["filters"])),
        "pooling": lab.settings["pooling"],
        "activation": lab.settings["activation"],
    }
    return LeNet5(input_shape=image_shape(lab), name="lenet5", **(options | changes))

"""The bare Keras script that trains what `dlteach lesson cnn --yes` trains, with Keras's own settings and nothing else.

python -m benchmarks.peers.bare_cnn
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from dlteach import data, models
from dlteach.data import Dataset
from dlteach.lessons.cnn import EPOCHS
from dlteach.lessons.cnn_bench import filters_from, framed
from dlteach.lessons.cnn_experiments import (
    EXPERIMENT_EPOCHS,
    EXPERIMENT_IMAGES,
    MARGIN,
    SHIFT_NETWORKS,
)


def train(model: keras.Model, examples: Dataset, epochs: int, limit: int | None = None) -> None:
    """Compiles, fits and evaluates."""
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    best = keras.callbacks.ModelCheckpoint("/tmp/bare_cnn.keras", "val_accuracy", save_best_only=True)
    model.fit(
        examples.x_train[:limit],
        examples.y_train[:limit],
        validation_data=(examples.x_validation, examples.y_validation),
        epochs=epochs,
        batch_size=32,
        verbose=0,
        callbacks=[best] if limit is None else [],
    )
    print(model.evaluate(examples.x_test, examples.y_test, verbose=0))


def main() -> None:
    """LeNet-5, then the lesson's experiments."""
    keras.utils.set_random_seed(0)
    images = data.load("digits", seed=0, size=32, augment=8)
    train(models.LeNet5(activation="relu"), images, EPOCHS)
    for pooling in ("average", "max", "none"):
        train(models.LeNet5(activation="relu", pooling=pooling), images, EXPERIMENT_EPOCHS, 3 * EXPERIMENT_IMAGES)
    for count in (1, 2, 6, 12):
        filters = filters_from(count)
        train(models.LeNet5(activation="relu", filters=filters), images, EXPERIMENT_EPOCHS, 3 * EXPERIMENT_IMAGES)
    small = framed(data.load("digits", seed=0), MARGIN, EXPERIMENT_IMAGES)
    for build in SHIFT_NETWORKS.values():
        model = build(small)
        train(model, small, 20)
        for distance in (1, 2):
            model.evaluate(np.roll(small.x_test, distance, axis=2), small.y_test, verbose=0)


if __name__ == "__main__":
    main()

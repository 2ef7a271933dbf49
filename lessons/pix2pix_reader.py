"""A judge from outside: a network that reads each pixel's weave, trained on real cloth only."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from dlteach.lessons.pix2pix_bench import fabrics
from dlteach.training.lab import Lab
from dlteach.views import Table

READER_EPOCHS = 6
# per-pixel accuracy of a network that reads streets, table 1 of the paper, by what the generator learned from
PAPER = (("L1", 0.42), ("conditional GAN", 0.57), ("L1 + conditional GAN", 0.66), ("photographs", 0.80))


@dataclass(frozen=True)
class Judged:
    """How pictures made for the test plans do: mean absolute error, and the share of pixels read as planned, by class."""

    name: str
    pictures: np.ndarray
    error: float
    by_class: tuple[float, ...]

    @property
    def agreement(self) -> float:
        """The mean over the classes, so that the large ground counts no more than a shape."""
        return float(np.mean(self.by_class))


def reader(lab: Lab) -> keras.Model:
    """The reader of cloth, trained once and kept: picture → the probability of each class at each pixel."""
    model = lab.kept("cloth-reader")
    if model is None:
        pairs = fabrics(lab)
        keras.utils.set_random_seed(lab.seed)
        model = _build()
        lab.compile(
            model,
            "convolutional",
            optimizer=keras.optimizers.Adam(3e-3),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        lab.fit(
            model,
            pairs.y_train,
            pairs.extra["label_train"],
            kind="convolutional",
            epochs=READER_EPOCHS,
            title="the reader, on real cloth",
            batch_size=16,
        )
        lab.keep("cloth-reader", model)
    return model


def judge(lab: Lab, name: str, pictures: np.ndarray) -> Judged:
    """Judges pictures made for the test plans, (plans, side, side, 1) in [0, 1]."""
    pairs = fabrics(lab)
    label = pairs.extra["label_test"]
    read = keras.ops.convert_to_numpy(reader(lab).predict_on_batch(pictures)).argmax(axis=-1)
    by_class = tuple(float((read[label == kind] == kind).mean()) for kind in range(len(pairs.class_names)))
    return Judged(name, pictures, float(np.abs(pictures - pairs.y_test).mean()), by_class)


def judged_table(rows: list[Judged], names: tuple[str, ...], title: str, name: str) -> Table:
    """Error and agreement, a row for each way to make pictures."""
    return Table(
        title,
        ["pictures", "L1 error", "read as planned", *names],
        [
            [
                one.name,
                f"{one.error:.4f}",
                f"{100 * one.agreement:.1f} %",
                *(f"{100 * share:.0f} %" for share in one.by_class),
            ]
            for one in rows
        ],
        numeric=[1, 2, *range(3, 3 + len(names))],
        note="Read as planned: the share of pixels of each class that the reader takes for it, then their mean. Chance is 25 %.",
        name=name,
    )


def _build() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((32, 32, 1)),
            layers.Conv2D(12, 5, padding="same", activation="relu"),
            layers.Conv2D(16, 5, padding="same", activation="relu"),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.Conv2D(4, 3, padding="same", activation="softmax"),
        ]
    )

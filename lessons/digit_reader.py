"""A judge from outside: a classifier trained on real digits, and on what is none, which reads generated ones."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from dlteach.data import Dataset
from dlteach.inspect.pictures import gallery
from dlteach.lessons.adversarial_bench import digits
from dlteach.lessons.not_digits import KINDS, not_digits, retouched
from dlteach.training.evaluate import loss_and_accuracy, probabilities
from dlteach.training.lab import Lab
from dlteach.views import Picture, Table

CONFIDENT = 0.7
DIGITS = 10
# altered copies beside each real digit
COPIES = 6
READER_EPOCHS = 10
BATCH = 64
SHOWN = 20
# the head of a column in tables
SURE = f"read as a digit with ≥ {100 * CONFIDENT:.0f} %"


@dataclass(frozen=True)
class Reading:
    """What the reader made of some images: the likeliest digit of each, and its probability, 0 to 1."""

    classes: np.ndarray
    sureness: np.ndarray

    @property
    def recognised(self) -> float:
        """The share of images that were read as a digit with a probability of at least `CONFIDENT`."""
        return float((self.sureness >= CONFIDENT).mean())

    @property
    def counts(self) -> np.ndarray:
        """How many of the recognised images are of each digit, (10,)."""
        return np.bincount(self.classes[self.sureness >= CONFIDENT], minlength=DIGITS)


def real_digits(lab: Lab, size: int) -> Dataset:
    """The real digits that the reader learns from, with altered copies."""
    return digits(lab, size=size, augment=COPIES)


def reader(lab: Lab, size: int) -> keras.Model:
    """The reader for digits of so many pixels, trained once and kept: ten digits, and an eleventh class for none of them.

    Its accuracy on the test set stays in `lab.memory` under "reader accuracy" and the size.
    """
    name = f"reader-{size}"
    model = lab.kept(name)
    data = real_digits(lab, size)
    if model is None:
        x, y = _with_others(data.x_train, data.y_train, np.random.default_rng([lab.seed, 2]))
        keras.utils.set_random_seed(lab.seed)
        model = _build(size)
        steps = (lab.epochs or READER_EPOCHS) * -(-len(x) // BATCH)
        lab.compile(
            model,
            "convolutional",
            optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-3, steps)),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        lab.fit(
            model,
            x,
            y,
            kind="convolutional",
            epochs=READER_EPOCHS,
            batch_size=BATCH,
            title="the reader, on real digits",
            validation=_with_others(data.x_validation, data.y_validation, np.random.default_rng([lab.seed, 3])),
        )
        lab.keep(name, model)
    lab.memory[f"reader accuracy {size}"] = loss_and_accuracy(model, data.x_test, data.y_test)[1]
    return model


def read(model: keras.Model, images: np.ndarray) -> Reading:
    """Lets the reader read images (images, size, size, 1) in [0, 1]."""
    told = probabilities(model, np.clip(images, 0, 1))[:, :DIGITS]
    return Reading(told.argmax(axis=1), told.max(axis=1))


def controls(lab: Lab, size: int) -> dict[str, Reading]:
    """What the reader says to real test images, and to images that are no digits, made from them."""
    model, data = reader(lab, size), real_digits(lab, size)
    random = np.random.default_rng([lab.seed, 4])
    x, y = data.x_test, data.y_test
    images = {"real test images": x} | {name: make(x, y, random) for name, make in KINDS.items()}
    return {name: read(model, some) for name, some in images.items()}


def readings_table(readings: dict[str, Reading], name: str) -> Table:
    """What the reader said to several kinds of images, a row each."""
    return Table(
        "Read by a classifier of real digits",
        ["images", SURE, "mean sureness"],
        [
            [kind, f"{100 * reading.recognised:.1f} %", f"{100 * reading.sureness.mean():.1f} %"]
            for kind, reading in readings.items()
        ],
        numeric=[1, 2],
        name=name,
    )


def nobody_wrote(samples: np.ndarray, reading: Reading) -> Picture:
    """The first of some generated digits (samples, size, size, 1) in [0, 1], and what the reader takes them for."""
    return gallery(
        "Digits that nobody wrote",
        samples[:SHOWN],
        [
            f"{digit}" if sure >= CONFIDENT else f"{digit}?"
            for digit, sure in zip(reading.classes[:SHOWN].tolist(), reading.sureness[:SHOWN].tolist(), strict=True)
        ],
        f"{SHOWN} generated pictures, none picked out, and what the reader takes them for. A question mark means that it is less "
        f"than {100 * CONFIDENT:.0f} % sure: those do not count.",
        columns=10,
        name="new-digits",
    )


def histogram(reading: Reading, title: str, name: str) -> Table:
    """How often each digit was read, as a table with bars."""
    counts, most = reading.counts, max(1, reading.counts.max())
    return Table(
        title,
        ["digit", "read", ""],
        [[str(digit), str(count), "█" * round(24 * count / most)] for digit, count in enumerate(counts)],
        numeric=[1],
        note=f"Of {len(reading.classes):,} images, those that were read with a probability of at least {100 * CONFIDENT:.0f} %.",
        name=name,
    )


def _with_others(images: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Digits and as many images that are none, retouched alike, and their classes: 10 for none."""
    everything = np.concatenate([images, not_digits(images, labels, random)])
    return retouched(everything, random), np.concatenate([labels, np.full_like(labels, DIGITS)])


def _build(size: int) -> keras.Model:
    # 8 pixels are too few to skip any
    look = (
        [layers.Conv2D(16, 5, 2, "same", activation="relu"), layers.MaxPooling2D()]
        if size > 16
        else [layers.Conv2D(16, 3, padding="same", activation="relu")]
    )
    return keras.Sequential(
        [
            keras.Input((size, size, 1)),
            *look,
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(96, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(DIGITS + 1, activation="softmax"),
        ]
    )

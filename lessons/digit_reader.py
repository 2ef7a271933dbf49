"""A judge from outside: a classifier trained on real digits, which reads generated ones."""

from __future__ import annotations

from dataclasses import dataclass

import keras
import numpy as np
from keras import layers

from dlteach.inspect.pictures import gallery
from dlteach.lessons.adversarial_bench import digits
from dlteach.training.evaluate import loss_and_accuracy, probabilities
from dlteach.training.lab import Lab
from dlteach.views import Picture, Table

CONFIDENT = 0.9
READER_EPOCHS = 10
SHOWN = 20


@dataclass(frozen=True)
class Reading:
    """What the reader made of some images: the class of each, and how sure it was, 0 to 1."""

    classes: np.ndarray
    sureness: np.ndarray

    @property
    def recognised(self) -> float:
        """The share of images that were read with a probability of at least 0.9."""
        return float((self.sureness >= CONFIDENT).mean())

    @property
    def counts(self) -> np.ndarray:
        """How many of the recognised images are of each class, (10,)."""
        return np.bincount(self.classes[self.sureness >= CONFIDENT], minlength=10)


def reader(lab: Lab, size: int) -> keras.Model:
    """The reader for digits of so many pixels, trained once and kept.

    Its accuracy on the test set stays in `lab.memory` under "reader accuracy" and the size.
    """
    name = f"reader-{size}"
    model = lab.kept(name)
    data = digits(lab, size=size, augment=2)
    if model is None:
        keras.utils.set_random_seed(lab.seed)
        model = _build(size)
        lab.compile(
            model,
            "convolutional",
            optimizer=keras.optimizers.Adam(2e-3),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        lab.fit(
            model,
            data.x_train,
            data.y_train,
            kind="convolutional",
            epochs=READER_EPOCHS,
            title="the reader, on real digits",
            validation=(data.x_validation, data.y_validation),
        )
        lab.keep(name, model)
    lab.memory[f"reader accuracy {size}"] = loss_and_accuracy(model, data.x_test, data.y_test)[1]
    return model


def read(model: keras.Model, images: np.ndarray) -> Reading:
    """Lets the reader read images (images, size, size, 1) in [0, 1]."""
    told = probabilities(model, np.clip(images, 0, 1))
    return Reading(told.argmax(axis=1), told.max(axis=1))


def controls(lab: Lab, size: int) -> dict[str, Reading]:
    """What the reader says to real test images, and to three kinds of images that are no digits."""
    model, data = reader(lab, size), digits(lab, size=size, augment=2)
    random = np.random.default_rng(lab.seed)
    scattered = data.x_test.reshape(len(data.x_test), -1)
    scattered = random.permuted(scattered, axis=1).reshape(data.x_test.shape)
    noise = random.random(data.x_test.shape).astype("float32")
    others = data.x_test[random.permutation(len(data.x_test))]
    images = {
        "real test images": data.x_test,
        "upper half of one, lower of another": np.concatenate(
            [data.x_test[:, : size // 2], others[:, size // 2 :]], axis=1
        ),
        "their pixels, scattered": scattered,
        "pure noise": noise,
    }
    return {name: read(model, some) for name, some in images.items()}


def readings_table(readings: dict[str, Reading], name: str) -> Table:
    """What the reader said to several kinds of images, a row each."""
    return Table(
        "Read by a classifier that saw only real digits",
        ["images", "read as a digit with ≥ 90 %", "mean sureness"],
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
        [str(digit) for digit in reading.classes[:SHOWN]],
        f"{SHOWN} generated pictures, none picked out, and what the reader takes them for.",
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
        note=f"Of {len(reading.classes):,} images, those that were read with a probability of at least 90 %.",
        name=name,
    )


def _build(size: int) -> keras.Model:
    shrink = [layers.MaxPooling2D()] if size > 16 else []
    return keras.Sequential(
        [
            keras.Input((size, size, 1)),
            layers.Conv2D(12, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(24, 3, padding="same", activation="relu"),
            *shrink,
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )

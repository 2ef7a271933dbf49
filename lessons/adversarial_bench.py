"""What the lessons on adversarial networks share: points, modes, pictures of the plane, and samples kept on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach import data
from dlteach.data import Dataset
from dlteach.inspect.pictures import diverging
from dlteach.models.adversarial import Adversarial
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series

# five standard deviations of the ring's Gaussians
NEAR = 0.1
# a fair share of each of eight modes is 12.5 %
SHARE = 0.02
EDGE = 1.5
SIDE = 40
# samples are shown and measured from the same noise, so that only the networks differ
NOISE_SEED = 1234


@dataclass(frozen=True)
class Coverage:
    """How well samples cover the modes: `found` of `modes`, the share of samples `near` one, and each mode's `shares`."""

    found: int
    modes: int
    near: float
    shares: list[float]

    def __str__(self) -> str:
        return f"{self.found} of {self.modes}"


def coverage(samples: np.ndarray, centres: np.ndarray) -> Coverage:
    """Counts the modes that a generator found: those which at least 2 % of all samples come near to.

    Args:
        samples: (samples, 2).
        centres: of the modes, (modes, 2).
    """
    distance = np.linalg.norm(samples[:, None] - centres[None], axis=-1)
    nearest = np.where(distance.min(axis=1) < NEAR, distance.argmin(axis=1), -1)
    shares = [float((nearest == mode).mean()) for mode in range(len(centres))]
    return Coverage(sum(share >= SHARE for share in shares), len(centres), sum(shares), shares)


def covered(lab: Lab, model: Adversarial) -> Coverage:
    """The modes of the ring that a generator found."""
    return coverage(samples_of(model), ring(lab).extra["centres"])


def nearest(images: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The distance of each image to the nearest known one, as root mean square over the pixels; a copy has 0."""
    flat, others = images.reshape(len(images), -1), known.reshape(len(known), -1)
    squared = (flat**2).sum(1)[:, None] + (others**2).sum(1)[None] - 2 * flat @ others.T
    return np.sqrt(np.maximum(squared.min(axis=1), 0) / flat.shape[1])


def ring(lab: Lab) -> Dataset:
    """The ring of eight Gaussians."""
    return _named(lab, "gaussians")


def digits(lab: Lab, **options: Any) -> Dataset:
    """The handwritten digits."""
    return _named(lab, "digits", **options)


def _named(lab: Lab, name: str, **options: Any) -> Dataset:
    if lab.data_name == name:
        return lab.dataset(**options)
    key = f"data {name} {sorted(options.items())}"
    if key not in lab.memory:
        lab.memory[key] = data.load(name, seed=lab.seed, **options)
    return lab.memory[key]


def real_samples(x: np.ndarray, count: int) -> np.ndarray:
    """So many real samples, spread over the data set."""
    return x[np.linspace(0, len(x) - 1, min(count, len(x))).astype(int)]


def fixed_noise(latent_dim: int, count: int) -> np.ndarray:
    """Standard normal noise, (count, latent_dim): the same in every lesson and session."""
    return np.random.default_rng(NOISE_SEED).standard_normal((count, latent_dim)).astype("float32")


def samples_of(model: Adversarial, count: int = 2000) -> np.ndarray:
    """What the generator makes of the fixed noise, (count, …); batch statistics stand still."""
    return values(model.generator, fixed_noise(model.latent_dim, count))


def values(network: keras.Model, x: np.ndarray) -> np.ndarray:
    """What a network gives for inputs (examples, …), as an array."""
    parts = [network.predict_on_batch(x[start : start + 500]) for start in range(0, len(x), 500)]
    return np.concatenate([ops.convert_to_numpy(part) for part in parts]).astype("float32")


class Moments(keras.callbacks.Callback):
    """Keeps what the generator makes of the fixed noise at the start and after some epochs.

    Args:
        epochs: after which epochs, counted from 1.
        count: of samples.

    Attributes:
        samples: epoch → samples (count, …); 0 is the start.
    """

    def __init__(self, epochs: list[int], count: int):
        super().__init__()
        self.epochs, self.count = epochs, count
        self.samples: dict[int, np.ndarray] = {}

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Keeps the first samples."""
        self.samples = {0: self._made()}

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Keeps the samples where the epoch is one of those wanted."""
        if epoch + 1 in self.epochs:
            self.samples[epoch + 1] = self._made()

    def _made(self) -> np.ndarray:
        # JAX's trainer keeps the newest weights elsewhere until they are asked for
        if hasattr(self.model, "jax_state_sync"):
            self.model.jax_state_sync()
        made = self.model.generator(fixed_noise(self.model.latent_dim, self.count), training=False)
        return ops.convert_to_numpy(made)


def fit_keeping_samples(
    lab: Lab,
    model: Adversarial,
    x: np.ndarray,
    title: str,
    epochs: int,
    *,
    batch_size: int | None = None,
    looks: int | list[int],
    count: int = 2000,
) -> tuple[Fitted, Moments]:
    """Trains a compiled model and keeps samples on the way.

    Args:
        lab: with the setting `batch_size`.
        model: is compiled already.
        x: real samples, (examples, …).
        title: names the training.
        epochs: unless the learner asked for another number.
        batch_size: in place of the learner's setting.
        looks: how often samples are kept, evenly spread, or after which epochs.
        count: of the samples kept each time.
    """
    kept = Moments(spread(lab.epochs or epochs, looks) if isinstance(looks, int) else looks, count)
    fitted = lab.fit(
        model,
        x,
        None,
        kind="adversarial",
        epochs=epochs,
        title=title,
        batch_size=batch_size or int(lab.settings["batch_size"]),
        callbacks=[kept],
    )
    return fitted, kept


def two_losses(history: dict[str, list[float]]) -> Curve:
    """The losses of discriminator and generator, epoch by epoch."""
    judge, forger = history["discriminator_loss"], history["generator_loss"]
    return Curve(
        "Two losses, epoch by epoch",
        [Series("discriminator", judge), Series("generator", forger)],
        f"Neither falls to zero. The discriminator's loss ends at {judge[-1]:.2f}, the generator's at {forger[-1]:.2f}; with "
        "D = ½ everywhere they would be 1.39 and 0.69.",
        x_label="epoch",
        y_label="loss",
        name="losses",
    )


def spread(epochs: int, count: int) -> list[int]:
    """So many epochs, evenly spread, the last one among them."""
    return sorted({max(1, round(epochs * number / count)) for number in range(1, count + 1)})


def plane() -> np.ndarray:
    """Points on a grid over the plane, row by row from the top left: (SIDE · SIDE, 2)."""
    line = np.linspace(-EDGE, EDGE, SIDE, dtype="float32")
    across, up = np.meshgrid(line, line[::-1])
    return np.stack([across.ravel(), up.ravel()], axis=1)


def signed_map(numbers: np.ndarray, largest: float | None = None) -> np.ndarray:
    """Numbers on the grid as an image: blue below zero, orange above, (SIDE, SIDE, 3)."""
    return diverging(numbers.reshape(SIDE, SIDE), largest)


def density(points: np.ndarray) -> np.ndarray:
    """How many points fall into each cell of the plane as an image, (SIDE, SIDE); dark where there are many."""
    counts, _, _ = np.histogram2d(points[:, 1], points[:, 0], SIDE, [[-EDGE, EDGE], [-EDGE, EDGE]])
    # a cell with one point is seen already, one with a fair share of a mode's points is black
    ink = np.clip(np.sqrt(counts / (len(points) / 100)), 0, 1)
    return (1 - np.where(counts > 0, 0.25 + 0.75 * ink, 0))[::-1]

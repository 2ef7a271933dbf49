"""What all parts of the WGAN lesson share: its networks, how they are trained, and the true distance of two clouds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from scipy.optimize import linear_sum_assignment

from dlteach.inspect.words import signed
from dlteach.lessons.adversarial_bench import Moments, fit_keeping_samples
from dlteach.models import WGAN, WGANGP
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series

EPOCHS = 120
STRIP = 12
MATCHED = 400


def build_wgan_gp(lab: Lab, **changes: Any) -> WGANGP:
    """WGAN-GP for points with the learner's settings, first weights drawn from the seed; `changes` replace some."""
    keras.utils.set_random_seed(lab.seed)
    options: dict[str, Any] = {
        "input_shape": (2,),
        "latent_dim": int(lab.settings["latent_dim"]),
        "units": units(lab),
        "output_activation": None,
        "penalty_weight": float(lab.settings["penalty_weight"]),
        "n_critic": int(lab.settings["n_critic"]),
    }
    return WGANGP(name="wgan_gp", **(options | changes))


def build_wgan(lab: Lab, clip: float) -> WGAN:
    """WGAN with clipped weights: the same networks of points."""
    keras.utils.set_random_seed(lab.seed)
    return WGAN(
        name="wgan",
        input_shape=(2,),
        latent_dim=int(lab.settings["latent_dim"]),
        units=units(lab),
        clip=clip,
        n_critic=int(lab.settings["n_critic"]),
    )


def units(lab: Lab) -> tuple[int, int]:
    """Units of the two hidden layers of each network."""
    return (int(lab.settings["units"]),) * 2


def train(
    lab: Lab,
    model: WGAN | WGANGP,
    x: Any,
    title: str,
    epochs: int,
    optimizer: Any = None,
    batch_size: int | None = None,
    moments: int = STRIP,
    count: int = 2000,
) -> tuple[Fitted, Moments]:
    """Trains critic and generator and keeps samples on the way.

    Args:
        lab: with the settings `learning_rate` and `batch_size`.
        model: is compiled here.
        x: real samples, (examples, …).
        title: names the training.
        epochs: unless the learner asked for another number.
        optimizer: of both networks; by default Adam as in the paper of WGAN-GP, at the learner's step size.
        batch_size: in place of the learner's setting.
        moments: how often samples are kept.
        count: of the samples kept each time.
    """
    own = keras.optimizers.Adam(float(lab.settings["learning_rate"]), beta_1=0.0, beta_2=0.9)
    lab.compile(model, "adversarial", optimizer=optimizer or own)
    return fit_keeping_samples(lab, model, x, title, epochs, batch_size=batch_size, looks=moments, count=count)


def true_distance(first: np.ndarray, second: np.ndarray, count: int = MATCHED) -> float:
    """The Wasserstein-1 distance of two clouds of points, by the cheapest matching of so many of each.

    Args:
        first: points, (examples, features).
        second: as many or more points, (examples, features).
        count: points of each that are matched; more take longer, as the cube.
    """
    count = min(count, len(first), len(second))
    costs = np.linalg.norm(first[:count, None] - second[None, :count], axis=-1)
    rows, columns = linear_sum_assignment(costs)
    return float(costs[rows, columns].mean())


@dataclass(frozen=True)
class Estimates:
    """The critic's estimates at some epochs, and the true distances of the samples kept there."""

    epochs: list[int]
    estimated: list[float]
    true: list[float]

    @property
    def together(self) -> float:
        """The correlation of the two."""
        return correlation(self.estimated, self.true)

    def curve(self, title: str, name: str, decimals: int) -> Curve:
        """Both, epoch by epoch."""
        first, last, start, end = (
            signed(value, f".{decimals}f")
            for values in (self.estimated, self.true)
            for value in (values[0], values[-1])
        )
        x = [float(epoch) for epoch in self.epochs]
        return Curve(
            title,
            [Series("critic's estimate", self.estimated, x), Series("true distance", self.true, x)],
            f"The estimate goes from {first} to {last}, the true distance from {start} to {end}. Their correlation is "
            f"{signed(self.together, '.2f')}.",
            x_label="epoch",
            y_label="distance",
            name=name,
        )


def estimates(moments: dict[int, np.ndarray], distances: list[float], real: np.ndarray) -> Estimates:
    """Sets the critic's estimates beside true distances.

    Args:
        moments: epoch → samples; those at the start, before the first estimate, are left out.
        distances: the critic's estimate after each epoch.
        real: samples, (examples, features).
    """
    epochs = [epoch for epoch in moments if 0 < epoch <= len(distances)]
    return Estimates(
        epochs,
        [distances[epoch - 1] for epoch in epochs],
        [true_distance(real, moments[epoch].reshape(len(moments[epoch]), -1)) for epoch in epochs],
    )


def correlation(first: list[float], second: list[float]) -> float:
    """Pearson's correlation: 1 where both rise and fall together, 0 where they have nothing to do with each other."""
    if np.std(first) == 0 or np.std(second) == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])

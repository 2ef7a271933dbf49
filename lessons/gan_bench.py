"""What all parts of the GAN lesson share: its network and how it is trained."""

from __future__ import annotations

from typing import Any

import keras

from dlteach.lessons.adversarial_bench import Moments, fit_keeping_samples
from dlteach.models import GAN
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

EPOCHS = 64
STRIP = 8


def build_gan(lab: Lab, seed: int | None = None, **changes: Any) -> GAN:
    """A GAN for points with the learner's settings, first weights drawn from the seed; `changes` replace some."""
    keras.utils.set_random_seed(lab.seed if seed is None else seed)
    units = (int(lab.settings["units"]),) * 2
    options: dict[str, Any] = {
        "input_shape": (2,),
        "latent_dim": int(lab.settings["latent_dim"]),
        "generator_units": units,
        "discriminator_units": units,
        "pieces": 2,
        "dropout": (0, 0),
        "output_activation": None,
        "saturating": bool(lab.settings["saturating"]),
        "minibatch_kernels": int(lab.settings["minibatch_kernels"]),
    }
    return GAN(name="gan", **(options | changes))


def train(
    lab: Lab,
    model: GAN,
    x: Any,
    title: str,
    epochs: int,
    rates: tuple[float, float] | None = None,
    batch_size: int | None = None,
    moments: int | list[int] = STRIP,
    count: int = 2000,
) -> tuple[Fitted, Moments]:
    """Trains both networks with Adam and keeps samples on the way.

    Args:
        lab: with the settings `learning_rate`, `discriminator_learning_rate` and `batch_size`.
        model: is compiled here.
        x: real samples, (examples, …).
        title: names the training.
        epochs: unless the learner asked for another number.
        rates: step sizes of the generator and the discriminator, in place of the learner's settings.
        batch_size: in place of the learner's setting.
        moments: how often samples are kept, or after which epochs.
        count: of the samples kept each time.
    """
    own = float(lab.settings["learning_rate"]), float(lab.settings["discriminator_learning_rate"])
    generator_rate, discriminator_rate = rates or own
    lab.compile(
        model,
        "adversarial",
        optimizer=keras.optimizers.Adam(generator_rate, beta_1=0.5),
        discriminator_optimizer=keras.optimizers.Adam(discriminator_rate, beta_1=0.5),
    )
    return fit_keeping_samples(lab, model, x, title, epochs, batch_size=batch_size, looks=moments, count=count)


def log(lab: Lab, title: str, found: int, near: float, fitted: Fitted, **settings: Any) -> None:
    """Enters a training on the ring in the run log."""
    results = {"modes": float(found), "near a mode %": 100 * near}
    lab.log(title, results, fitted.seconds, epochs=len(fitted.history["generator_loss"]), **settings)

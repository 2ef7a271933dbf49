"""The GAN lesson's main training: the ring of eight Gaussians."""

from __future__ import annotations

from collections.abc import Iterator

from dlteach.lessons.adversarial_bench import covered, ring, two_losses
from dlteach.lessons.gan_bench import EPOCHS, build_gan, log, train
from dlteach.models import GAN
from dlteach.training.lab import Lab
from dlteach.views import Result, Text, View


def train_gan(lab: Lab) -> Iterator[View]:
    """Trains the GAN on the ring and counts the modes it found."""
    model = build_gan(lab)
    fitted, moments = train(lab, model, ring(lab).x_train, "GAN on the ring", EPOCHS)
    lab.keep("main", model)
    lab.memory["moments"] = moments.samples
    lab.memory["history"] = fitted.history
    found = covered(lab, model)
    yield two_losses(fitted.history)
    ended = " You ended it early." if fitted.stopped else ""
    yield Text(
        f"{fitted.steps:,} steps in {fitted.seconds:.1f} s.{ended} A mode counts as found when at least 2 % of all samples lie "
        f"within 0.1 of its centre. {100 * found.near:.0f} % of the samples lie that near to some centre."
    )
    yield Result(f"modes found: {found}")
    log(lab, "GAN", found.found, found.near, fitted)


def trained(lab: Lab) -> GAN:
    """The trained GAN; it is trained now when that step was skipped."""
    return lab.trained(train_gan, GAN)

"""The WGAN lesson's main training: WGAN-GP on the ring of eight Gaussians."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.inspect.words import signed
from dlteach.lessons.adversarial_bench import covered, ring
from dlteach.lessons.wgan_bench import EPOCHS, build_wgan_gp, train
from dlteach.models import WGANGP
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Text, View


def train_wgan(lab: Lab) -> Iterator[View]:
    """Trains WGAN-GP on the ring and counts the modes it found."""
    model = build_wgan_gp(lab)
    fitted, moments = train(lab, model, ring(lab).x_train, "WGAN-GP on the ring", EPOCHS)
    lab.keep("main", model)
    distances = fitted.history["wasserstein_distance"]
    lab.memory["moments"], lab.memory["distances"] = moments.samples, distances
    found = covered(lab, model)
    yield Curve(
        "The critic's estimate of the distance",
        [Series("estimated distance", distances)],
        _told(distances),
        x_label="epoch",
        y_label="E[f(real)] − E[f(generated)]",
        name="distance",
    )
    ended = " You ended it early." if fitted.stopped else ""
    number = int(lab.settings["n_critic"])
    yield Text(
        f"{fitted.steps:,} steps of the critic and {fitted.steps // number:,} of the generator in {fitted.seconds:.1f} s.{ended} "
        f"{100 * found.near:.0f} % of the samples lie within 0.1 of a centre."
    )
    yield Result(f"modes found: {found}")
    lab.log(
        "WGAN-GP",
        {"modes": float(found.found), "near a mode %": 100 * found.near},
        fitted.seconds,
        epochs=len(distances),
    )


def _told(distances: list[float]) -> str:
    """How the estimate runs: where it swings before it falls, that is told."""
    low = int(np.argmin(distances[: max(1, len(distances) // 4)]))
    high = low + int(np.argmax(distances[low:]))
    first, lowest, highest, last = (signed(distances[at], ".3f") for at in (0, low, high, -1))
    if 0 < low < high < len(distances) - 1:
        return (
            f"It starts at {first}, falls to {lowest} in epoch {low + 1}, rises to {highest} in epoch {high + 1}, and ends at "
            f"{last} after epoch {len(distances)}. A critic that is not yet near its best does not measure the distance."
        )
    return f"It starts at {first} and ends at {last} after epoch {len(distances)}."


def trained(lab: Lab) -> WGANGP:
    """The trained WGAN-GP; it is trained now when that step was skipped."""
    return lab.trained(train_wgan, WGANGP)

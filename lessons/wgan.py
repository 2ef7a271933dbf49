"""What the WGAN lesson builds, trains and looks into. Each function is named by a directive of wgan.md."""

from __future__ import annotations

from collections.abc import Iterator

from dlteach import inspect
from dlteach.lessons.adversarial_bench import digits, ring
from dlteach.lessons.wgan_bench import build_wgan_gp
from dlteach.lessons.wgan_by_hand import (
    clipped_slope,
    critic_by_hand,
    critic_steps,
    earth_by_hand,
    earth_moved,
    flat_and_sloped,
    penalty_by_hand,
)
from dlteach.lessons.wgan_digits import new_digits, train_on_digits
from dlteach.lessons.wgan_experiments import clipping, critic_surfaces, weights_at_the_clip
from dlteach.lessons.wgan_inside import critic_surface, loss_against_distance, samples_over_time, slopes_between
from dlteach.lessons.wgan_training import train_wgan
from dlteach.training.lab import Lab
from dlteach.views import Table, View

__all__ = [
    "clipped_slope",
    "clipping",
    "critic_by_hand",
    "critic_steps",
    "critic_surface",
    "critic_surfaces",
    "earth_by_hand",
    "earth_moved",
    "flat_and_sloped",
    "loss_against_distance",
    "networks",
    "new_digits",
    "penalty_by_hand",
    "pieces",
    "prepare",
    "samples_over_time",
    "slopes_between",
    "train_on_digits",
    "train_wgan",
    "weights_at_the_clip",
]


def prepare(lab: Lab) -> None:
    """Loads the data sets ahead, while the learner reads."""
    ring(lab)
    digits(lab)


def pieces(lab: Lab) -> Iterator[View]:
    """Both networks piece by piece."""
    model = build_wgan_gp(lab)
    why = {
        ("generator", "noise"): "chance: a new vector for each sample",
        ("generator", "hidden_1"): "bend the noise",
        ("generator", "hidden_2"): "bend it further",
        ("generator", "sample"): "two numbers without a limit",
        ("critic", "sample"): "a point, real or generated",
        ("critic", "hidden_1"): "bend the plane",
        ("critic", "hidden_2"): "bend it further",
        ("critic", "score"): "a height: any number, no sigmoid",
    }
    rows = [
        [part.name, layer.name, ", ".join(map(str, layer.output.shape[1:])), why[part.name, layer.name]]
        for part in (model.generator, model.critic)
        for layer in part.layers
        if (part.name, layer.name) in why
    ]
    yield Table("Two networks", ["network", "piece", "shape after it", "why"], rows, numeric=[2], name="pieces")


def networks(lab: Lab) -> Iterator[View]:
    """The summaries of generator and critic."""
    model = build_wgan_gp(lab)
    yield inspect.summary(model.generator).table()
    yield inspect.summary(model.critic).table()

"""What the StyleGAN lesson builds, trains and looks into. Each function is named by a directive of stylegan.md."""

from __future__ import annotations

from dlteach.lessons.stylegan_bench import pictures
from dlteach.lessons.stylegan_by_hand import (
    adain_by_hand,
    demodulate_by_hand,
    deviation_after_adain,
    first_map_shape,
    mapping_parameters,
    pieces,
    style_count,
    truncate_by_hand,
)
from dlteach.lessons.stylegan_experiments import mixing_by_layer, mixing_grid, noise_on_and_off, who_gives_the_colour
from dlteach.lessons.stylegan_inside import truncation, walk, z_against_w
from dlteach.lessons.stylegan_training import network, see_data, train_gan
from dlteach.training.lab import Lab

__all__ = [
    "adain_by_hand",
    "demodulate_by_hand",
    "deviation_after_adain",
    "first_map_shape",
    "mapping_parameters",
    "mixing_by_layer",
    "mixing_grid",
    "network",
    "noise_on_and_off",
    "pieces",
    "prepare",
    "see_data",
    "style_count",
    "train_gan",
    "truncate_by_hand",
    "truncation",
    "walk",
    "who_gives_the_colour",
    "z_against_w",
]


def prepare(lab: Lab) -> None:
    """Draws the real pictures ahead, while the learner reads."""
    pictures(lab)

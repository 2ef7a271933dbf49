"""What the GAN lesson builds, trains and looks into. Each function is named by a directive of gan.md."""

from __future__ import annotations

from collections.abc import Iterator

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.lessons.adversarial_bench import covered, density, digits, fixed_noise, ring, samples_of, values
from dlteach.lessons.gan_bench import build_gan
from dlteach.lessons.gan_by_hand import (
    best_discriminator,
    closeness_when_collapsed,
    equilibrium_loss,
    fading_slope,
    generator_parameters,
    losses_by_hand,
    minibatch_by_hand,
)
from dlteach.lessons.gan_collapse import collapse, mended, modes_left, where_it_went
from dlteach.lessons.gan_digits import new_digits, train_on_digits
from dlteach.lessons.gan_inside import belief_over_time, discriminator_map, point, samples_over_time, walk_to_the_ring
from dlteach.lessons.gan_training import train_gan
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

__all__ = [
    "belief_over_time",
    "best_discriminator",
    "closeness_when_collapsed",
    "collapse",
    "discriminator_map",
    "equilibrium_loss",
    "fading_slope",
    "generator_parameters",
    "losses_by_hand",
    "mended",
    "minibatch_by_hand",
    "modes_left",
    "networks",
    "new_digits",
    "pieces",
    "prepare",
    "samples_over_time",
    "see_ring",
    "train_gan",
    "train_on_digits",
    "untrained",
    "walk_to_the_ring",
    "where_it_went",
]


def prepare(lab: Lab) -> None:
    """Loads the data sets ahead, while the learner reads."""
    ring(lab)
    digits(lab)


def see_ring(lab: Lab) -> Iterator[View]:
    """The real points."""
    data = ring(lab)
    centres = data.extra["centres"]
    yield gallery(
        data.title,
        [density(data.x_train)],
        ["real points"],
        f"{len(centres)} small dark spots, evenly on a circle around the middle.",
        name="ring",
    )
    yield Text(
        f"{len(data.x_train):,} points to learn from. Each spot is one **mode**: a place where samples are frequent. A "
        f"generator that is any good must find all {len(centres)}."
    )


def untrained(lab: Lab) -> Iterator[View]:
    """What the generator makes before it has learned anything."""
    model = build_gan(lab)
    samples = samples_of(model)
    noise = fixed_noise(model.latent_dim, 1)
    made = values(model.generator, noise)[0]
    shown = ", ".join(f"{number:z.2f}" for number in noise[0][:4]).replace("-", "−")
    dots = ", …" if model.latent_dim > 4 else ""
    yield Text(
        f"A latent vector of {model.latent_dim} numbers, z = ({shown}{dots}), becomes the point "
        f"{point(*made, decimals=3)}. Here are {len(samples):,} of them."
    )
    yield gallery(
        "Before training",
        [density(samples)],
        ["generated"],
        f"One shapeless cloud. {covered(lab, model)} modes are found.",
        name="untrained",
    )


def pieces(lab: Lab) -> Iterator[View]:
    """Both networks piece by piece."""
    model = build_gan(lab)
    why = {
        "noise": "chance: a new vector for each sample",
        "hidden_1": "bend the noise",
        "hidden_2": "bend it further",
        "values": "two numbers without a limit",
        "maxout_1": "the larger of two linear functions",
        "maxout_2": "the same again",
        "minibatch": "how alike the batch is",
        "score": "one number: high for real",
    }
    # a maxout layer computes so many functions for each of its units and hands on one of them
    kept = {name: model.config["pieces"] for name in why if name.startswith("maxout")}
    rows = [
        [part.name, layer.name, str(layer.output.shape[-1] // kept.get(layer.name, 1)), why[layer.name]]
        for part in (model.generator, model.discriminator)
        for layer in part.layers
        if layer.name in why
    ]
    yield Table("Two networks", ["network", "piece", "shape after it", "why"], rows, numeric=[2], name="pieces")


def networks(lab: Lab) -> Iterator[View]:
    """The summaries of generator and discriminator."""
    model = build_gan(lab)
    yield inspect.summary(model.generator).table()
    yield inspect.summary(model.discriminator).table()

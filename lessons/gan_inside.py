"""Looks into the trained GAN: its samples as they came, what the discriminator believes, and a walk through the noise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import percent
from dlteach.lessons.adversarial_bench import (
    coverage,
    covered,
    density,
    fixed_noise,
    plane,
    real_samples,
    ring,
    samples_of,
    signed_map,
    values,
)
from dlteach.lessons.gan_training import trained
from dlteach.models import GAN
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

WALK = 8


def strip(title: str, moments: dict[int, np.ndarray], centres: np.ndarray, name: str) -> View:
    """Generated points at several moments of a training, side by side."""
    found = {epoch: coverage(samples, centres) for epoch, samples in moments.items()}
    last = max(found)
    told = ", ".join(f"{cover.found} after epoch {epoch}" for epoch, cover in found.items() if epoch)
    return gallery(
        title,
        [density(samples) for samples in moments.values()],
        [f"epoch {epoch}: {found[epoch].found}" if epoch else "start" for epoch in moments],
        f"The same noise each time. Modes found: {told}. At the end {percent(found[last].near)} of the points are near one.",
        columns=3,
        name=name,
        per_moment=1,
    )


def samples_over_time(lab: Lab) -> Iterator[View]:
    """The strip of samples from the start to the end of the training."""
    model = trained(lab)
    # a resumed session has the model, but not what it made on the way
    moments = lab.memory.get("moments") or {
        len(lab.memory.get("history", {}).get("generator_loss", [0])): samples_of(model)
    }
    yield strip("The samples, as they came", moments, ring(lab).extra["centres"], "samples-over-time")


def point(x: float, y: float, decimals: int = 2) -> str:
    """The coordinates of a point, with true minus signs and no minus at 0."""
    return f"({x:z.{decimals}f}, {y:z.{decimals}f})".replace("-", "−")


def belief_over_time(lab: Lab) -> Iterator[View]:
    """What the trained discriminator believes of real and of generated samples."""
    model, data = trained(lab), ring(lab)
    real = _belief(model, real_samples(data.x_test, 1000))
    fake = _belief(model, samples_of(model, 1000))
    right = (np.mean(real > 0.5) + np.mean(fake < 0.5)) / 2
    yield Table(
        "What the discriminator believes in the end",
        ["samples", "mean D", "judged real"],
        [
            ["real, never trained on", f"{real.mean():.3f}", percent(float(np.mean(real > 0.5)))],
            ["generated", f"{fake.mean():.3f}", percent(float(np.mean(fake > 0.5)))],
        ],
        numeric=[1, 2],
        name="belief",
    )
    yield Text(
        f"It is right about {100 * right:.0f} % of the samples, when half of them are real. Guessing gets 50 %. At the "
        "equilibrium nothing better than guessing is possible; a real training circles around that point."
    )


def discriminator_map(lab: Lab) -> Iterator[View]:
    """The discriminator's belief over the whole plane."""
    model, data = trained(lab), ring(lab)
    belief = _belief(model, plane())
    at_modes = _belief(model, data.extra["centres"])
    centre = float(_belief(model, np.zeros((1, 2), "float32"))[0])
    yield gallery(
        "The discriminator's map",
        [signed_map(2 * belief - 1, 1.0), density(samples_of(model))],
        ["D over the plane", "generated"],
        "Orange: it takes a point there for real. Blue: for generated. White: it cannot tell. At the eight centres D lies "
        f"between {at_modes.min():.2f} and {at_modes.max():.2f}, in the middle of the ring it is {centre:.2f}.",
        columns=2,
        name="discriminator-map",
    )


def walk_to_the_ring(lab: Lab) -> Iterator[View]:
    """The points between two latent vectors, step by step."""
    model = trained(lab)
    centres = ring(lab).extra["centres"]
    ends = fixed_noise(model.latent_dim, 200)
    made = values(model.generator, ends)
    # from one sample to the one farthest from it, so that the walk has to leave a mode
    far = int(np.argmax(np.linalg.norm(made - made[0], axis=1)))
    share = np.linspace(0, 1, WALK, dtype="float32")[:, None]
    points = values(model.generator, (1 - share) * ends[0] + share * ends[far])
    distance = np.linalg.norm(points[:, None] - centres[None], axis=-1)
    yield Table(
        "A walk from one latent vector to another",
        ["step", "point", "nearest mode", "distance to it"],
        [
            [str(step), point(x, y), str(int(row.argmin()) + 1), f"{row.min():.2f}"]
            for step, ((x, y), row) in enumerate(zip(points, distance, strict=True))
        ],
        numeric=[0, 3],
        name="walk",
    )
    far_away = int((distance.min(axis=1) > 0.1).sum())
    yield Text(
        f"{far_away} of {WALK} points {'lies' if far_away == 1 else 'lie'} more than 0.1 from every mode. The generator is "
        "continuous: to get from one spot to another it must cross the empty plane between them. "
        f"{covered(lab, model)} modes are found all the same, because few latent vectors lie on such a crossing."
        if far_away
        else "All of them lie near a mode: this walk changes modes in jumps too short for its steps."
    )


def _belief(model: GAN, points: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values(model.discriminator, points)[:, 0]))

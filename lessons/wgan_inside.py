"""Looks into the trained WGAN-GP: samples as they came, its loss beside the true distance, and the critic's surface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from keras import ops

from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import percent, signed
from dlteach.lessons.adversarial_bench import (
    EDGE,
    coverage,
    density,
    plane,
    real_samples,
    ring,
    samples_of,
    signed_map,
    values,
)
from dlteach.lessons.wgan_bench import estimates, true_distance
from dlteach.lessons.wgan_training import train_wgan, trained
from dlteach.models.gradients import input_gradient
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, View

SHOWN = 6
# a mean slope that the penalty did not hold near 1
STEEP = 1.1


def samples_over_time(lab: Lab) -> Iterator[View]:
    """The strip of samples from the start to the end of the training."""
    moments, centres = _moments(lab), ring(lab).extra["centres"]
    found = {epoch: coverage(samples, centres) for epoch, samples in moments.items()}
    # every second moment is shown; all of them are measured
    shown = [*list(moments)[:-1:2], list(moments)[-1]][-SHOWN - 1 :]
    told = ", ".join(f"{found[epoch].found} after epoch {epoch}" for epoch in shown if epoch)
    yield gallery(
        "The samples, as they came",
        [density(moments[epoch]) for epoch in shown],
        [f"epoch {epoch}: {found[epoch].found}" if epoch else "start" for epoch in shown],
        f"The same noise each time. Modes found: {told}. At the end {percent(found[shown[-1]].near)} of the points are near one.",
        columns=4,
        name="samples-over-time",
        per_moment=1,
    )


def loss_against_distance(lab: Lab) -> Iterator[View]:
    """The critic's estimate beside the true distance of its samples, and their correlation."""
    moments = _moments(lab)
    real = real_samples(ring(lab).x_test, 2000)
    compared = estimates(moments, lab.memory["distances"], real)
    # two clouds of real points are not at distance 0 either: there are only so many of them
    floor = true_distance(real[: len(real) // 2], real[len(real) // 2 :])
    yield compared.curve("The critic's estimate, and the true distance", "loss-against-distance", 3)
    yield Text(
        "The true distance is found without any network: generated and real points are paired so that all pairs together "
        f"are as short as possible. Two sets of *real* points are {floor:.3f} apart by that measure; no generator can be "
        "expected to get lower."
    )
    first, last = (compared.estimated[at] / compared.true[at] for at in (0, -1))
    yield Text(
        f"The estimate is {signed(first, '.2f')} times the true distance at the first look and {signed(last, '.2f')} times at "
        "the last. Too much where the critic is steeper than 1, for the penalty holds it only softly; too little where it is not "
        "at its best. So compare estimates of one training with each other, not with those of another penalty."
    )
    yield Result(f"correlation of the critic's estimate with the true distance: {signed(compared.together, '.2f')}")


def critic_surface(lab: Lab) -> Iterator[View]:
    """The critic's heights over the plane, and where the generator is pushed."""
    model = trained(lab)
    yield surface(lab, model, "The critic's surface", "critic-surface")


def surface(lab: Lab, model: Any, title: str, name: str) -> View:
    """The heights of a critic over the plane, beside the samples of its generator."""
    heights = values(model.critic, plane())[:, 0]
    at_modes = float(values(model.critic, ring(lab).extra["centres"]).mean())
    middle = float(values(model.critic, np.zeros((1, 2), "float32"))[0, 0])
    steep = slopes(model, plane())
    return gallery(
        title,
        [signed_map(heights - np.median(heights)), density(samples_of(model))],
        ["heights", "generated"],
        f"Orange is high, blue is low, white the median. The eight centres stand {_plain(abs(at_modes - middle))} "
        f"{'above' if at_modes > middle else 'below'} the middle of the ring. Over the plane the slope is "
        f"{_plain(np.median(steep))} in the median, and between {_plain(steep.min())} and {_plain(steep.max())}.",
        columns=2,
        name=name,
    )


def slopes_between(lab: Lab) -> Iterator[View]:
    """How steep the critic is between real and generated points, where the penalty held it, and elsewhere."""
    model, random = trained(lab), np.random.default_rng(lab.seed)
    real, fake = real_samples(ring(lab).x_test, 500), samples_of(model, 500)
    real = real[: len(fake)]
    fake = fake[: len(real)]
    share = random.random((len(real), 1)).astype("float32")
    between = share * real + (1 - share) * fake
    corners = plane()[(np.abs(plane()) > 0.9 * EDGE).all(axis=1)]
    places = {"between real and generated": between, "in the corners of the map": corners}
    rows, means = [], []
    for name, points in places.items():
        steep = slopes(model, points)
        means.append(float(steep.mean()))
        rows.append([name, f"{steep.mean():.2f}", f"{np.percentile(steep, 10):.2f} – {np.percentile(steep, 90):.2f}"])
    yield Table(
        "How steep is the critic?",
        ["place", "mean slope", "eight in ten lie within"],
        rows,
        numeric=[1, 2],
        note=f"The penalty wants 1, with weight λ = {model.penalty_weight:g}.",
        name="slopes",
    )
    if means[0] > STEEP:
        yield Text(
            f"Between real and generated points it is {means[0]:.2f} in the mean: a steeper critic finds a larger difference, "
            f"and with λ = {model.penalty_weight:g} it pays little for that."
            + (" Try `--set penalty_weight=1`." if model.penalty_weight < 1 else "")
        )


def slopes(model: Any, points: np.ndarray) -> np.ndarray:
    """The length of the critic's gradient at each point, (points,)."""
    gradient = input_gradient(lambda x: model.critic(x, training=False), ops.convert_to_tensor(points))
    return np.linalg.norm(ops.convert_to_numpy(ops.stop_gradient(gradient)), axis=1)


def _plain(number: float) -> str:
    """A number with two digits, however small, without a power of ten: 0.000066."""
    return np.format_float_positional(float(f"{number:.2g}"), trim="-")


def _moments(lab: Lab) -> dict[int, np.ndarray]:
    """Samples by epoch; a session that was resumed has none and trains once more."""
    if "moments" not in lab.memory:
        for _ in train_wgan(lab):
            pass
    return lab.memory["moments"]

"""The WGAN lesson's arithmetic: heaps of earth, two distances side by side, a critic's loss and a penalty by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from keras import ops
from scipy.stats import wasserstein_distance

from dlteach.inspect.words import signed
from dlteach.scratch import gradient_penalty, wasserstein_losses
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

SHIFTS = (0.0, 0.25, 0.5, 1.0, 2.0)


def earth_by_hand(lab: Lab) -> Iterator[View]:
    """Two rows of heaps, and the cheapest way from one to the other."""
    real, fake = np.array([1.0, 2.0, 6.0]), np.array([0.0, 2.0, 3.0])
    rows = [[f"{a:g}", f"{b:g}", f"{abs(a - b):g}"] for a, b in zip(fake, real, strict=True)]
    yield Table(
        "Three heaps, each a third of the earth",
        ["from", "to", "distance"],
        rows,
        numeric=[0, 1, 2],
        note="On a line it is cheapest to keep the order: the leftmost goes to the leftmost.",
        name="earth-by-hand",
    )
    total = " + ".join(row[2] for row in rows)
    yield Text(
        f"Each heap is a third, so the cost is ({total}) / 3 = **{wasserstein_distance(real, fake):.3f}**. SciPy's "
        "`wasserstein_distance` says the same."
    )


def earth_moved(lab: Lab) -> Truth:
    """The Wasserstein distance between a cloud and the same cloud moved to the right."""
    points = np.random.default_rng(0).normal(0, 1, 500)
    return Truth(
        f"{wasserstein_distance(points, points + 3):g}",
        "Every grain moves by 3, and no plan is cheaper. The distance of a moved cloud is how far it was moved, "
        "whatever its form.",
    )


def flat_and_sloped(lab: Lab) -> Iterator[View]:
    """Two distances between narrow heaps that stand apart by more and more."""
    rows = []
    for shift in SHIFTS:
        share_nothing = 0.0 if shift == 0 else math.log(2)
        rows.append([f"{shift:g}", f"{share_nothing:.3f}", f"{wasserstein_distance([0.0], [shift]):.3f}"])
    yield Table(
        "One narrow heap at 0, one at θ",
        ["θ", "Jensen–Shannon divergence", "Wasserstein distance"],
        rows,
        numeric=[0, 1, 2],
        note="A heap so narrow that it is a single point.",
        name="flat-and-sloped",
    )
    yield Text(
        "The divergence jumps to log 2 = 0.693 and stays there: whether the heaps are near or far, it is the same, and its slope "
        "is 0. The Wasserstein distance is θ itself. Its slope says at every place: *come closer*."
    )


def critic_by_hand(lab: Lab) -> Iterator[View]:
    """Heights of two real and two generated samples, and the losses they make."""
    real, fake = [3.0, 2.0], [0.5, 1.0]
    critic, generator = (float(loss) for loss in wasserstein_losses(_column(real), _column(fake)))
    yield Table(
        "Two real samples, two generated ones",
        ["sample", "critic's height f"],
        [*(["real", f"{height:g}"] for height in real), *(["generated", f"{height:g}"] for height in fake)],
        numeric=[1],
        name="critic-by-hand",
    )
    yield Text(
        f"Mean height of the real ones {np.mean(real):g}, of the generated ones {np.mean(fake):g}. The estimate of the "
        f"distance is their difference, **{signed(-critic)}**; the critic minimises **{signed(critic)}**, the generator "
        f"**{signed(generator)}**."
    )


def penalty_by_hand(lab: Lab) -> Iterator[View]:
    """Four slopes of a critic, their lengths and what each costs."""
    slopes = np.array([[0.6, 0.8], [0.0, 1.5], [0.3, 0.4], [0.0, 0.0]], "float32")
    lengths = np.linalg.norm(slopes, axis=1)
    yield Table(
        "What each slope costs",
        ["gradient of f", "its length", "(length − 1)²"],
        [
            [f"({a:g}, {b:g})", f"{length:.2f}", f"{(length - 1) ** 2:.4f}"]
            for (a, b), length in zip(slopes.tolist(), lengths, strict=True)
        ],
        numeric=[1, 2],
        name="penalty-by-hand",
    )
    penalty = float(gradient_penalty(ops.convert_to_tensor(slopes)))
    weight = float(lab.settings["penalty_weight"])
    yield Text(
        f"The mean is **{penalty:.4f}**, and with λ = {weight:g} it adds {weight * penalty:.4f} to the critic's loss. A slope "
        "that is too *small* costs as well: the critic should use the steepness it is allowed."
    )


def clipped_slope(lab: Lab) -> Truth:
    """The largest slope that a clipped critic of two hidden units can have."""
    clip = 0.01
    # f(x) = w₃ · relu(w₂ · relu(w₁ x)), each weight c
    return Truth(
        f"{clip**3:.6f}",
        f"{clip:g} · {clip:g} · {clip:g} = {clip**3:.6f}. With more units in each layer the slopes add up, but each layer "
        "multiplies by the clip once more: the steepness depends on depth and width, and nobody chose it.",
    )


def critic_steps(lab: Lab) -> Truth:
    """How many steps the generator makes while the critic makes a thousand."""
    number = int(lab.settings["n_critic"])
    return Truth(
        str(1000 // number), f"One of the generator for every {number} of the critic: 1,000 / {number}, rounded down."
    )


def _column(numbers: list[float]):
    return ops.convert_to_tensor(np.array(numbers, "float32")[:, None])

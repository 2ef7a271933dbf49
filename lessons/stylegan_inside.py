"""Looks into the trained StyleGAN: z against w, a walk between two codes, and truncation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import listed, percent
from dlteach.lessons.adversarial_bench import fixed_noise, values
from dlteach.lessons.stylegan_bench import ATTRIBUTES, as_shown, measured
from dlteach.lessons.stylegan_training import trained
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

CODES = 1_500
PROBED = 1_000
WALK = 8
PSI = (1.0, 0.5, 0.0)


def z_against_w(lab: Lab) -> Iterator[View]:
    """How z and w are distributed, and how well a straight line reads the attributes of a picture from each."""
    gan = trained(lab)
    z = fixed_noise(gan.latent_dim, CODES)
    w = values(gan.mapping, z)
    # the mapping network first divides z by its root mean square, so that is what it really reads
    read = z / np.sqrt((z**2).mean(axis=1, keepdims=True))
    axes = {name: _axes(codes) for name, codes in (("z", read), ("w", w))}
    yield Table(
        f"{CODES:,} random codes before and after the mapping network",
        ["code", "numbers", "mean", "deviation", "axes that hold 90 % of the spread"],
        [
            [name, str(codes.shape[1]), f"{codes.mean():z.2f}".replace("-", "−"), f"{codes.std():.2f}", str(axes[name])]
            for name, codes in (("z", read), ("w", w))
        ],
        numeric=[1, 2, 3, 4],
        note="Axes: principal components, the directions of greatest spread.",
        name="z-and-w",
    )
    yield Text(
        f"z fills all its {gan.latent_dim} directions evenly, because it must: {axes['z']} axes for 90 % of the spread. "
        f"w may have any shape: {axes['w']} axes are enough here."
    )
    found = measured(gan.mix(w, w, 0))
    scores = {
        name: {one: _read_off(codes, getattr(found, one)) for one in ATTRIBUTES}
        for name, codes in (("z", read), ("w", w))
    }
    yield Table(
        "How well a straight line reads it from the code (R² on unseen pictures)",
        ["code", *ATTRIBUTES],
        [[name, *(f"{score[one]:.2f}" for one in ATTRIBUTES)] for name, score in scores.items()],
        numeric=[1, 2, 3],
        note="R² is the share of the variance that the line explains: 1 is all of it, 0 is no better than the mean.",
        name="straight-line",
    )
    better = [one for one in ATTRIBUTES if scores["w"][one] > scores["z"][one] + 0.01]
    yield Text(
        (
            f"From w the line reads {listed(better)} better than from z. "
            if better
            else "From w the line reads nothing better. "
        )
        + "The paper found its W space easier to read than Z. A network trained for minutes need not show that for "
        "every property; the table says what this one does."
    )


def walk(lab: Lab) -> Iterator[View]:
    """Pictures along the straight line between two styles."""
    gan = trained(lab)
    start, end = gan.style(2, seed=5)
    shares = np.linspace(0, 1, WALK)
    images = gan.mix(*(2 * [np.array([start + share * (end - start) for share in shares])]), 0)
    steps = np.abs(np.diff(as_shown(images), axis=0)).mean(axis=(1, 2, 3))
    whole = float(np.abs(as_shown(images)[-1] - as_shown(images)[0]).mean())
    yield gallery(
        "From one style to another",
        as_shown(images),
        [percent(share) for share in shares],
        f"The pictures change step by step; the largest of {WALK - 1} steps changes the pixels by "
        f"{percent(steps.max() / whole)} of the whole way.",
        columns=WALK,
        name="walk",
    )


def truncation(lab: Lab) -> Iterator[View]:
    """The same codes at several truncations, and how much the pictures vary."""
    gan = trained(lab)
    tiles, labels, rows = [], [], []
    for psi in PSI:
        images = gan.generate(300, seed=3, truncation=psi)
        tiles.extend(as_shown(images[:6]))
        labels.extend([f"ψ = {psi:g}", *[""] * 5])
        rows.append([f"{psi:g}", f"{as_shown(images).std(axis=0).mean():.3f}"])
    yield gallery(
        "Six codes, pulled more and more towards the average style",
        tiles,
        labels,
        f"Each row shows the same six codes. With ψ = {PSI[-1]:g} all six are the same picture.",
        columns=6,
        name="truncation",
    )
    yield Table(
        "How much 300 pictures differ",
        ["ψ", "deviation of a pixel from picture to picture"],
        rows,
        numeric=[0, 1],
        note="Pixels run from 0 to 1.",
        name="truncation-spread",
    )
    yield Text("A gallery of flawless pictures may be a gallery with a small ψ: always ask what was left out.")


def _axes(codes: np.ndarray) -> int:
    """How many principal components hold 90 % of the variance."""
    variances = np.linalg.svd(codes - codes.mean(axis=0), compute_uv=False) ** 2
    return int(np.searchsorted(np.cumsum(variances) / variances.sum(), 0.9) + 1)


def _read_off(codes: np.ndarray, wanted: np.ndarray) -> float:
    """R² on held-out codes of a linear least-squares fit, averaged over the columns that are wanted."""
    inputs = np.concatenate([codes, np.ones((len(codes), 1))], axis=1)
    # a little ridge, since w has directions without any spread
    square = inputs[:PROBED].T @ inputs[:PROBED] + 1e-3 * np.eye(inputs.shape[1])
    line = np.linalg.solve(square, inputs[:PROBED].T @ wanted[:PROBED])
    rest = wanted[PROBED:]
    missed = ((rest - inputs[PROBED:] @ line) ** 2).sum(axis=0)
    return float(1 - missed.sum() / ((rest - rest.mean(axis=0)) ** 2).sum())

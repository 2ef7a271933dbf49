"""The WGAN lesson's experiment: weight clipping against gradient penalty, on the same networks and points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from dlteach.inspect.pictures import gallery
from dlteach.lessons.adversarial_bench import Coverage, covered, density, ring, samples_of
from dlteach.lessons.wgan_bench import build_wgan, build_wgan_gp, train
from dlteach.lessons.wgan_inside import slopes, surface
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Heatmap, Table, Text, View

EXPERIMENT_EPOCHS = 60
CLIPS = (0.01, 0.1)
RATE = 5e-4


@dataclass(frozen=True)
class Outcome:
    """One of the trainings that are compared."""

    name: str
    model: Any
    found: Coverage
    fitted: Fitted


def clipping(lab: Lab) -> Iterator[View]:
    """Two clips and the penalty: modes, distance from a centre, slopes, time."""
    outcomes = _outcomes(lab)
    rows = []
    for outcome in outcomes:
        steep = slopes(outcome.model, real_points(lab))
        rows.append(
            [
                outcome.name,
                str(outcome.found),
                f"{100 * outcome.found.near:.0f} %",
                f"{steep.mean():.2g}",
                f"{outcome.fitted.seconds:.1f}",
            ]
        )
    yield Table(
        "Three ways to hold the critic",
        ["held by", "modes found", "near a mode", "slope at real points", "seconds"],
        rows,
        numeric=[1, 2, 3, 4],
        note=f"{len(outcomes[0].fitted.history['critic_loss'])} epochs each, the same networks, points and seed.",
        name="clipping",
    )
    yield gallery(
        "What each generator made",
        [density(samples_of(outcome.model)) for outcome in outcomes],
        [outcome.name for outcome in outcomes],
        "Modes found: " + ", ".join(f"{outcome.found.found} with {outcome.name}" for outcome in outcomes) + ".",
        columns=3,
        name="clipping-samples",
    )


def critic_surfaces(lab: Lab) -> Iterator[View]:
    """The surface of each critic."""
    for number, outcome in enumerate(_outcomes(lab), start=1):
        yield surface(lab, outcome.model, f"Critic held by {outcome.name}", f"surface-{number}")


def weights_at_the_clip(lab: Lab) -> Iterator[View]:
    """Where the weights of the clipped critics went, and those of the critic with penalty."""
    outcomes = _outcomes(lab)
    bins = ["< −0.9 c", "between", "> 0.9 c"]
    rows, at_edge = [], []
    for outcome in outcomes:
        weights = np.concatenate([np.ravel(weight) for weight in outcome.model.critic.get_weights()])
        # for the penalty, which has no clip, the largest weight stands in its place
        clip = getattr(outcome.model, "clip", float(np.abs(weights).max()))
        shares = np.array(
            [(weights < -0.9 * clip).mean(), (np.abs(weights) <= 0.9 * clip).mean(), (weights > 0.9 * clip).mean()]
        )
        rows.append((100 * shares).tolist())
        at_edge.append(100 * (1 - shares[1]))
    told = [f"{share:.0f} % with {outcome.name}" for share, outcome in zip(at_edge, outcomes, strict=True)]
    yield Heatmap(
        "Where the critic's weights went, in percent",
        rows,
        f"Within a tenth of the clip c, at either end: {', '.join(told)}.",
        # there is room for a word at the left of a heat map
        row_labels=[outcome.name.removeprefix("gradient ") for outcome in outcomes],
        column_labels=bins,
        name="weights-at-the-clip",
    )
    yield Text(
        "Clipping pushes weights to the two ends of what is allowed, because a critic that wants to be steep has nowhere else to "
        "go. With the penalty, which knows no clip, c stands for the largest weight."
    )


def real_points(lab: Lab) -> np.ndarray:
    """The real points that slopes are measured at."""
    return ring(lab).x_test[:500]


def _outcomes(lab: Lab) -> list[Outcome]:
    """Trained once a session."""
    if "clipping" not in lab.memory:
        outcomes = [_train(lab, build_wgan(lab, clip), f"clip {clip:g}") for clip in CLIPS]
        outcomes.append(_train(lab, build_wgan_gp(lab), "gradient penalty"))
        lab.memory["clipping"] = outcomes
    return lab.memory["clipping"]


def _train(lab: Lab, model: Any, name: str) -> Outcome:
    clipped = name.startswith("clip")
    optimizer = keras.optimizers.RMSprop(RATE) if clipped else None
    fitted, _ = train(lab, model, ring(lab).x_train, name, EXPERIMENT_EPOCHS, optimizer=optimizer, moments=1)
    found = covered(lab, model)
    changed: dict[str, Any] = {"learning_rate": RATE, "penalty_weight": 0.0} if clipped else {}
    lab.log(
        name,
        {"modes": float(found.found), "near a mode %": 100 * found.near},
        fitted.seconds,
        epochs=len(fitted.history["critic_loss"]),
        **changed,
    )
    return Outcome(name, model, found, fitted)

"""Image-to-image translation: from a plan to cloth, with and without a discriminator, against two plain baselines."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.lessons.pix2pix_bench import build_pix2pix, fabrics, made_by, train, train_alone
from dlteach.lessons.pix2pix_reader import PAPER, Judged, judge, judged_table
from dlteach.models import Pix2Pix
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, Truth, View

SHOWN = 4
MEAN, NEAREST, ALONE, BOTH, REAL = "mean picture", "nearest plan", "L1 alone", "pix2pix", "real cloth"


def see_pairs(lab: Lab) -> Iterator[View]:
    """Some plans and their cloths."""
    pairs = fabrics(lab)
    yield gallery(
        "Plans and the cloths woven from them",
        [*pairs.x_train[:SHOWN], *pairs.y_train[:SHOWN]],
        [*["plan"] * SHOWN, *["cloth"] * SHOWN],
        "In a plan circles are red, squares green and triangles blue. In the cloth below it they are horizontal "
        "stripes, vertical "
        "stripes and checks on plain grey.",
        columns=SHOWN,
        name="pairs",
    )
    yield Text(
        f"{len(pairs.x_train):,} pairs to learn from, {len(pairs.x_test)} to be tested on. Where a stripe begins is "
        "drawn by chance: "
        "**one plan fits many cloths**. Every weave is the same grey on average."
    )


def pieces(lab: Lab) -> Iterator[View]:
    """Both networks; norms and activations change no shape and are left out."""
    model = build_pix2pix(lab)
    why = {
        "down": "strided convolution: half the size",
        "up": "transposed convolution: twice the size",
        "skip": "the encoder's map of this size beside it",
        "picture": "tanh: the picture",
        "pair": "plan and cloth on top of each other",
        "conv": "convolution 4×4",
        "scores": "one score for each patch",
    }
    rows = []
    for part in (model.generator, model.discriminator):
        for layer in part.layers:
            kind, *rest = layer.name.split("_")
            plain = not rest or rest[0].isdigit()
            if plain and kind in why and (part.name, kind) != ("discriminator", "picture"):
                rows.append([part.name, layer.name, ", ".join(map(str, layer.output.shape[1:])), why[kind]])
    yield Table(
        "A U-Net and a PatchGAN",
        ["network", "piece", "shape after it", "what it does"],
        rows,
        numeric=[2],
        note="Norms and activations change no shape and are left out.",
        name="pieces",
    )
    counts = [
        sum(int(np.prod(weight.shape)) for weight in part.trainable_weights)
        for part in (model.generator, model.discriminator)
    ]
    yield Text(
        f"Ours have {counts[0]:,} and {counts[1]:,} weights. The paper's, for 256×256 pixels, have 54,413,955 and "
        "2,768,705: the same "
        "plan, deeper and wider."
    )


def train_pix2pix(lab: Lab) -> Iterator[View]:
    """Trains generator and discriminator and shows what came of it."""
    model = build_pix2pix(lab)
    fitted = train(lab, model, "pix2pix")
    lab.keep("main", model)
    history = fitted.history
    yield Curve(
        "Losses, epoch by epoch",
        [
            Series("discriminator", history["discriminator_loss"]),
            Series("L1 × 10", [10 * value for value in history["l1"]]),
        ],
        f"The discriminator's loss ends at {history['discriminator_loss'][-1]:.2f}; with D = ½ everywhere it would be "
        "0.69. The mean "
        f"absolute error goes from {history['l1'][0]:.3f} to {history['l1'][-1]:.3f}. (Here pixels run from −1 to 1; in the "
        "tables below from 0 to 1, so errors there are half as large.)",
        x_label="epoch",
        y_label="loss",
        name="losses",
    )
    yield Text(inspect.how_it_went(fitted))
    result = judge(lab, BOTH, made_by(model.generator, fabrics(lab).x_test))
    yield Result(f"pixels read as planned: {100 * result.agreement:.1f} %")
    lab.log(
        BOTH,
        {"read as planned %": 100 * result.agreement, "L1": result.error},
        fitted.seconds,
        epochs=len(history["l1"]),
    )


def whose_error(lab: Lab) -> Truth:
    """Which of the two networks has the smaller mean absolute error on test plans."""
    alone, both = (judged(lab)[name] for name in (ALONE, BOTH))
    least = min((alone, both), key=lambda one: one.error)
    return Truth(
        least.name,
        f"{ALONE}: {alone.error:.4f}, {BOTH}: {both.error:.4f}. A stripe in the wrong place is further from the truth "
        "than plain grey.",
    )


def compare(lab: Lab) -> Iterator[View]:
    """Both networks beside two plain baselines and real cloth."""
    pairs, rows = fabrics(lab), judged(lab)
    shown = (ALONE, NEAREST, BOTH, REAL)
    yield gallery(
        "The same plans, woven four ways",
        [
            image
            for index in range(SHOWN)
            for image in (pairs.x_test[index], *(rows[name].pictures[index] for name in shown))
        ],
        [label for _ in range(SHOWN) for label in ("plan", *shown)],
        "A row for each plan. "
        + "; ".join(f"{name}: {100 * rows[name].agreement:.0f} % read as planned" for name in shown)
        + ".",
        columns=1 + len(shown),
        name="four-ways",
    )
    yield judged_table(list(rows.values()), pairs.class_names, "Who weaves what was planned?", "who-weaves")
    alone, both, nearest = rows[ALONE], rows[BOTH], rows[NEAREST]
    yield Text(
        f"Trained on L1 alone, the network has an error of {alone.error:.4f}, and {100 * alone.agreement:.0f} % of "
        "its pixels are read "
        f"as planned. The mean of all training pictures has {rows[MEAN].error:.4f}. Pix2pix has {both.error:.4f} and "
        f"{100 * both.agreement:.0f} %. Copying the cloth of the most similar training plan gives {nearest.error:.4f} "
        "and "
        f"{100 * nearest.agreement:.0f} %."
    )
    yield Text(
        "So a small error is no proof of a good picture. The paper found the same with streets painted from label "
        "maps. A network "
        "that reads streets recognised this share of pixels: "
        + ", ".join(f"{name} {share:.2f}" for name, share in PAPER)
        + "."
    )
    yield Result(
        f"read as planned: pix2pix {100 * both.agreement:.1f} %, nearest plan {100 * nearest.agreement:.1f} %, L1 "
        "alone "
        f"{100 * alone.agreement:.1f} %, mean picture {100 * rows[MEAN].agreement:.1f} %"
    )


def judged(lab: Lab) -> dict[str, Judged]:
    """All ways to make the test pictures, judged once a session."""
    if "judged" not in lab.memory:
        pairs = fabrics(lab)
        plans = pairs.x_test
        pictures = {
            MEAN: np.broadcast_to(pairs.y_train.mean(axis=0), pairs.y_test.shape),
            NEAREST: pairs.y_train[nearest_plan(plans, pairs.x_train)],
            ALONE: made_by(alone(lab), plans),
            BOTH: made_by(trained(lab).generator, plans),
            REAL: pairs.y_test,
        }
        lab.memory["judged"] = {name: judge(lab, name, made) for name, made in pictures.items()}
    return lab.memory["judged"]


def nearest_plan(plans: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The number of the known plan that differs in the fewest pixels, for each plan."""
    flat, others = plans.reshape(len(plans), -1), known.reshape(len(known), -1)
    # |a − b|² = |a|² + |b|² − 2 a · b
    return ((others**2).sum(axis=1)[None] - 2 * flat @ others.T).argmin(axis=1)


def trained(lab: Lab) -> Pix2Pix:
    """The trained pix2pix; it is trained now when that step was skipped."""
    return lab.trained(train_pix2pix, Pix2Pix)


def alone(lab: Lab) -> keras.Model:
    """The generator trained on L1 alone, trained once."""
    if lab.kept("alone") is None:
        generator, fitted = train_alone(lab)
        lab.keep("alone", generator)
        result = judge(lab, ALONE, made_by(generator, fabrics(lab).x_test))
        lab.log(
            ALONE,
            {"read as planned %": 100 * result.agreement, "L1": result.error},
            fitted.seconds,
            epochs=len(fitted.history["loss"]),
        )
    model = lab.kept("alone")
    assert model is not None
    return model

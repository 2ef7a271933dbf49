"""The GAN lesson's arithmetic: the two losses, the best discriminator, a fading slope and a minibatch by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.inspect.words import signed
from dlteach.lessons.gan_bench import build_gan
from dlteach.scratch import adversarial_losses, minibatch_discrimination
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View


def losses_by_hand(lab: Lab) -> Iterator[View]:
    """Scores of two real and two generated samples, and the losses they make."""
    real, fake = [2.0, 0.5], [-1.0, 0.0]
    rows: list[list[str]] = []
    for kind, scores in (("real", real), ("real", real), ("generated", fake), ("generated", fake)):
        score = scores[sum(row[0] == kind for row in rows)]
        believed = 1 / (1 + math.exp(-score))
        surprise = -math.log(believed if kind == "real" else 1 - believed)
        rows.append([kind, signed(score), f"{believed:.3f}", f"{surprise:.3f}"])
    yield Table(
        "Two real samples, two generated ones",
        ["sample", "score s", "D = σ(s)", "D's surprise"],
        rows,
        numeric=[1, 2, 3],
        note="The surprise is −log D for a real sample and −log(1 − D) for a generated one.",
        name="losses-by-hand",
    )
    judge, forger = (float(loss) for loss in adversarial_losses(_column(real), _column(fake)))
    numbers = [float(row[3]) for row in rows]
    yield Text(
        f"The discriminator's loss is the mean surprise at real samples plus the mean at generated ones: "
        f"({numbers[0]:.3f} + {numbers[1]:.3f})/2 + ({numbers[2]:.3f} + {numbers[3]:.3f})/2 = **{judge:.3f}**.\n\n"
        f"The generator's loss is the mean of −log D over the generated samples: **{forger:.3f}**. The code above gives the same."
    )


def equilibrium_loss(lab: Lab) -> Truth:
    """The discriminator's loss where it can only guess."""
    zeros = ops.zeros((4, 1))
    loss = float(adversarial_losses(zeros, zeros)[0])
    return Truth(
        f"{loss:.3f}",
        f"−log ½ − log ½ = 2 · {math.log(2):.4f} = {loss:.4f}. Keep this number in mind: you will meet it in the training.",
    )


def best_discriminator(lab: Lab) -> Iterator[View]:
    """The best answer of a discriminator at places where real and generated samples are differently frequent."""
    pairs = [(0.8, 0.0), (0.6, 0.2), (0.3, 0.3), (0.1, 0.7)]
    yield Table(
        "The best a discriminator can say",
        ["real samples here", "generated here", "best D"],
        [[f"{real:.1f}", f"{fake:.1f}", f"{_best(real, fake):.3f}"] for real, fake in pairs],
        numeric=[0, 1, 2],
        note="p / (p + q), with p and q the densities of real and generated samples at one place.",
        name="best-discriminator",
    )
    yield Text(
        "Where both are equally frequent, the best answer is ½. If that holds *everywhere*, the generated samples are "
        "spread exactly like the real ones, and nothing is left to learn. This is the **equilibrium** of the game."
    )


def fading_slope(lab: Lab) -> Iterator[View]:
    """How strongly each form of the generator's loss pulls at a score, from hopeless to convincing."""
    rows, scores = [], (-8.0, -4.0, 0.0, 4.0)
    for score in scores:
        believed = 1 / (1 + math.exp(-score))
        # d log(1 − σ(s)) / ds = −σ(s)      d(−log σ(s)) / ds = σ(s) − 1
        rows.append([signed(score), f"{believed:.4f}", f"{believed:.4f}", f"{1 - believed:.4f}"])
    yield Table(
        "How hard the generator is pulled upwards",
        ["score s", "D = σ(s)", "by log(1 − D)", "by −log D"],
        rows,
        numeric=[0, 1, 2, 3],
        note="The size of the loss's slope by the score.",
        name="fading-slope",
    )
    yield Text(
        # (1 − σ(s)) / σ(s) = e^−s
        f"A forgery that is seen through at once (s = −8) pulls e^8 = {math.exp(-scores[0]):,.0f} times as hard with the second "
        "form. Early in training nearly all forgeries are like that."
    )


def generator_parameters(lab: Lab) -> Truth:
    """The weights of the lesson's generator, asked of the model."""
    generator = build_gan(lab).generator
    parts, inputs = [], generator.input_shape[-1]
    for layer in generator.layers:
        if layer.count_params():
            units = layer.count_params() // (inputs + 1)
            parts.append(f"{units} · ({inputs} + 1)")
            inputs = units
    return Truth(str(generator.count_params()), f"{' + '.join(parts)} = {generator.count_params():,}.")


def minibatch_by_hand(lab: Lab) -> Iterator[View]:
    """The closeness feature of four samples, three of which are alike, through one kernel of one number."""
    features = [0.0, 0.1, 0.2, 3.0]
    result = ops.convert_to_numpy(minibatch_discrimination(_column(features), ops.ones((1, 1, 1)), ops.zeros((1,))))
    rows = []
    for number, (value, closeness) in enumerate(zip(features, result[:, 1], strict=True)):
        others = [other for index, other in enumerate(features) if index != number]
        terms = " + ".join(f"{math.exp(-abs(value - other)):.3f}" for other in others)
        rows.append([f"{value:g}", terms, f"{closeness:.3f}"])
    yield Table(
        "Four samples of one batch",
        ["sample's feature", "e^−distance to each other sample", "closeness"],
        rows,
        numeric=[0, 2],
        note="One kernel, which leaves the feature as it is; the bias is 0.",
        name="minibatch-by-hand",
    )
    yield Text(
        "The three that are alike stand out, though each alone may look perfectly real. A batch of *real* samples is "
        "spread out, so the discriminator soon learns: too close means generated."
    )


def closeness_when_collapsed(lab: Lab) -> Truth:
    """The closeness that every sample of a fully collapsed batch gets."""
    batch = int(lab.settings["batch_size"])
    result = minibatch_discrimination(ops.zeros((batch, 3)), ops.ones((3, 1, 2)), ops.zeros((1,)))
    value = float(result[0, -1])
    return Truth(
        f"{value:.0f}",
        f"Each sample has {batch - 1} others, all at distance 0, and e^0 = 1. A sample is not compared with itself.",
    )


def _best(real: float, fake: float) -> float:
    # D* = p / (p + q)
    return real / (real + fake)


def _column(numbers: list[float]):
    return ops.convert_to_tensor(np.array(numbers, "float32")[:, None])

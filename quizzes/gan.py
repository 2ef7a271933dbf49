"""Computed questions on adversarial networks: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_adversarial as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


@computed("gan/discriminator-loss")
def discriminator_loss(rng):
    """Ask for the discriminator's loss on one real and one generated sample."""
    real, fake = rng.choice([0.6, 0.7, 0.8, 0.9]), rng.choice([0.05, 0.1, 0.2, 0.3])
    # −log D(x) − log(1 − D(G(z)))
    loss = -math.log(real) - math.log(1 - fake)
    mistakes = {
        -math.log(real)
        - math.log(fake): "At a generated sample the right answer is 0: the surprise there is −log(1 − D).",
        -math.log(1 - real)
        - math.log(1 - fake): "At a real sample the right answer is 1: the surprise there is −log D.",
        -math.log(real): "The generated sample counts, too.",
        (1 - real) + fake: "The loss is made of logarithms, not of distances from the right answer.",
        math.log(real) + math.log(1 - fake): "That is the value which D maximises; its loss is minus that.",
    }
    return Question(
        f"A discriminator says {real:g} to a real sample and {fake:g} to a generated one. What is its loss: the surprise at the "
        "real sample plus the surprise at the generated one? (Natural logarithm, two decimals.)",
        answer=loss,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(loss, mistakes),
        explanation=f"−ln {real:g} − ln(1 − {fake:g}) = {-math.log(real):.3f} + {-math.log(1 - fake):.3f} = {loss:.3f}.",
        lesson="gan-discriminator",
    ).proved_by(lambda: proofs.judge_loss(real, fake))


@computed("gan/generator-loss")
def generator_loss(rng):
    """Ask for the generator's non-saturating loss on two samples."""
    first, second = rng.sample([0.05, 0.1, 0.2, 0.3, 0.4, 0.6], 2)
    # −E[log D(G(z))]
    loss = -(math.log(first) + math.log(second)) / 2
    mistakes = {
        -math.log((first + second) / 2): "Take the mean of the logarithms, not the logarithm of the mean.",
        -(math.log(first) + math.log(second)): "Take the mean over the samples, not the sum.",
        -(math.log(1 - first) + math.log(1 - second)) / 2: "That is the discriminator's surprise at them.",
        (math.log(1 - first) + math.log(1 - second)) / 2: "That is the saturating loss.",
    }
    return Question(
        f"A discriminator says {first:g} and {second:g} to two generated samples. What is the generator's non-saturating loss? "
        "(Natural logarithm, mean over the samples, two decimals.)",
        answer=loss,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(loss, mistakes),
        explanation=f"−(ln {first:g} + ln {second:g}) / 2 = {loss:.3f}.",
        lesson="gan-two-losses",
    ).proved_by(lambda: proofs.forger_loss(first, second))


@computed("gan/best-discriminator")
def best_discriminator(rng):
    """Ask for the answer of the best discriminator where both kinds of samples are found."""
    real, fake = rng.randint(1, 9), rng.randint(1, 9)
    if real == fake:
        fake += 1
    # D* = p / (p + q)
    best = real / (real + fake)
    mistakes = {
        fake / (real + fake): "That is the share of generated samples. D is the probability of being real.",
        real / fake: "That is the ratio of the two. A probability is a share of all.",
        0.5: "That would be right where both are equally frequent.",
        1.0: "It would be right in most cases, but it would be far too sure.",
    }
    return Question(
        f"At one place there are {real} real samples for every {fake} generated ones. What does the best discriminator say "
        "there? (Two decimals.)",
        answer=best,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(best, mistakes),
        explanation=f"p / (p + q) = {real} / ({real} + {fake}) = {best:.3f}.",
        lesson="gan-game",
    ).proved_by(lambda: proofs.best_answer(real, fake))


@computed("gan/closeness")
def closeness(rng):
    """Ask for the closeness feature of one of four samples."""
    own, *others = rng.sample([0, 0.5, 1, 1.5, 2, 3, 4], 4)
    # Σ over the others of e^−|distance|
    total = sum(math.exp(-abs(own - other)) for other in others)
    nearest = min(abs(own - other) for other in others)
    mistakes = {
        total + 1: "A sample is not compared with itself.",
        total / 3: "The closenesses are added up; no mean is taken.",
        sum(
            abs(own - other) for other in others
        ): "Those are the distances. Each becomes e^−distance before they are added.",
        math.exp(-sum(abs(own - other) for other in others)): "Raise e to each distance by itself, then add.",
        math.exp(-nearest): "All others count, not only the nearest one.",
    }
    listed = ", ".join(f"{other:g}" for other in others)
    return Question(
        "Minibatch discrimination with one kernel maps the four samples of a batch to single numbers: "
        f"{own:g} for the first, and {listed} for the others. What closeness does the first one get, "
        "without a bias? (Two decimals.)",
        answer=total,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(total, mistakes),
        explanation=" + ".join(f"e^−{abs(own - other):g}" for other in others) + f" = {total:.3f}.",
        lesson="gan-minibatch",
    ).proved_by(lambda: proofs.closeness(own, tuple(others)))


@computed("gan/generator-parameters")
def generator_parameters(rng):
    """Ask for the number of parameters of a dense generator."""
    latent, units = rng.choice([8, 16, 32, 64, 100]), rng.choice([32, 64, 128, 256])
    side = rng.choice([2, 8, 14, 28])
    pixels = side * side
    # (z + 1) · h + (h + 1) · pixels
    count = (latent + 1) * units + (units + 1) * pixels
    mistakes = {
        latent * units + units * pixels: "Each unit and each pixel has a bias, too.",
        (latent + 1) * units + (units + 1) * side: "A picture has two sides: all its pixels are put out.",
        (pixels + 1) * units + (units + 1): "That is a discriminator: pixels in, one score out.",
        (latent + 1) * units: "That is the hidden layer alone.",
        (latent + units + 2) * pixels: "The hidden layer lies between: the noise is not joined to the pixels directly.",
    }
    return Question(
        f"A dense generator turns {latent} numbers of noise by one hidden layer of {units} units into a picture of "
        f"{side}×{side}×1. How many parameters has it?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"({latent} + 1) · {units} + ({units} + 1) · {pixels} = {count:,}.",
        lesson="gan-generator",
    ).proved_by(lambda: proofs.generator_count(latent, units, side))

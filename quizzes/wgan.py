"""Computed questions on Wasserstein GANs: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_wasserstein as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than
from dlteach.quizzes.signs import factor, text


@computed("wgan/distance-on-a-line")
def distance_on_a_line(rng):
    """Ask for the Wasserstein distance of two sets of three points on a line."""
    first, second = sorted(rng.sample(range(0, 10), 3)), sorted(rng.sample(range(0, 10), 3))
    while first == second or sum(first) == sum(second):
        second = sorted(rng.sample(range(0, 12), 3))
    ways = [abs(a - b) for a, b in zip(first, second, strict=True)]
    # W = mean of |a_i − b_i|, both in order
    distance = sum(ways) / 3
    mistakes = {
        float(sum(ways)): "Each heap is a third of the earth: divide by 3.",
        float(max(ways)): "That is the longest way. The distance is the mean over all earth.",
        abs(sum(first) - sum(second))
        / 3: "That is the difference of the means; ways in opposite directions do not cancel.",
        sum(abs(a - b) for a, b in zip(first, reversed(second), strict=True)) / 3: "That plan is not the cheapest.",
    }
    shuffled = ", ".join(str(number) for number in rng.sample(first, 3))
    return Question(
        f"Generated points lie at {shuffled}, real ones at {', '.join(map(str, second))}. What is the Wasserstein distance? "
        "(Two decimals.)",
        answer=distance,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(distance, mistakes),
        explanation=f"In order: ({' + '.join(map(str, ways))}) / 3 = {distance:.3f}.",
        lesson="wgan-earth",
    ).proved_by(lambda: proofs.cheapest_plan(tuple(first), tuple(second)))


@computed("wgan/critic-loss")
def critic_loss(rng):
    """Ask for the critic's loss, given heights."""
    real = [rng.choice([1, 1.5, 2, 2.5, 3, 4]) for _ in range(2)]
    fake = [rng.choice([-2, -1, -0.5, 0, 0.5]) for _ in range(2)]
    # L_f = E[f(G(z))] − E[f(x)]
    loss = sum(fake) / 2 - sum(real) / 2
    mistakes = {
        -loss: "That is the estimated distance, which the critic makes large. Its loss is minus that.",
        -sum(fake) / 2: "That is the generator's loss.",
        sum(fake) - sum(real): "Take means, not sums.",
        sum(fake) / 2 + sum(real) / 2: "The heights of the real samples are subtracted.",
    }
    return Question(
        f"A critic gives two real samples the heights {real[0]:g} and {real[1]:g}, two generated ones "
        f"{text(fake[0])} and {text(fake[1])}. What is its loss, without a penalty?",
        answer=loss,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(loss, mistakes),
        explanation=f"{text(sum(fake) / 2)} − {sum(real) / 2:g} = {text(loss)}.",
        lesson="wgan-critic",
    ).proved_by(lambda: proofs.critic_loss(tuple(real), tuple(fake)))


@computed("wgan/penalty-of-a-slope")
def penalty_of_a_slope(rng):
    """Ask for the penalty that one gradient of two numbers costs."""
    across, up = rng.choice([(0.6, 0.8), (3, 4), (1.5, 2), (0.3, 0.4), (0.9, 1.2), (1.2, 1.6), (5, 12), (0.5, 1.2)])
    across, up = rng.choice([(across, up), (up, across)])
    weight = rng.choice([0.1, 1, 5, 10])
    length = math.hypot(across, up)
    # λ (‖∇f‖ − 1)²
    penalty = weight * (length - 1) ** 2
    mistakes = {
        (length - 1) ** 2: "Multiply by λ.",
        weight * (length**2 - 1): "First take the distance of the length from 1, then square it.",
        weight * abs(length - 1): "The distance from 1 is squared.",
        weight * (across + up - 1) ** 2: "The length is the root of the sum of squares.",
        weight * length**2: "The penalty is on the distance from 1, not on the length.",
    }
    return Question(
        f"At a point the critic's gradient is ({across:g}, {up:g}), and λ = {weight:g}. What does the gradient penalty add to "
        "the loss there? (Two decimals.)",
        answer=penalty,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(penalty, mistakes),
        explanation=f"The length is √({across:g}² + {up:g}²) = {length:g}; {weight:g} · ({length:g} − 1)² = {penalty:.4g}.",
        lesson="wgan-penalty",
    ).proved_by(lambda: proofs.penalty(across, up, weight))


@computed("wgan/generator-steps")
def generator_steps(rng):
    """Ask how many steps the generator makes in a training."""
    epochs, batches, number = rng.choice([4, 6, 10]), rng.choice([15, 25, 40, 50]), rng.choice([2, 5, 10])
    steps = epochs * batches // number
    mistakes = {
        epochs * batches: "Those are the critic's steps: one for each batch.",
        epochs * batches * number: "The critic takes more steps than the generator, not fewer.",
        batches // number: "That is one epoch.",
        epochs * batches // (number + 1): "The generator's step follows the critic's and needs no batch of its own.",
    }
    return Question(
        f"`WGANGP(n_critic={number})` is fitted for {epochs} epochs of {batches} batches. Each batch is one step of the critic. "
        "How many steps does the generator make?",
        answer=steps,
        mistakes=other_than(steps, mistakes),
        explanation=f"{epochs} · {batches} = {epochs * batches} steps of the critic, and one of the generator for every "
        f"{number}: {steps}.",
        lesson="wgan-build",
    ).proved_by(lambda: proofs.generator_steps(epochs * batches, number))


@computed("wgan/point-between")
def point_between(rng):
    """Ask for the point at which the penalty is measured."""
    real, fake = rng.sample([-3, -2, -1, 0, 1, 2, 4, 6, 8], 2)
    share = rng.choice([0.1, 0.2, 0.25, 0.3, 0.4, 0.6, 0.75, 0.8])
    # x̂ = ε x + (1 − ε) G(z)
    between = round(share * real + (1 - share) * fake, 10)
    mistakes = {
        share * fake + (1 - share) * real: "ε belongs to the real sample, 1 − ε to the generated one.",
        (real + fake) / 2: "The point lies in the middle only for ε = 0.5.",
        share * (real + fake): "The two shares add up to 1: ε and 1 − ε.",
        share * (real - fake): "That is how far the point lies from the generated sample. Add the sample.",
    }
    return Question(
        f"A real sample is {text(real)}, a generated one {text(fake)}, and ε = {share:g}. At which point x̂ is the penalty "
        "measured?",
        answer=between,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(between, mistakes),
        explanation=f"{share:g} · {factor(real)} + {1 - share:g} · {factor(fake)} = {text(between)}.",
        lesson="wgan-penalty",
    ).proved_by(lambda: proofs.point_between(real, fake, share))

"""Asks SciPy, Keras and the models what computed questions on Wasserstein GANs claim; only tests call this."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from types import SimpleNamespace
from typing import Any


@cache
def cheapest_plan(first, second):
    """Return the mean way of the cheapest of all plans."""
    return min(
        sum(abs(a - b) for a, b in zip(first, order, strict=True)) / len(first) for order in permutations(second)
    )


@cache
def critic_loss(real, fake):
    """Return the loss that the model computes for a critic whose heights are these."""
    from keras import ops

    from dlteach.models.wasserstein import Wasserstein

    # a critic that hands on what it is given, so that the samples are their own heights
    stand_in: Any = SimpleNamespace(critic=lambda sample, training: sample)
    loss, _ = Wasserstein.critic_losses(stand_in, ops.array(real), ops.array(fake))
    return float(loss)


@cache
def penalty(across, up, weight):
    """Return λ times the penalty of a plane with that gradient, differentiated by Keras's backend."""
    from keras import ops

    from dlteach.models.gradients import input_gradient

    slope = input_gradient(lambda x: x @ ops.array([[float(across)], [float(up)]]), ops.array([[0.3, -0.7]]))
    return float(weight * ops.square(ops.norm(slope) - 1))


@cache
def generator_steps(critic_steps, number):
    """Count the steps after which the model says that the generator is due."""
    from dlteach.models.wasserstein import Wasserstein

    schedule: Any = SimpleNamespace(warm_up_steps=0, warm_up_n_critic=100, n_critic=number)
    return sum(bool(Wasserstein.generator_is_due(schedule, step)) for step in range(1, critic_steps + 1))


@cache
def point_between(real, fake, share):
    """Return NumPy's interpolation between the generated sample, at 0, and the real one, at 1."""
    import numpy as np

    return float(np.interp(share, [0, 1], [fake, real]))

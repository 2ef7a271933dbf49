"""Asks Keras and the models of this program what computed questions on adversarial networks claim; only tests call this."""

from __future__ import annotations

import math
from functools import cache


@cache
def judge_loss(real, fake):
    """Return the discriminator's loss as Keras's two binary cross-entropies."""
    return _cross_entropy(1.0, real) + _cross_entropy(0.0, fake)


@cache
def forger_loss(first, second):
    """Return the mean of Keras's binary cross-entropy of two samples that should pass for real."""
    return (_cross_entropy(1.0, first) + _cross_entropy(1.0, second)) / 2


@cache
def best_answer(real, fake):
    """Return the constant answer with the lowest cross-entropy over that many real and generated samples."""
    low, high = 1e-6, 1 - 1e-6
    while high - low > 1e-9:
        third = (high - low) / 3
        left, right = low + third, high - third
        if _surprise(left, real, fake) < _surprise(right, real, fake):
            high = right
        else:
            low = left
    return (low + high) / 2


@cache
def closeness(own, others):
    """Return what the model's own layer appends to the first sample, its bias taken off."""
    from keras import ops

    layer = _kernel()
    result = layer(ops.convert_to_tensor([[float(number)] for number in (own, *others)]))
    return float(result[0, 1])


@cache
def generator_count(latent, units, side):
    """Return the parameters of the GAN's generator."""
    from dlteach import models
    from dlteach.models import GAN

    with models.weightless():
        gan = GAN((side, side, 1), latent, generator_units=(units,), discriminator_units=(1,), pieces=1, dropout=(0, 0))
    return gan.generator.count_params()


@cache
def _kernel():
    from dlteach.models import MinibatchDiscrimination

    layer = MinibatchDiscrimination(kernels=1, kernel_dims=1)
    layer.build((4, 1))
    layer.direction.assign([[[1.0]]])
    layer.bias.assign([0.0])
    return layer


def _cross_entropy(label, probability):
    import numpy as np
    from keras import losses

    return float(losses.binary_crossentropy(np.array([[label]]), np.array([[probability]]))[0])


def _surprise(answer, real, fake):
    return -real * math.log(answer) - fake * math.log(1 - answer)

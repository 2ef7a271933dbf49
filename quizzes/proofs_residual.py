"""Builds the residual blocks that computed questions speak of, and asks them; only tests call this."""

from __future__ import annotations

import math
from functools import cache


def _pixel(value):
    from keras import ops

    return ops.full((1, 1, 1, 1), value, dtype="float32")


@cache
def block(x, first, second):
    """Return the output of a residual block on one pixel."""
    from dlteach.scratch import residual_block

    return float(residual_block(_pixel(x), _pixel(first), _pixel(second))[0, 0, 0, 0])


@cache
def gradient(slope, blocks):
    """Return the gradient through residual blocks of that slope, taken by the backend."""
    from dlteach.models.gradients import input_gradient
    from dlteach.scratch import residual_block

    def through(value):
        for _ in range(blocks):
            value = residual_block(value, _pixel(1.0), _pixel(slope))
        return value

    return float(input_gradient(through, _pixel(1.0))[0, 0, 0, 0])


@cache
def layers_with_weights(n):
    """Count the convolutions and dense layers of a network with n blocks a stage."""
    import keras

    from dlteach import models

    with models.weightless():
        model = models.ResNet20(n=n)
    return sum(isinstance(layer, keras.layers.Conv2D | keras.layers.Dense) for layer in model.layers)


@cache
def basic_block(size, maps):
    """Count the trained numbers of a basic block of the large family."""
    import keras

    from dlteach import models
    from dlteach.models.resnet import basic_block as block_of

    with models.weightless():
        image = keras.Input((size, size, maps))
        model = keras.Model(image, block_of(image, maps, 1, "block"))
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


@cache
def bottleneck(size, maps, inner):
    """Count the weights of the convolutions of a bottleneck block."""
    import keras

    from dlteach import models
    from dlteach.models.resnet import bottleneck_block

    with models.weightless():
        image = keras.Input((size, size, maps))
        model = keras.Model(image, bottleneck_block(image, inner, 1, False, "block"))
    return sum(layer.count_params() for layer in model.layers if isinstance(layer, keras.layers.Conv2D))


@cache
def shortcut(size, maps):
    """Return the shape behind a shortcut that halves the maps and doubles their number, without the batch."""
    from keras import ops

    from dlteach.models import IdentityShortcut

    return tuple(IdentityShortcut(2 * maps, 2)(ops.zeros((1, size, size, maps))).shape[1:])

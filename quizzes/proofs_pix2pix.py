"""Asks Keras and the models of this program what computed questions on pictures from pictures claim; only tests call this."""

from __future__ import annotations

from functools import cache


@cache
def psnr_value(off):
    """Return the peak signal-to-noise ratio of two pictures of bytes that differ by `off` everywhere."""
    from keras import ops

    from dlteach.scratch import psnr

    return float(psnr(ops.full((1, 4, 4, 3), 100.0), ops.full((1, 4, 4, 3), 100.0 + off), 255.0))


@cache
def shuffled(height, width, maps, scale):
    """Return the shape of what the layer makes of such maps, without the batch."""
    from keras import ops

    from dlteach.models import PixelShuffle

    return tuple(PixelShuffle(scale)(ops.zeros((1, height, width, maps))).shape[1:])


@cache
def gram_entry(first, second):
    """Return the entry of the two maps in their Gram matrix."""
    from keras import ops

    from dlteach.scratch import gram_matrix

    maps = ops.reshape(ops.transpose(ops.array([first, second], "float32")), (1, 2, 2, 2))
    return float(gram_matrix(maps)[0, 0, 1])


@cache
def patch_width(halvings, size):
    """Return how many pixels wide a gradient spreads from one score of Keras's convolutions."""
    import keras

    from dlteach import models

    side = 2 ** (halvings + 1) * size * 2
    stack = [keras.layers.Conv1D(1, size, stride, kernel_initializer="ones") for stride in [*[2] * halvings, 1, 1]]
    network = keras.Sequential([keras.Input((side, 1)), *stack])
    slope = models.input_gradient(lambda x: network(x)[:, :1], keras.ops.ones((1, side, 1)))
    return int((keras.ops.convert_to_numpy(slope) != 0).sum())


@cache
def skip_shape(side, filters, number):
    """Return the shape behind that skip connection of the model, without the batch."""
    from dlteach import models
    from dlteach.models.pix2pix import build_generator

    with models.weightless():
        generator = build_generator((side, side, 3), 3, filters, 6, 0.0)
    return tuple(generator.get_layer(f"skip_{number}").output.shape[1:])


@cache
def generator_loss(verdict, error, weight):
    """Return Keras's binary cross-entropy with the label "real", and the weighted mean absolute error."""
    import numpy as np
    from keras import losses

    as_real = float(losses.BinaryCrossentropy()(np.ones((1, 1), "float32"), np.full((1, 1), verdict, "float32")))
    absolute = losses.MeanAbsoluteError()(np.zeros((1, 1), "float32"), np.full((1, 1), error, "float32"))
    return as_real + weight * float(absolute)

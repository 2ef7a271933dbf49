"""Asks Keras and the models of this program what computed questions on DCGAN claim; only tests call this."""

from __future__ import annotations

from functools import cache


@cache
def transposed_shape(side, channels, filters, size, stride):
    """Return the shape of the layer's output, without the batch."""
    from keras import layers

    layer = layers.Conv2DTranspose(filters, size, strides=stride, padding="same")
    return layer.compute_output_shape((None, side, side, channels))[1:]


@cache
def transposed_count(channels, filters, size):
    """Return the parameters of the layer."""
    from keras import layers

    from dlteach import models

    layer = layers.Conv2DTranspose(filters, size, strides=2, use_bias=False)
    with models.weightless():
        layer.build((None, 8, 8, channels))
    return layer.count_params()


@cache
def transposed_value(values, kernel, place):
    """Return one number of Keras's transposed convolution on a line, counted from 1."""
    from keras import ops

    x = ops.reshape(ops.array(values, "float32"), (1, -1, 1))
    out = ops.conv_transpose(x, ops.reshape(ops.array(kernel, "float32"), (-1, 1, 1)), 2, "valid")
    return round(float(out[0, place - 1, 0]))


@cache
def picture_size(smallest, layers):
    """Return the width of what so many layers make of the smallest map."""
    from keras import layers as keras_layers

    shape = (None, smallest, smallest, 8)
    for _ in range(layers):
        shape = keras_layers.Conv2DTranspose(8, 4, strides=2, padding="same").compute_output_shape(shape)
    return shape[2]


@cache
def last_maps(side, filters):
    """Return the shape of what the model's last convolution reads."""
    from dlteach import models
    from dlteach.models.dcgan import build_discriminator

    with models.weightless():
        discriminator = build_discriminator((side, side, 3), filters)
    return discriminator.layers[-2].input.shape[1:]


@cache
def norm_value(values, scale, shift):
    """Return the first of these values after Keras's batch normalization in training."""
    from keras import layers, ops

    norm = layers.BatchNormalization(epsilon=1e-9)
    x = ops.reshape(ops.array(values, "float32"), (-1, 1, 1, 1))
    norm.build(x.shape)
    norm.gamma.assign([float(scale)])
    norm.beta.assign([float(shift)])
    return float(norm(x, training=True)[0, 0, 0, 0])

"""Builds the layers of AlexNet that computed questions speak of, and asks them; only tests call this."""

from __future__ import annotations

from functools import cache


@cache
def strided(size, padding, window, stride, filters):
    """Return the shape behind a padded convolution, without the batch."""
    from keras import layers

    padded = layers.ZeroPadding2D(padding).compute_output_shape((None, size, size, 3))
    return layers.Conv2D(filters, window, strides=stride).compute_output_shape(padded)[1:]


@cache
def pooled(size, maps, window, stride):
    """Return the height of a max pooling layer's output."""
    from keras import layers

    return layers.MaxPooling2D(window, strides=stride).compute_output_shape((None, size, size, maps))[1]


@cache
def grouped(filters, window, groups, channels):
    """Count the parameters of a grouped convolution."""
    import keras

    from dlteach import models

    layer = keras.layers.Conv2D(filters, window, groups=groups)
    # a count needs no weights
    with models.weightless():
        layer.build((None, 13, 13, channels))
    return layer.count_params()


@cache
def response(answers):
    """Return the normalized answer of the middle one of five maps."""
    from keras import ops

    from dlteach.models import LocalResponseNormalization

    row = ops.reshape(ops.convert_to_tensor(answers, dtype="float32"), (1, 1, 1, 5))
    return float(LocalResponseNormalization()(row)[0, 0, 0, 2])


@cache
def kept(value, rate):
    """Return what a dropout layer makes of a value that it keeps."""
    from keras import layers, ops

    many = layers.Dropout(rate, seed=0)(ops.full((200,), value), training=True)
    return float(ops.max(many))

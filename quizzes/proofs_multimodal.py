"""Asks the real layers and functions what computed questions on captions, films and sounds say; only tests call this."""

from __future__ import annotations

from functools import cache


@cache
def spectrogram_shape(samples, frame, hop):
    """Return the shape of Keras's own short-time Fourier transform, without the batch."""
    from keras import KerasTensor, ops

    real, _ = ops.stft(KerasTensor((1, samples)), frame, hop, frame, center=False)
    return tuple(real.shape[1:])


@cache
def loudest_row(hertz, rate, frame):
    """Return the row in which NumPy's Fourier transform of a pure tone is largest."""
    import numpy as np

    tone = np.sin(2 * np.pi * hertz * np.arange(frame) / rate)
    return int(np.abs(np.fft.rfft(tone * np.hanning(frame + 1)[:-1])).argmax())


@cache
def film_convolution_count(window, channels, filters):
    """Return the number of parameters of Keras's 3-D convolution."""
    import keras

    from dlteach import models

    layer = keras.layers.Conv3D(filters, (window, 3, 3))
    with models.weightless():
        layer.build((None, 9, 9, 9, channels))
    return layer.count_params()


@cache
def film_shape(frames, side, channels, length, window, filters):
    """Return the shape of a 3-D convolution's output, without the batch."""
    import keras

    layer = keras.layers.Conv3D(filters, (length, window, window))
    return layer.compute_output_shape((None, frames, side, side, channels))[1:]


@cache
def caption_places(side, poolings, maps):
    """Return the shape of the places behind Keras's pooling layers, without the batch."""
    from keras import layers

    shape = (None, side, side, maps)
    for _ in range(poolings):
        shape = layers.MaxPooling2D().compute_output_shape(shape)
    return layers.Reshape((-1, maps)).compute_output_shape(shape)[1:]

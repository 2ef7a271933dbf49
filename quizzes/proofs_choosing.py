"""Asks the real layers what images and sentences cost them; only tests call this."""

from __future__ import annotations

import math
from functools import cache


@cache
def patches(size, patch):
    """Return how many places a convolution has that moves by its own width."""
    import keras

    layer = keras.layers.Conv2D(1, patch, strides=patch)
    return math.prod(layer.compute_output_shape((None, size, size, 3))[1:3])


@cache
def attention_weights(tokens, heads, width):
    """Return the number of attention weights of Keras's own layer."""
    import keras
    from keras import ops

    layer = keras.layers.MultiHeadAttention(heads, width // heads, flash_attention=False)
    x = ops.zeros((1, tokens, width))
    _, weights = layer(x, x, return_attention_scores=True)
    return math.prod(weights.shape)

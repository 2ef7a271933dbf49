"""Asks the real layers what computed questions on encoder–decoders and Transformers say; only tests call this."""

from __future__ import annotations

import math
from functools import cache


@cache
def softmax_weight(scores):
    """Return the first attention weight of Keras's softmax."""
    from keras import ops

    return float(ops.softmax(ops.convert_to_tensor([scores], dtype="float32"))[0, 0])


@cache
def context(weights, states):
    """Return what Keras's attention layer makes of states when the scores are the logarithms of these weights."""
    import keras
    from keras import ops

    # a query of 1 and keys of log α give the scores log α, and the softmax gives α back
    query = ops.ones((1, 1, 1))
    key = ops.convert_to_tensor([[[math.log(weight)] for weight in weights]], dtype="float32")
    value = ops.convert_to_tensor([[[float(state)] for state in states]])
    return float(keras.layers.Attention()([query, value, key])[0, 0, 0])


@cache
def both_directions(batch, time, width, units):
    """Return the shape of a bidirectional GRU's states."""
    import keras

    layer = keras.layers.Bidirectional(keras.layers.GRU(units, return_sequences=True))
    return layer.compute_output_shape((batch, time, width))


@cache
def attention_shape(batch, source, target, units):
    """Return the shape of the attention weights of an encoder–decoder, followed symbolically."""
    from dlteach import models
    from dlteach.models import Seq2Seq

    with models.weightless():
        decoder = Seq2Seq(9, 9, units=units, embedding_dim=4).get_layer("decoder")
    shapes = [(batch, target), (batch, source, 2 * units), (batch, source), (batch, units)]
    return decoder.compute_output_shape(shapes)[1]


@cache
def embedding_count(vocabulary, width):
    """Return the number of parameters of an embedding."""
    import keras

    from dlteach import models

    layer = keras.layers.Embedding(vocabulary, width)
    with models.weightless():
        layer.build((None, None))
    return layer.count_params()


@cache
def text_probability(chances):
    """Return e to minus the sum of Keras's cross-entropies of the tokens."""
    import keras
    from keras import ops

    predicted = ops.convert_to_tensor([[chance, 1 - chance] for chance in chances])
    total = keras.losses.SparseCategoricalCrossentropy(reduction="sum")(ops.zeros((len(chances),)), predicted)
    return math.exp(-float(total))


@cache
def attention_shapes(heads, width, length):
    """Return the shapes of a self-attention's output and weights, for one text."""
    from keras import ops

    from dlteach.models.attention import SelfAttention

    out, weights = SelfAttention(heads)(ops.zeros((1, length, width)), return_weights=True)
    return tuple(out.shape), tuple(weights.shape)


@cache
def attention_count(heads, width, biases):
    """Return the number of parameters of Keras's multi-head attention of a sequence to itself."""
    import keras

    from dlteach import models

    layer = keras.layers.MultiHeadAttention(heads, width // heads, use_bias=biases)
    shape = (None, 5, width)
    with models.weightless():
        layer.build(shape, shape)
    return layer.count_params()


@cache
def feed_forward_count(width, inner):
    """Return the number of parameters of a block's feed-forward network."""
    from dlteach import models
    from dlteach.models.blocks import FeedForward

    layer = FeedForward(inner)
    with models.weightless():
        layer.build((None, None, width))
    return layer.count_params()


@cache
def visible_pairs(length):
    """Return how many pairs the causal mask allows."""
    from keras import ops

    from dlteach.models.attention import causal_mask

    return int(ops.convert_to_numpy(causal_mask(length, length)).sum())


@cache
def scaled_score(query, key):
    """Return the score that attention gives, read back from the weights of two keys, the second of which is zero."""
    import numpy as np

    from dlteach.scratch import scaled_dot_product_attention

    keys = np.array([key, [0.0] * len(key)], "float32")
    _, weights = scaled_dot_product_attention(np.array([query], "float32"), keys, keys)
    first, second = (float(weight) for weight in weights[0])
    return math.log(first / second)


@cache
def wave(place, column, width):
    """Return one number of the positional encoding."""
    from keras import ops

    from dlteach.scratch import positional_encoding

    return float(ops.convert_to_numpy(positional_encoding(place + 1, width))[place, column])

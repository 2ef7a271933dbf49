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
    import keras

    from dlteach.models import Seq2Seq

    with keras.StatelessScope(initialize_variables=False):
        decoder = Seq2Seq(9, 9, units=units, embedding_dim=4).get_layer("decoder")
    shapes = [(batch, target), (batch, source, 2 * units), (batch, source), (batch, units)]
    return decoder.compute_output_shape(shapes)[1]


@cache
def embedding_count(vocabulary, width):
    """Return the number of parameters of an embedding."""
    import keras

    layer = keras.layers.Embedding(vocabulary, width)
    with keras.StatelessScope(initialize_variables=False):
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

"""Builds the real layers that computed questions on language models speak of, and asks them; only tests call this."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise


def _count(layer, *shapes):
    layer.build(*shapes)
    return layer.count_params()


@cache
def block_count(width):
    """Return the number of parameters of Keras's attention, two dense layers and two normalizations."""
    from keras import layers

    whole = (None, None, width)
    return (
        _count(layers.MultiHeadAttention(1, width), whole, whole)
        + _count(layers.Dense(4 * width), whole)
        + _count(layers.Dense(width), (None, None, 4 * width))
        + 2 * _count(layers.LayerNormalization(), whole)
    )


@cache
def embedding_count(rows, width, normalizations=1):
    """Return the number of parameters of embeddings with so many rows each, and of normalizations."""
    from keras import layers

    tables = sum(_count(layers.Embedding(row, width), (None, None)) for row in rows)
    return tables + normalizations * _count(layers.LayerNormalization(), (None, None, width))


@cache
def tempered(scores, temperature):
    """Return the first probability of the softmax of scores divided by a temperature."""
    from keras import ops

    return float(ops.softmax(ops.convert_to_tensor([[score / temperature for score in scores]], dtype="float32"))[0, 0])


@cache
def perplexity(chances):
    """Return e to Keras's mean cross-entropy over tokens that were given these probabilities."""
    import keras
    from keras import ops

    predicted = ops.convert_to_tensor([[chance, 1 - chance] for chance in chances], dtype="float32")
    right = ops.zeros((len(chances),), dtype="int32")
    return math.exp(float(keras.losses.SparseCategoricalCrossentropy()(right, predicted)))


@cache
def kept_by_nucleus(chances, share):
    """Return how many probabilities, the largest first, stay before their running sum has reached the share."""
    from keras import ops

    ranked, _ = ops.top_k(ops.convert_to_tensor(chances, dtype="float32"), len(chances))
    return int(ops.sum(ops.cast(ops.cumsum(ranked) - ranked < share, "int32")))


@cache
def _smallest_gpt(window):
    from dlteach import models

    return models.GPT(5, num_layers=1, num_heads=1, hidden_dim=4, max_sequence_length=window)


@cache
def generated_length(window, prompt, new):
    """Return the length of what a GPT with that window makes of a prompt."""
    return len(_smallest_gpt(window).generate([1] * prompt, new, temperature=0))


@cache
def weights_under_mask(length, heads):
    """Count the attention weights that Keras's attention leaves under its causal mask."""
    from keras import layers, ops

    x = ops.ones((1, length, 8))
    _, weights = layers.MultiHeadAttention(heads, 4)(x, x, use_causal_mask=True, return_attention_scores=True)
    return int(ops.sum(ops.cast(weights > 0, "int32")))


@cache
def weights_without_mask(length, heads):
    """Count the attention weights of Keras's attention that are not zero."""
    from keras import layers, ops

    x = ops.ones((1, length, 8))
    _, weights = layers.MultiHeadAttention(heads, 4)(x, x, return_attention_scores=True)
    return int(ops.sum(ops.cast(weights > 0, "int32")))


@cache
def dense_count(sizes):
    """Return the number of parameters of dense layers, one between each two sizes."""
    from keras import layers

    return sum(_count(layers.Dense(after), (None, before)) for before, after in pairwise(sizes))


@cache
def cosine(first, second):
    """Return Keras's cosine similarity of two vectors."""
    import keras
    from keras import ops

    pair = [ops.convert_to_tensor([vector], dtype="float32") for vector in (first, second)]
    # as a loss it is negative
    return -float(keras.losses.CosineSimilarity()(*pair))


@cache
def loss_where_chosen(chances, chosen):
    """Return Keras's cross-entropy with the places that were not chosen ignored."""
    import keras
    from keras import ops

    # class 1 is right where a place was chosen; class 0 is ignored
    predicted = ops.convert_to_tensor([[1 - chance, chance] for chance in chances], dtype="float32")
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=0)
    return float(loss(ops.convert_to_tensor(chosen, dtype="int32"), predicted))

"""Attention and positional encoding: each token asks all others, and knows where it stands."""

from __future__ import annotations

import math

from keras import ops

from dlteach.errors import ModelError


def scaled_dot_product_attention(query, key, value, mask=None):
    """Averages values; how much of each is taken is told by how well its key answers the query.

    Args:
        query: what each token asks, (..., queries, d).
        key: what each token offers to be found by, (..., keys, d).
        value: what each token has to give, (..., keys, width).
        mask: booleans that broadcast to (..., queries, keys); False hides a key from a query. Hide at least not all.

    Returns:
        The averages, (..., queries, width), and the attention weights, (..., queries, keys); each row of weights adds
        up to 1.

    Raises:
        ModelError: queries and keys have different widths, or there are not as many keys as values.

    Example:
        >>> output, weights = scaled_dot_product_attention(ops.ones((3, 4)), ops.ones((5, 4)), ops.ones((5, 2)))
        >>> output.shape, weights.shape
        ((3, 2), (3, 5))

    Reference:
        Vaswani et al. (2017), arXiv:1706.03762, equation 1.
    """
    _check_attention(query, key, value)
    # scores = Q Kᵀ / √d: without the root, long vectors would give huge scores and a softmax without gradient
    scores = ops.matmul(query, ops.swapaxes(key, -1, -2)) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = ops.where(mask, scores, -1e9)
    # weights = softmax(scores): e^score, divided by the sum of its row
    e = ops.exp(scores - ops.max(scores, axis=-1, keepdims=True))
    weights = e / ops.sum(e, axis=-1, keepdims=True)
    # Attention(Q, K, V) = weights V
    return ops.matmul(weights, value), weights


def multi_head_attention(query, value, query_kernel, key_kernel, value_kernel, output_kernel, mask=None):
    """Several attentions side by side, each in its own learned projection, then mixed.

    Give the same sequence as `query` and `value` and it is self-attention. Biases are left out, as in the paper.

    Args:
        query: the sequence that asks, (batch, queries, width).
        value: the sequence that is asked, (batch, keys, width).
        query_kernel: W_Q of all heads, (width, heads, d).
        key_kernel: W_K of all heads, (width, heads, d).
        value_kernel: W_V of all heads, (width, heads, d).
        output_kernel: W_O, (heads, d, width).
        mask: booleans that broadcast to (batch, heads, queries, keys); False hides a key from a query.

    Returns:
        (batch, queries, width), and the attention weights, (batch, heads, queries, keys).

    Raises:
        ModelError: a kernel expects another width than its sequence has, or another number of heads.

    Example:
        >>> x, w = ops.ones((1, 5, 8)), ops.ones((8, 2, 4))
        >>> multi_head_attention(x, x, w, w, w, ops.ones((2, 4, 8)))[0].shape
        (1, 5, 8)

    Reference:
        Vaswani et al. (2017), arXiv:1706.03762, section 3.2.2; the layer keras.layers.MultiHeadAttention.
    """
    _check_heads(query, value, query_kernel, key_kernel, value_kernel, output_kernel)
    # Q_i = X W_Q,i, K_i = Y W_K,i, V_i = Y W_V,i for each head i: (batch, heads, time, d)
    q = ops.einsum("btw,whd->bhtd", query, query_kernel)
    k = ops.einsum("btw,whd->bhtd", value, key_kernel)
    v = ops.einsum("btw,whd->bhtd", value, value_kernel)
    # head_i = Attention(Q_i, K_i, V_i)
    heads, weights = scaled_dot_product_attention(q, k, v, mask)
    # MultiHead = [head_1, …, head_h] W_O
    return ops.einsum("bhtd,hdw->btw", heads, output_kernel), weights


def positional_encoding(length, width):
    """Waves that tell each place in a sequence apart: fast ones in the first columns, slow ones in the last.

    Args:
        length: number of places.
        width: number of columns, even; a column of sines and one of cosines for each frequency.

    Returns:
        (length, width), float32, between −1 and 1. Added to the token embeddings.

    Raises:
        ModelError: the width is odd.

    Example:
        >>> ops.convert_to_numpy(positional_encoding(50, 4)[0]).tolist()
        [0.0, 1.0, 0.0, 1.0]

    Reference:
        Vaswani et al. (2017), arXiv:1706.03762, section 3.5.
    """
    if width % 2:
        raise ModelError(f"a width of {width} is odd", "Sines and cosines come in pairs: take an even width.")
    place = ops.expand_dims(ops.arange(length, dtype="float32"), 1)
    # angle[p, i] = p / 10000^(2i / width)
    angle = place / ops.power(10000.0, ops.arange(0, width, 2, dtype="float32") / width)
    # P[p, 2i] = sin(angle[p, i]), P[p, 2i + 1] = cos(angle[p, i])
    return ops.reshape(ops.stack([ops.sin(angle), ops.cos(angle)], axis=-1), (length, width))


def _check_attention(query, key, value):
    if query.shape[-1] != key.shape[-1]:
        raise ModelError(
            f"queries have {query.shape[-1]} features, keys {key.shape[-1]}",
            "A score is the dot product of the two: give them the same width.",
        )
    if key.shape[-2] != value.shape[-2]:
        raise ModelError(f"there are {key.shape[-2]} keys, but {value.shape[-2]} values", "Each value has its own key.")


def _check_heads(query, value, query_kernel, key_kernel, value_kernel, output_kernel):
    pairs = {"query": (query, query_kernel), "key": (value, key_kernel), "value": (value, value_kernel)}
    for name, (sequence, kernel) in pairs.items():
        if kernel.shape[0] != sequence.shape[-1]:
            raise ModelError(
                f"the {name} kernel expects {kernel.shape[0]} features, its sequence has {sequence.shape[-1]}",
                "A kernel's first axis matches the sequence's last.",
            )
    for name, kernel in {"key": key_kernel, "value": value_kernel}.items():
        if kernel.shape[1] != query_kernel.shape[1]:
            raise ModelError(
                f"the query kernel has {query_kernel.shape[1]} heads, the {name} kernel {kernel.shape[1]}",
                "Every head has a query, a key and a value of its own.",
            )
    if tuple(output_kernel.shape[:2]) != tuple(value_kernel.shape[1:]):
        raise ModelError(
            f"the output kernel joins {tuple(output_kernel.shape[:2])} (heads, features), "
            f"the value kernel gives {tuple(value_kernel.shape[1:])}",
            "They are the same heads.",
        )

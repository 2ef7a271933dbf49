"""Attention: every token looks at the others and takes from each as much as it finds relevant.

Vaswani et al. (2017), Attention is all you need, arXiv:1706.03762, section 3.2. The layers are shared by
`transformer.py`, `bert.py` and `gpt.py`.
"""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.kernels import has_fused_attention


def attention_weights(query, key, mask=None):
    """How much each query takes from each key: softmax(Q Kᵀ / √d), where each row adds up to 1.

    Args:
        query: (batch, queries, heads, d).
        key: (batch, keys, heads, d).
        mask: boolean, broadcastable to (batch, heads, queries, keys); False hides a key from a query.

    Returns:
        (batch, heads, queries, keys).
    """
    # scores = Q Kᵀ / √d; scaled before the product, while the numbers are few
    scores = ops.einsum("bqhd,bkhd->bhqk", query * (1 / math.sqrt(query.shape[-1])), key)
    scores = ops.cast(scores, "float32")  # in 16 bits a sum of exponentials loses its digits
    if mask is not None:
        # a large finite number: a row that is hidden entirely gives even weights instead of 0 / 0
        scores = ops.where(mask, scores, np.float32(-1e30))
    return ops.cast(ops.softmax(scores, axis=-1), query.dtype)


def attend(query, key, value, mask=None, causal=False):
    """Averages the values with the attention weights, by the device's own fused kernel where there is one.

    Args:
        query: (batch, queries, heads, d).
        key: (batch, keys, heads, d).
        value: (batch, keys, heads, d).
        mask: boolean, broadcastable to (batch, heads, queries, keys); False hides a key from a query.
        causal: says that `mask` is exactly the causal one, for which a fused kernel has a short cut.

    Returns:
        (batch, queries, heads, d).
    """
    if has_fused_attention():
        return ops.dot_product_attention(query, key, value, mask=None if causal else mask, is_causal=causal)
    # Attention(Q, K, V) = softmax(Q Kᵀ / √d) V
    return average(attention_weights(query, key, mask), value)


def average(weights, value):
    """weights · V in each head: (batch, heads, queries, keys) and (batch, keys, heads, d) → (batch, queries, heads, d)."""
    return ops.einsum("bhqk,bkhd->bqhd", weights, value)


def causal_mask(queries, keys, start=0):
    """Lets query i, which stands at place start + i, see the keys 0 … start + i: boolean, (queries, keys)."""
    return ops.expand_dims(start + ops.arange(queries), 1) >= ops.arange(keys)


@keras.saving.register_keras_serializable(package="dlteach")
class Projection(layers.Dense):
    """A dense layer over the last axis, computed as one matrix product for all tokens at once."""

    def call(self, inputs, training=None):
        """Returns f(x W + b), with the last axis changed to `units`."""
        rows = super().call(ops.reshape(inputs, (-1, inputs.shape[-1])), training=training)
        return ops.reshape(rows, (*ops.shape(inputs)[:-1], self.units))


class _MultiHead(layers.Layer):
    """What self-attention and cross-attention share: the settings and the treatment of heads."""

    def __init__(
        self,
        num_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        output_initializer: Any = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.rate = dropout
        self.use_bias = use_bias
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.output_initializer = keras.initializers.get(output_initializer or kernel_initializer)
        self.dropout = layers.Dropout(dropout, dtype=self.dtype_policy, name="dropout")

    def _projection(self, units: int, width: int, name: str, initializer: Any = None) -> Projection:
        if width % self.num_heads:
            raise ModelError(
                f"a width of {width} cannot be shared out among {self.num_heads} heads",
                "Choose num_heads so that it divides hidden_dim.",
            )
        layer = Projection(
            units,
            use_bias=self.use_bias,
            kernel_initializer=(initializer or self.kernel_initializer).clone(),
            dtype=self.dtype_policy,
            name=name,
        )
        layer.build((None, width))
        return layer

    def _heads(self, x, parts: int):
        """Cuts (batch, time, parts · heads · d) into `parts` arrays of (batch, time, heads, d)."""
        batch, time = ops.shape(x)[:2]
        head = x.shape[-1] // (parts * self.num_heads)
        return [ops.reshape(part, (batch, time, self.num_heads, head)) for part in ops.split(x, parts, axis=-1)]

    def _mix(self, query, key, value, mask, causal, training, return_weights):
        """Attention, then the heads side by side: (batch, time, heads · d), and the weights where they are wanted."""
        weights = None
        if return_weights or (training and self.rate > 0):
            weights = attention_weights(query, key, mask)
            mixed = average(self.dropout(weights, training=training), value)
        else:
            mixed = attend(query, key, value, mask, causal)
        batch, time, heads, head = ops.shape(mixed)
        return ops.reshape(mixed, (batch, time, heads * head)), weights

    def compute_output_shape(self, x_shape):
        """The shape of the queries' sequence: (batch, time, width)."""
        return x_shape

    def get_config(self):
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "dropout": self.rate,
            "use_bias": self.use_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "output_initializer": keras.initializers.serialize(self.output_initializer),
        }


@keras.saving.register_keras_serializable(package="dlteach")
class SelfAttention(_MultiHead):
    """Multi-head attention of a sequence to itself.

    head_i = Attention(X W_Q,i, X W_K,i, X W_V,i) and MultiHead(X) = [head_1, …, head_h] W_O. The three times h small
    matrices lie side by side in one, `qkv`, of shape (width, 3 · width): query, key, value; in each, head after head.

    Args:
        num_heads: h; it must divide the width.
        dropout: share of the attention weights set to zero while training.
        causal: whether a token sees only itself and those before it.
        use_bias: whether the four products add a bias; the paper's have none.
        kernel_initializer: of `qkv`.
        output_initializer: of W_O; the same when left out.
    """

    def __init__(self, num_heads: int, *, causal: bool = False, **kwargs):
        super().__init__(num_heads, **kwargs)
        self.causal = causal

    def build(self, x_shape):
        """Makes W_Q, W_K, W_V (as one matrix) and W_O."""
        width = x_shape[-1]
        self.qkv = self._projection(3 * width, width, "qkv")
        self.output_projection = self._projection(width, width, "output_projection", self.output_initializer)
        self.built = True

    def call(self, x, padding_mask=None, cache=None, position=None, training=None, return_weights=False):
        """Attends.

        Args:
            x: (batch, time, width).
            padding_mask: boolean, (batch, time); False hides a token from all others.
            cache: keys and values of the tokens so far, each (batch, places, heads, d), when generating.
            position: the place of x's first token in the cache.
            training: whether dropout is active.
            return_weights: whether to return the attention weights, (batch, heads, time, time), as well.

        Returns:
            (batch, time, width); with it the new cache or the weights, where one is given or wanted.
        """
        query, key, value = self._heads(self.qkv(x), 3)
        mask = None
        if cache is not None:
            key = ops.slice_update(cache[0], (0, position, 0, 0), key)
            value = ops.slice_update(cache[1], (0, position, 0, 0), value)
            mask = causal_mask(ops.shape(query)[1], ops.shape(key)[1], position)
        elif self.causal:
            mask = causal_mask(ops.shape(query)[1], ops.shape(key)[1])
        only_causal = self.causal and cache is None and padding_mask is None
        if padding_mask is not None:
            seen = ops.cast(padding_mask, "bool")[:, None, None, :]
            mask = seen if mask is None else ops.logical_and(mask, seen)
        mixed, weights = self._mix(query, key, value, mask, only_causal, training, return_weights)
        y = self.output_projection(mixed)
        if cache is not None:
            return y, (key, value)
        return (y, weights) if return_weights else y

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), "causal": self.causal}


@keras.saving.register_keras_serializable(package="dlteach")
class CrossAttention(_MultiHead):
    """Multi-head attention of one sequence to another: queries come from the first, keys and values from the second."""

    def build(self, x_shape, memory_shape):
        """Makes W_Q, W_K and W_V (as one matrix), and W_O."""
        width, memory_width = x_shape[-1], memory_shape[-1]
        self.query = self._projection(width, width, "query")
        self.key_value = self._projection(2 * width, memory_width, "key_value")
        self.output_projection = self._projection(width, width, "output_projection", self.output_initializer)
        self.built = True

    def call(self, x, memory, memory_padding=None, training=None, return_weights=False):
        """Attends.

        Args:
            x: the asking sequence, (batch, time, width).
            memory: the sequence that is read, (batch, places, its width).
            memory_padding: boolean, (batch, places); False hides a place.
            training: whether dropout is active.
            return_weights: whether to return the attention weights, (batch, heads, time, places), as well.

        Returns:
            (batch, time, width), and the weights where they are wanted.
        """
        (query,) = self._heads(self.query(x), 1)
        key, value = self._heads(self.key_value(memory), 2)
        mask = None if memory_padding is None else ops.cast(memory_padding, "bool")[:, None, None, :]
        mixed, weights = self._mix(query, key, value, mask, False, training, return_weights)
        y = self.output_projection(mixed)
        return (y, weights) if return_weights else y

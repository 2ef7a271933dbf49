"""Attention: every token looks at the others and takes from each as much as it finds relevant.

Vaswani et al. (2017), Attention is all you need, arXiv:1706.03762, section 3.2. The layers here are shared by
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
    """How much each query takes from each key: softmax(Q Kᵀ / √d), each row adds up to 1.

    Args:
        query: (batch, heads, queries, d).
        key: (batch, heads, keys, d).
        mask: boolean, broadcastable to (batch, heads, queries, keys); False hides a key from a query.

    Returns:
        (batch, heads, queries, keys).
    """
    # scores = Q Kᵀ / √d; scaled before the product, while the numbers are few
    scores = ops.matmul(query * (1 / math.sqrt(query.shape[-1])), ops.swapaxes(key, -1, -2))
    scores = ops.cast(scores, "float32")  # in 16 bits a sum of exponentials loses its digits
    if mask is not None:
        # a large finite number: a row that is hidden entirely gives even weights instead of 0 / 0
        scores = ops.where(mask, scores, np.float32(-1e30))
    return ops.cast(ops.softmax(scores, axis=-1), query.dtype)


def attend(query, key, value, mask=None, causal=False):
    """The values, averaged with the attention weights, by the device's own fused kernel where there is one.

    Args:
        query: (batch, heads, queries, d).
        key: (batch, heads, keys, d).
        value: (batch, heads, keys, d).
        mask: boolean, broadcastable to (batch, heads, queries, keys); False hides a key from a query.
        causal: whether query i sees the keys 0 … i only; queries and keys are then equally many.

    Returns:
        (batch, heads, queries, d).
    """
    if has_fused_attention():
        rows = [ops.swapaxes(tensor, 1, 2) for tensor in (query, key, value)]
        return ops.swapaxes(ops.dot_product_attention(*rows, mask=mask, is_causal=causal and mask is None), 1, 2)
    # Attention(Q, K, V) = softmax(Q Kᵀ / √d) V
    return ops.matmul(attention_weights(query, key, mask), value)


def causal_mask(queries, keys, start=0):
    """Lets query i, which stands at place start + i, see the keys 0 … start + i: (queries, keys), boolean."""
    return ops.expand_dims(start + ops.arange(queries), 1) >= ops.arange(keys)


@keras.saving.register_keras_serializable(package="dlteach")
class Projection(layers.Dense):
    """A dense layer over the last axis, computed as one matrix product: y = x W + b for all tokens at once."""

    def call(self, inputs, training=None):
        """Returns y = x W + b, with the last axis changed to `units`."""
        rows = super().call(ops.reshape(inputs, (-1, inputs.shape[-1])), training=training)
        return ops.reshape(rows, (*ops.shape(inputs)[:-1], self.units))


class _Attention(layers.Layer):
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

    def projection(self, units: int, width: int, name: str, initializer: Any = None) -> Projection:
        """Makes and builds one of the learned matrices."""
        layer = Projection(
            units,
            use_bias=self.use_bias,
            kernel_initializer=(initializer or self.kernel_initializer).clone(),
            dtype=self.dtype_policy,
            name=name,
        )
        layer.build((None, width))
        return layer

    def check_heads(self, width: int) -> None:
        if width % self.num_heads:
            raise ModelError(
                f"hidden_dim {width} cannot be shared out among {self.num_heads} heads",
                "Choose num_heads so that it divides hidden_dim.",
            )

    def split(self, x, parts: int):
        """(batch, time, parts · heads · d) → `parts` arrays of (batch, heads, time, d)."""
        batch, time = ops.shape(x)[:2]
        head = x.shape[-1] // (parts * self.num_heads)
        x = ops.reshape(x, (batch, time, parts * self.num_heads, head))
        x = ops.swapaxes(x, 1, 2)  # (batch, parts · heads, time, d)
        return ops.split(x, parts, axis=1) if parts > 1 else [x]

    def merge(self, x):
        """(batch, heads, time, d) → (batch, time, heads · d)."""
        x = ops.swapaxes(x, 1, 2)
        batch, time, heads, head = ops.shape(x)
        return ops.reshape(x, (batch, time, heads * head))

    def mix(self, query, key, value, mask, causal, training, return_weights):
        """Attention with dropout on its weights; the weights themselves are kept where they are wanted."""
        if (self.rate == 0 and not return_weights) or (not training and not return_weights):
            return attend(query, key, value, mask, causal), None
        weights = attention_weights(query, key, mask)
        return ops.matmul(self.dropout(weights, training=training), value), weights

    def compute_output_shape(self, input_shape, *other_shapes):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "dropout": self.rate,
            "use_bias": self.use_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "output_initializer": keras.initializers.serialize(self.output_initializer),
        }

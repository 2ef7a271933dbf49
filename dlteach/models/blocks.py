"""What Transformer, BERT and GPT are stacked from: the feed-forward network and the block around it.

Vaswani et al. (2017), Attention is all you need, arXiv:1706.03762, sections 3.1 and 3.3.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from dlteach.models.attention import Projection, SelfAttention


@keras.saving.register_keras_serializable(package="dlteach")
class FeedForward(layers.Layer):
    """Two dense layers, applied to each token alone: FFN(x) = f(x W₁ + b₁) W₂ + b₂.

    Args:
        intermediate_dim: units of the first layer; the second returns to the width of x.
        activation: f: "relu", "gelu" (exact, by the error function) or "gelu_tanh" (its approximation by tanh).
        kernel_initializer: of W₁.
        output_initializer: of W₂; the same when left out.
    """

    def __init__(
        self,
        intermediate_dim: int,
        activation: str = "relu",
        kernel_initializer: Any = "glorot_uniform",
        output_initializer: Any = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.intermediate_dim = intermediate_dim
        self.activation = activation
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.output_initializer = keras.initializers.get(output_initializer or kernel_initializer)

    def build(self, x_shape):
        """Makes both layers."""
        width = x_shape[-1]
        self.expand = Projection(
            self.intermediate_dim,
            activation=activation(self.activation),
            kernel_initializer=self.kernel_initializer.clone(),
            dtype=self.dtype_policy,
            name="expand",
        )
        self.contract = Projection(
            width, kernel_initializer=self.output_initializer.clone(), dtype=self.dtype_policy, name="contract"
        )
        self.expand.build((None, width))
        self.contract.build((None, self.intermediate_dim))
        self.built = True

    def call(self, x):
        """Returns f(x W₁ + b₁) W₂ + b₂, (batch, time, width)."""
        return self.contract(self.expand(x))

    def compute_output_shape(self, x_shape):
        """The shape of x."""
        return x_shape

    def get_config(self):
        """Returns the constructor's arguments."""
        return {
            **super().get_config(),
            "intermediate_dim": self.intermediate_dim,
            "activation": self.activation,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "output_initializer": keras.initializers.serialize(self.output_initializer),
        }


@keras.saving.register_keras_serializable(package="dlteach")
class TransformerBlock(layers.Layer):
    """Self-attention, then the feed-forward network; each is added to what came in and normalized.

    With `norm_first=False` as in 2017, BERT and GPT-1: y = LayerNorm(x + sublayer(x)). With `norm_first=True` as in
    GPT-2: y = x + sublayer(LayerNorm(x)), which leaves an unbroken path of additions and trains more easily when deep.

    Args:
        num_heads: heads of the attention; it must divide the width.
        intermediate_dim: hidden units of the feed-forward network.
        dropout: share of each sublayer's output, and of the attention weights, set to zero while training.
        causal: whether a token sees only itself and those before it.
        norm_first: where the normalization stands.
        activation: of the feed-forward network: "relu", "gelu" or "gelu_tanh".
        use_bias: whether the attention's products add a bias.
        layer_norm_epsilon: added to the variance.
        kernel_initializer: of every matrix.
        output_initializer: of the matrices that end a sublayer; the same when left out.
    """

    def __init__(
        self,
        num_heads: int,
        intermediate_dim: int,
        dropout: float = 0.0,
        causal: bool = False,
        norm_first: bool = False,
        activation: str = "relu",
        use_bias: bool = True,
        layer_norm_epsilon: float = 1e-5,
        kernel_initializer: Any = "glorot_uniform",
        output_initializer: Any = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        start = {"kernel_initializer": kernel_initializer, "output_initializer": output_initializer}
        start = {"dtype": self.dtype_policy, **start}
        norm = {"epsilon": layer_norm_epsilon, "dtype": self.dtype_policy}
        self.attention = SelfAttention(
            num_heads, dropout=dropout, causal=causal, use_bias=use_bias, name="attention", **start
        )
        self.attention_norm = layers.LayerNormalization(name="attention_norm", **norm)
        self.feed_forward = FeedForward(intermediate_dim, activation, name="feed_forward", **start)
        self.feed_forward_norm = layers.LayerNormalization(name="feed_forward_norm", **norm)
        self.dropout = layers.Dropout(dropout, dtype=self.dtype_policy, name="dropout")
        self.norm_first = norm_first

    def build(self, x_shape):
        """Makes the weights of the four layers."""
        for layer in (self.attention, self.attention_norm, self.feed_forward, self.feed_forward_norm):
            layer.build(x_shape)
        self.built = True

    def call(self, x, padding_mask=None, cache=None, position=None, training=None, return_weights=False):
        """Transforms x, (batch, time, width); the arguments and the second result are those of `SelfAttention`."""
        y = self.attention_norm(x) if self.norm_first else x
        how = {"cache": cache, "position": position, "training": training, "return_weights": return_weights}
        y = self.attention(y, padding_mask=padding_mask, **how)
        y, extra = y if isinstance(y, tuple) else (y, None)
        x = x + self.dropout(y, training=training)
        if not self.norm_first:
            x = self.attention_norm(x)
        y = self.feed_forward_norm(x) if self.norm_first else x
        x = x + self.dropout(self.feed_forward(y), training=training)
        if not self.norm_first:
            x = self.feed_forward_norm(x)
        return x if extra is None else (x, extra)

    def compute_output_shape(self, x_shape):
        """The shape of x."""
        return x_shape

    def get_config(self):
        """Returns the constructor's arguments."""
        attention, feed_forward = self.attention.get_config(), self.feed_forward.get_config()
        shared = ("num_heads", "dropout", "causal", "use_bias", "kernel_initializer", "output_initializer")
        return {
            **super().get_config(),
            **{name: attention[name] for name in shared},
            "intermediate_dim": feed_forward["intermediate_dim"],
            "activation": feed_forward["activation"],
            "norm_first": self.norm_first,
            "layer_norm_epsilon": self.attention_norm.epsilon,
        }


def activation(name: str):
    """Returns the function called "relu", "gelu" (exact) or "gelu_tanh" (approximate)."""
    return gelu_tanh if name == "gelu_tanh" else keras.activations.get(name)


@keras.saving.register_keras_serializable(package="dlteach")
def gelu_tanh(x):
    """GELU by tanh: 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))). Hendrycks and Gimpel (2016), arXiv:1606.08415."""
    return ops.gelu(x, approximate=True)

"""The block of the Transformer's decoder: it looks at itself, then at the encoder's memory, then thinks.

Vaswani et al. (2017), Attention is all you need, arXiv:1706.03762, section 3.1 and figure 1 (right).
"""

from __future__ import annotations

import keras
from keras import layers

from dlteach.models.attention import CrossAttention, SelfAttention
from dlteach.models.blocks import FeedForward


@keras.saving.register_keras_serializable(package="dlteach")
class TransformerDecoderBlock(layers.Layer):
    """Causal self-attention, cross-attention and feed-forward network; y = LayerNorm(x + sublayer(x)) for each.

    Args:
        num_heads: heads of both attentions; it must divide the width.
        intermediate_dim: hidden units of the feed-forward network.
        dropout: share of each sublayer's output, and of the attention weights, set to zero while training.
        use_bias: whether the attentions' products add a bias.
        layer_norm_epsilon: added to the variance.
    """

    def __init__(
        self,
        num_heads: int,
        intermediate_dim: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        layer_norm_epsilon: float = 1e-5,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.settings = {
            "num_heads": num_heads,
            "intermediate_dim": intermediate_dim,
            "dropout": dropout,
            "use_bias": use_bias,
            "layer_norm_epsilon": layer_norm_epsilon,
        }
        heads = {"num_heads": num_heads, "dropout": dropout, "use_bias": use_bias, "dtype": self.dtype_policy}
        norm = {"epsilon": layer_norm_epsilon, "dtype": self.dtype_policy}
        self.self_attention = SelfAttention(causal=True, name="self_attention", **heads)
        self.self_attention_norm = layers.LayerNormalization(name="self_attention_norm", **norm)
        self.cross_attention = CrossAttention(name="cross_attention", **heads)
        self.cross_attention_norm = layers.LayerNormalization(name="cross_attention_norm", **norm)
        self.feed_forward = FeedForward(intermediate_dim, "relu", dtype=self.dtype_policy, name="feed_forward")
        self.feed_forward_norm = layers.LayerNormalization(name="feed_forward_norm", **norm)
        self.dropout = layers.Dropout(dropout, dtype=self.dtype_policy, name="dropout")

    def build(self, x_shape, memory_shape):
        """Makes the weights of the six layers."""
        self.cross_attention.build(x_shape, memory_shape)
        norms = (self.self_attention_norm, self.cross_attention_norm, self.feed_forward_norm)
        for layer in (self.self_attention, self.feed_forward, *norms):
            layer.build(x_shape)
        self.built = True

    def call(self, x, memory, memory_padding=None, training=None, return_weights=False):
        """Transforms the target.

        Args:
            x: the target, (batch, target time, width).
            memory: what the encoder made of the source, (batch, source time, its width).
            memory_padding: boolean, (batch, source time); False hides a place.
            training: whether dropout is active.
            return_weights: whether to return the weights of both attentions as well.

        Returns:
            (batch, target time, width); where wanted also the weights of the self-attention, (batch, heads, target
            time, target time), and of the cross-attention, (batch, heads, target time, source time).
        """
        how = {"training": training, "return_weights": return_weights}
        y, own = _pair(self.self_attention(x, **how))
        x = self.self_attention_norm(x + self.dropout(y, training=training))
        y, cross = _pair(self.cross_attention(x, memory, memory_padding=memory_padding, **how))
        x = self.cross_attention_norm(x + self.dropout(y, training=training))
        y = self.feed_forward(x)
        x = self.feed_forward_norm(x + self.dropout(y, training=training))
        return (x, own, cross) if return_weights else x

    def compute_output_shape(self, x_shape):
        """The shape of the target."""
        return x_shape

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), **self.settings}


def _pair(result):
    return result if isinstance(result, tuple) else (result, None)

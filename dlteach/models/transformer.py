"""The Transformer: an encoder and a decoder built from attention alone.

Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin (2017), Attention is all you need,
arXiv:1706.03762, section 3 and table 3.
"""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture
from dlteach.models.beam import beam_search
from dlteach.models.blocks import TransformerBlock
from dlteach.models.decoder_block import TransformerDecoderBlock
from dlteach.models.embeddings import SinusoidalPositions, TokenEmbedding
from dlteach.models.initializers import normal


@keras.saving.register_keras_serializable(package="dlteach")
class Transformer(Architecture):
    """Reads a source sentence with its encoder and writes a target sentence with its decoder.

    It is called on a dictionary of token numbers, `source` (batch, source time) and `target` (batch, target time), and
    returns, at every place of the target, a logit for each token that may come next. In training the target is given
    whole, shifted right by a start token (teacher forcing); `translate` writes it token by token. `encoder` and
    `decoder` are models of their own. The default is the paper's base model; its vocabulary of 37,000 is shared by
    both languages, by both embeddings and by the output layer.

    Args:
        vocabulary_size: number of different tokens of source and target together.
        num_layers: number of blocks in the encoder, and again in the decoder.
        num_heads: attention heads; it must divide `hidden_dim`.
        hidden_dim: width of a token's vector.
        intermediate_dim: hidden units of the feed-forward networks.
        max_sequence_length: the longest source or target, in tokens.
        dropout: share of numbers set to zero while training: behind the embeddings and each sublayer, as the paper
            says, and among the attention weights, as most code since does.
        use_bias: whether the attention's products add a bias; the paper's equations have none.
        pad_token: the number that fills short sources up; it is hidden from attention.
        layer_norm_epsilon: added to the variance in each normalization.

    Raises:
        ModelError: `num_heads` does not divide `hidden_dim`, or a text is longer than `max_sequence_length`.

    Example:
        >>> model = Transformer(vocabulary_size=40, num_layers=2, num_heads=2, hidden_dim=16, intermediate_dim=32)
        >>> model.translate([[5, 6, 7]], start_token=1, end_token=2, max_length=8).shape
        (1, 8)
    """

    def __init__(
        self,
        vocabulary_size: int = 37000,
        num_layers: int = 6,
        num_heads: int = 8,
        hidden_dim: int = 512,
        intermediate_dim: int = 2048,
        max_sequence_length: int = 512,
        dropout: float = 0.1,
        use_bias: bool = False,
        pad_token: int = 0,
        layer_norm_epsilon: float = 1e-6,
        **kwargs,
    ):
        embedding = TokenEmbedding(
            vocabulary_size, hidden_dim, embeddings_initializer=normal(hidden_dim**-0.5), name="token_embedding"
        )
        positions = SinusoidalPositions(max_sequence_length, name="positions")
        embedding_dropout = layers.Dropout(dropout, name="embedding_dropout")
        common: dict[str, Any] = {
            "num_heads": num_heads,
            "intermediate_dim": intermediate_dim,
            "dropout": dropout,
            "use_bias": use_bias,
            "layer_norm_epsilon": layer_norm_epsilon,
        }
        numbers = range(1, num_layers + 1)
        encoder_blocks = [TransformerBlock(name=f"encoder_block_{number}", **common) for number in numbers]
        decoder_blocks = [TransformerDecoderBlock(name=f"decoder_block_{number}", **common) for number in numbers]

        def embed(tokens):
            # h₀ = √d · E[token] + P[place]
            return positions(embedding(tokens) * math.sqrt(hidden_dim))

        source = keras.Input((None,), dtype="int32", name="source")  # (batch, source time)
        x = embedding_dropout(embed(source))  # (batch, source time, hidden_dim)
        for block in encoder_blocks:
            x = block(x, padding_mask=ops.not_equal(source, pad_token))
        encoder = keras.Model(source, x, name="encoder")

        target = keras.Input((None,), dtype="int32", name="target")  # (batch, target time)
        memory = keras.Input((None, hidden_dim), name="memory")  # (batch, source time, hidden_dim)
        x = embedding_dropout(embed(target))  # (batch, target time, hidden_dim)
        for block in decoder_blocks:
            x = block(x, memory, memory_padding=ops.not_equal(source, pad_token))
        # logits = h Eᵀ
        logits = embedding(x, reverse=True)  # (batch, target time, vocabulary_size)
        decoder = keras.Model({"target": target, "memory": memory, "source": source}, logits, name="decoder")

        logits = decoder({"target": target, "memory": encoder(source), "source": source})
        super().__init__(inputs={"source": source, "target": target}, outputs=logits, **kwargs)
        self.encoder, self.decoder, self.embed = encoder, decoder, embed
        self.encoder_blocks, self.decoder_blocks = encoder_blocks, decoder_blocks
        self.config = {
            "vocabulary_size": vocabulary_size,
            "num_layers": num_layers,
            "num_heads": num_heads,
            "hidden_dim": hidden_dim,
            "intermediate_dim": intermediate_dim,
            "max_sequence_length": max_sequence_length,
            "dropout": dropout,
            "use_bias": use_bias,
            "pad_token": pad_token,
            "layer_norm_epsilon": layer_norm_epsilon,
        }

    def attention_weights(self, source, target) -> dict[str, np.ndarray]:
        """Returns what each token looks at, in every layer and head.

        Args:
            source: (batch, source time).
            target: (batch, target time), with its start token.

        Returns:
            `encoder`, (layers, batch, heads, source time, source time); `decoder`, the same with target times; and
            `cross`, (layers, batch, heads, target time, source time). Each row adds up to 1.
        """
        source, target = ops.convert_to_tensor(source, "int32"), ops.convert_to_tensor(target, "int32")
        seen = ops.not_equal(source, self.config["pad_token"])
        maps: dict[str, list] = {"encoder": [], "decoder": [], "cross": []}
        memory = self.embed(source)
        for block in self.encoder_blocks:
            memory, weights = block(memory, padding_mask=seen, return_weights=True)
            maps["encoder"].append(weights)
        x = self.embed(target)
        for block in self.decoder_blocks:
            x, weights, cross = block(x, memory, memory_padding=seen, return_weights=True)
            maps["decoder"].append(weights)
            maps["cross"].append(cross)
        return {name: ops.convert_to_numpy(ops.cast(ops.stack(found), "float32")) for name, found in maps.items()}

    def translate(
        self,
        source,
        start_token: int,
        end_token: int,
        max_length: int = 50,
        beam_size: int = 1,
        length_penalty: float = 0.6,
    ) -> np.ndarray:
        """Writes the likeliest target that it finds.

        Args:
            source: token numbers, (batch, source time), short ones filled up with `pad_token`.
            start_token: what every target begins with.
            end_token: what says that a target is complete.
            max_length: the longest target, the end token included, the start token not.
            beam_size: how many half-written targets are kept at each step; 1 is greedy. The paper keeps 4.
            length_penalty: α; a target of n tokens is ranked by its log-probability / ((5 + n) / 6)^α.

        Returns:
            (batch, max_length), without the start token, filled up with `pad_token` behind the end token.

        Raises:
            ModelError: `max_length` exceeds `max_sequence_length`.

        Reference:
            The length penalty: Wu et al. (2016), arXiv:1609.08144, equation 14.
        """
        if max_length > self.config["max_sequence_length"]:
            raise ModelError(
                f"max_length is {max_length}, the model has {self.config['max_sequence_length']} positions",
                "Ask for a shorter target, or build the model with a larger max_sequence_length.",
            )
        source = np.asarray(source, "int32")
        read = {
            "source": np.repeat(source, beam_size, axis=0),
            "memory": np.repeat(self.encoder.predict_on_batch(source), beam_size, axis=0),
        }
        following = _Following(self.decoder)

        def next_log_probabilities(texts, place):
            return following.predict_on_batch({"target": texts, "place": np.int32(place), **read})

        return beam_search(
            next_log_probabilities,
            batch=len(source),
            start_token=start_token,
            end_token=end_token,
            pad_token=self.config["pad_token"],
            max_length=max_length,
            beam_size=beam_size,
            length_penalty=length_penalty,
        )


class _Following(keras.Model):
    """Log-probabilities of the token behind one place of a target; a model, so that `predict_on_batch` compiles it."""

    def __init__(self, decoder):
        super().__init__(name="following")
        self.decoder = decoder
        self.built = True

    def call(self, inputs):
        """Returns log softmax of the logits at `place`, (batch, vocabulary_size)."""
        logits = self.decoder({name: inputs[name] for name in ("target", "memory", "source")})
        return ops.log_softmax(ops.take(logits, inputs["place"], axis=1), axis=-1)

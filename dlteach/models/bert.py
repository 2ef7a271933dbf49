"""BERT: an encoder that reads in both directions, taught by guessing hidden words, then fine-tuned.

Devlin, Chang, Lee, Toutanova (2018), BERT: Pre-training of deep bidirectional Transformers for language understanding,
arXiv:1810.04805, sections 3 and A.2. The heads for pre-training and fine-tuning are in `bert_heads.py`.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.models.architecture import Architecture
from dlteach.models.blocks import TransformerBlock
from dlteach.models.embeddings import LearnedPositions, TokenEmbedding
from dlteach.models.initializers import truncated_normal


@keras.saving.register_keras_serializable(package="dlteach")
class BERT(Architecture):
    """Gives every token a vector that knows its whole context, left and right. The default is BERT base, uncased.

    It is called on a dictionary, all of shape (batch, time): `token_ids`; `segment_ids`, 0 for the first sentence and
    1 for the second; `padding_mask`, 1 for tokens and 0 for padding. `BERT.pack(token_ids)` makes one. The result is a
    dictionary too: `sequence_output`, (batch, time, hidden_dim), and with the pooler `pooled_output`, (batch,
    hidden_dim), made from the first token, which is [CLS].

    Args:
        vocabulary_size: number of different tokens.
        num_layers: number of blocks.
        num_heads: attention heads of a block; it must divide `hidden_dim`.
        hidden_dim: width of a token's vector.
        intermediate_dim: hidden units of the feed-forward network; four times `hidden_dim` when left out.
        max_sequence_length: the longest text the model reads, in tokens.
        dropout: share of numbers set to zero while training, behind the embedding and in every block.
        num_segments: number of different segments.
        pooler: whether there is a `pooled_output`: tanh of a dense layer over the first token.
        approximate: True computes GELU by tanh, as Google's code and KerasHub do; False by the error function, as
            Hugging Face's transformers does.
        layer_norm_epsilon: added to the variance in each normalization.

    Raises:
        ModelError: `num_heads` does not divide `hidden_dim`, or a text is longer than `max_sequence_length`.

    Example:
        >>> model = BERT(vocabulary_size=100, num_layers=2, num_heads=2, hidden_dim=16)
        >>> model(BERT.pack([[1, 7, 8, 2, 0, 0]]))["pooled_output"].shape
        (1, 16)
    """

    def __init__(
        self,
        vocabulary_size: int = 30522,
        num_layers: int = 12,
        num_heads: int = 12,
        hidden_dim: int = 768,
        intermediate_dim: int | None = None,
        max_sequence_length: int = 512,
        dropout: float = 0.1,
        num_segments: int = 2,
        pooler: bool = True,
        approximate: bool = True,
        layer_norm_epsilon: float = 1e-12,
        **kwargs,
    ):
        token_embedding = TokenEmbedding(
            vocabulary_size, hidden_dim, embeddings_initializer=truncated_normal(), name="token_embedding"
        )
        segment_embedding = layers.Embedding(
            num_segments, hidden_dim, embeddings_initializer=truncated_normal(), name="segment_embedding"
        )
        positions = LearnedPositions(max_sequence_length, truncated_normal(), name="positions")
        embedding_norm = layers.LayerNormalization(epsilon=layer_norm_epsilon, name="embedding_norm")
        blocks = [
            TransformerBlock(
                num_heads,
                intermediate_dim or 4 * hidden_dim,
                dropout=dropout,
                activation="gelu_tanh" if approximate else "gelu",
                layer_norm_epsilon=layer_norm_epsilon,
                kernel_initializer=truncated_normal(),
                name=f"block_{number}",
            )
            for number in range(1, num_layers + 1)
        ]

        names = ("token_ids", "segment_ids", "padding_mask")
        inputs = {name: keras.Input((None,), dtype="int32", name=name) for name in names}  # (batch, time) each
        # h₀ = LayerNorm(E[token] + S[segment] + P[place])
        x = token_embedding(inputs["token_ids"]) + segment_embedding(inputs["segment_ids"])
        x = embedding_norm(positions(x))  # (batch, time, hidden_dim)
        x = layers.Dropout(dropout, name="embedding_dropout")(x)
        for block in blocks:
            x = block(x, padding_mask=inputs["padding_mask"])  # (batch, time, hidden_dim)
        outputs = {"sequence_output": x}
        if pooler:
            dense = layers.Dense(hidden_dim, "tanh", kernel_initializer=truncated_normal(), name="pooler")
            outputs["pooled_output"] = dense(x[:, 0])  # (batch, hidden_dim)
        super().__init__(inputs=inputs, outputs=outputs, **kwargs)
        self.token_embedding, self.segment_embedding, self.positions = token_embedding, segment_embedding, positions
        self.embedding_norm, self.blocks = embedding_norm, blocks
        self.config = {
            "vocabulary_size": vocabulary_size,
            "num_layers": num_layers,
            "num_heads": num_heads,
            "hidden_dim": hidden_dim,
            "intermediate_dim": intermediate_dim,
            "max_sequence_length": max_sequence_length,
            "dropout": dropout,
            "num_segments": num_segments,
            "pooler": pooler,
            "approximate": approximate,
            "layer_norm_epsilon": layer_norm_epsilon,
        }

    @staticmethod
    def pack(token_ids, segment_ids=None, pad_token: int = 0) -> dict[str, np.ndarray]:
        """Makes the dictionary that the model is called on.

        Args:
            token_ids: (batch, time).
            segment_ids: (batch, time), or None where there is one sentence only.
            pad_token: the number that fills short texts up; it is hidden from attention.

        Returns:
            `token_ids`, `segment_ids` and `padding_mask`, int32.
        """
        tokens = np.asarray(token_ids, "int32")
        segments = np.zeros_like(tokens) if segment_ids is None else np.asarray(segment_ids, "int32")
        return {"token_ids": tokens, "segment_ids": segments, "padding_mask": (tokens != pad_token).astype("int32")}

    def attention_weights(self, inputs: Any) -> np.ndarray:
        """Returns what each token looks at, in every layer and head.

        Args:
            inputs: the model's dictionary, or token numbers alone, (batch, time).

        Returns:
            (layers, batch, heads, time, time): row i says how token i divides its attention; each row adds up to 1.
        """
        packed = inputs if isinstance(inputs, dict) else self.pack(inputs)
        packed = {name: ops.convert_to_tensor(value) for name, value in packed.items()}
        x = self.token_embedding(packed["token_ids"]) + self.segment_embedding(packed["segment_ids"])
        x = self.embedding_norm(self.positions(x))
        maps = []
        for block in self.blocks:
            x, weights = block(x, padding_mask=packed["padding_mask"], return_weights=True)
            maps.append(ops.convert_to_numpy(ops.cast(weights, "float32")))
        return np.stack(maps)

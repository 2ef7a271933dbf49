"""Embeddings: a vector for each token, and a vector or a wave for each place in the sequence.

Vaswani et al. (2017), Attention is all you need, arXiv:1706.03762, sections 3.4 and 3.5.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError


@keras.saving.register_keras_serializable(package="dlteach")
class TokenEmbedding(layers.Embedding):
    """A vector for each token; read backwards, a score for each token (the *tied* output layer)."""

    def call(self, inputs, reverse=False):
        """Returns E[token], or with `reverse` the scores h Eᵀ of hidden states (..., width), at least in float32."""
        if not reverse:
            return super().call(inputs)
        rows = ops.reshape(inputs, (-1, self.output_dim))
        scores = ops.matmul(rows, ops.transpose(ops.convert_to_tensor(self.embeddings)))
        return ops.cast(ops.reshape(scores, (*ops.shape(inputs)[:-1], self.input_dim)), self._score_dtype())

    def compute_output_spec(self, inputs, reverse=False):
        """Shape and dtype of what `call` returns."""
        if not reverse:
            return super().compute_output_spec(inputs)
        return keras.KerasTensor((*inputs.shape[:-1], self.input_dim), dtype=self._score_dtype())

    def _score_dtype(self) -> str:
        """A softmax or a loss in 16 bits overflows or loses small probabilities."""
        return "float32" if self.compute_dtype in ("float16", "bfloat16") else self.compute_dtype


@keras.saving.register_keras_serializable(package="dlteach")
class LearnedPositions(layers.Layer):
    """Adds a learned vector for each place in the sequence: y = x + P[place].

    Args:
        max_sequence_length: the number of places that have a vector.
        initializer: of the vectors.
    """

    def __init__(self, max_sequence_length: int, initializer: Any = "normal", **kwargs):
        super().__init__(**kwargs)
        self.max_sequence_length = max_sequence_length
        self.initializer = keras.initializers.get(initializer)

    def build(self, x_shape):
        """Makes the table P, (max_sequence_length, width)."""
        self.table = self.add_weight((self.max_sequence_length, x_shape[-1]), self.initializer, name="table")
        self.built = True

    def call(self, x, position=0):
        """Adds the vectors of the places `position`, `position` + 1, … to x, (batch, time, width)."""
        _check_length(x.shape[1], self.max_sequence_length)
        table = ops.convert_to_tensor(self.table)
        return x + ops.slice(table, (position, 0), (ops.shape(x)[1], x.shape[-1]))

    def compute_output_shape(self, x_shape):
        """The shape of x."""
        return x_shape

    def get_config(self):
        """Returns the constructor's arguments."""
        initializer = keras.initializers.serialize(self.initializer)
        return {**super().get_config(), "max_sequence_length": self.max_sequence_length, "initializer": initializer}


@keras.saving.register_keras_serializable(package="dlteach")
class SinusoidalPositions(layers.Layer):
    """Adds waves of falling frequency, so that every place has its own pattern; nothing is learned.

    Args:
        max_sequence_length: the number of places that have a pattern.
    """

    def __init__(self, max_sequence_length: int, **kwargs):
        super().__init__(**kwargs)
        self.max_sequence_length = max_sequence_length

    def build(self, x_shape):
        """Computes the table, (max_sequence_length, width)."""
        width = x_shape[-1]
        place = np.arange(self.max_sequence_length)[:, None]
        pair = np.arange(width) // 2
        # P[p, 2i] = sin(p / 10000^(2i / width)), P[p, 2i + 1] = cos of the same angle
        angle = place / 10000 ** (2 * pair / width)
        self.table = np.where(np.arange(width) % 2 == 0, np.sin(angle), np.cos(angle)).astype("float32")
        self.built = True

    def call(self, x):
        """Adds the waves to x, (batch, time, width)."""
        _check_length(x.shape[1], self.max_sequence_length)
        return x + ops.convert_to_tensor(self.table, dtype=x.dtype)[: ops.shape(x)[1]]

    def compute_output_shape(self, x_shape):
        """The shape of x."""
        return x_shape

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), "max_sequence_length": self.max_sequence_length}


def _check_length(time: int | None, longest: int) -> None:
    if time is not None and time > longest:
        raise ModelError(
            f"the sequence has {time} tokens, the model only {longest} positions",
            "Cut the sequence, or build the model with a larger max_sequence_length.",
        )

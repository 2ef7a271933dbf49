"""The decoder of an encoder–decoder network: a recurrent cell that looks back at the source at every step.

Additive attention: Bahdanau, Cho, Bengio (2014), arXiv:1409.0473, section 3.1 and appendix A.1.2.
Dot-product attention: Luong, Pham, Manning (2015), arXiv:1508.04025; scaled by √units as in arXiv:1706.03762.
No attention, one fixed context: Cho et al. (2014), arXiv:1406.1078, section 2.2.
"""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import layers, ops

from dlteach.errors import ModelError

CELLS = {"rnn": layers.SimpleRNNCell, "lstm": layers.LSTMCell, "gru": layers.GRUCell}
ATTENTIONS = ("additive", "dot", None)


@keras.saving.register_keras_serializable(package="dlteach")
class RecurrentDecoder(layers.Layer):
    """Reads the target so far and the encoder's states, and makes from them, at every place, what predicts the next token.

    It is called on a list: target tokens (batch, target time), of which 0 is padding; the encoder's states, called
    memory (batch, source time, features); `visible`, (batch, source time), False where the source is padding; and for
    each of the decoder's states what it starts from, (batch, features). It returns state, context and embedded token
    side by side, (batch, target time, units + features + embedding_dim), and the attention weights,
    (batch, target time, source time); without attention these are 0.

    Args:
        vocabulary_size: number of different target tokens.
        embedding_dim: width of a token's vector.
        cell: "rnn", "lstm" or "gru".
        units: size of the hidden state of each layer, and of the attention's common space.
        num_layers: recurrent layers on one another; the last one's state asks the attention's question.
        attention: "additive", "dot" or None.
        use_bias: whether cells and starting states have biases.
        reset_after: where the GRU's reset gate acts; False as in the papers, True as in cuDNN.
        dropout: share of each embedded token's numbers set to zero while training.

    Raises:
        ModelError: there is no such cell or attention.
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_dim: int,
        cell: str = "gru",
        units: int = 64,
        num_layers: int = 1,
        attention: str | None = "additive",
        use_bias: bool = True,
        reset_after: bool = True,
        dropout: float = 0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if cell not in CELLS:
            raise ModelError(f'there is no recurrent cell "{cell}"', f"Known are: {', '.join(CELLS)}.")
        if attention not in ATTENTIONS:
            raise ModelError(f'there is no attention "{attention}"', 'Known are: "additive", "dot" and None.')
        self.config = {
            "vocabulary_size": vocabulary_size,
            "embedding_dim": embedding_dim,
            "cell": cell,
            "units": units,
            "num_layers": num_layers,
            "attention": attention,
            "use_bias": use_bias,
            "reset_after": reset_after,
            "dropout": dropout,
        }
        self.attention, self.units = attention, units
        own = {"dtype": self.dtype_policy}
        form = {"reset_after": reset_after} if cell == "gru" else {}
        self.embedding = layers.Embedding(vocabulary_size, embedding_dim, name="token_embedding", **own)
        self.dropout = layers.Dropout(dropout, **own)
        self.cells = [
            CELLS[cell](units, use_bias=use_bias, name=f"{cell}_{number}", **form, **own)
            for number in range(1, num_layers + 1)
        ]
        starts = num_layers * (2 if cell == "lstm" else 1)
        self.starts = [
            layers.Dense(units, activation="tanh", use_bias=use_bias, name=f"start_{number}", **own)
            for number in range(1, starts + 1)
        ]
        if attention:
            self.query = layers.Dense(units, use_bias=False, name="query", **own)
            self.key = layers.Dense(units, use_bias=False, name="key", **own)
        self.supports_masking = True

    def build(self, input_shape):
        """Makes the weights."""
        target, memory, _, *carried = input_shape
        width = self.config["embedding_dim"]
        self.embedding.build(target)
        context = memory[-1] if self.attention else carried[-1][-1]
        for number, cell in enumerate(self.cells):
            cell.build((None, self.units if number else width + context))
        for start, shape in zip(self.starts, carried, strict=True):
            start.build(shape)
        if self.attention:
            self.query.build((None, self.units))
            self.key.build(memory)
        if self.attention == "additive":
            self.score = self.add_weight((self.units,), initializer="glorot_uniform", name="score")
        self.built = True

    def begin(self, memory, visible, *carried) -> tuple[list[Any], tuple[Any, ...]]:
        """Prepares a decoding: returns the first states, and what every `step` looks at."""
        # s₀ = tanh(W_s h)
        states = [start(each) for start, each in zip(self.starts, carried, strict=True)]
        if self.attention is None:
            return states, (None, memory, visible, self._summary(carried))
        # U h_j does not depend on the target's step, so it is computed once
        return states, (self.key(memory), memory, visible, None)

    def step(self, embedded, states, seen) -> tuple[Any, Any, Any, list[Any]]:
        """Takes one target token.

        Args:
            embedded: the token before this place, (batch, embedding_dim).
            states: from `begin` or the step before.
            seen: from `begin`.

        Returns:
            The last layer's new state (batch, units), the context (batch, features), the attention weights
            (batch, source time) and all new states.
        """
        states = list(states)
        size = len(states) // len(self.cells)
        # the last layer's hidden state before this token asks: where in the source is what comes next?
        context, weights = self._attend(states[-size], *seen)
        # s_i = f(s_{i−1}, [y_{i−1}; c_i])
        x, new = ops.concatenate([embedded, context], axis=-1), []
        for number, cell in enumerate(self.cells):
            x, own = cell(x, states[number * size : (number + 1) * size])  # (batch, units)
            new.extend(own)
        return x, context, weights, new

    def call(self, inputs, training=None):
        """Reads a whole target at once, as in training (teacher forcing)."""
        target, *source = inputs
        embedded = self.dropout(self.embedding(target), training=training)  # (batch, target time, embedding_dim)
        states, seen = self.begin(*source)
        # the cell's three outputs leave the loop side by side, since a recurrent layer of Keras returns one array
        loop = layers.RNN(_Cell(self, seen, len(states)), return_sequences=True, dtype=self.dtype_policy)
        packed = loop(embedded, initial_state=states)
        width = self.units + source[0].shape[-1] if self.attention else self.units + source[-1].shape[-1]
        # [s_i; c_i; y_{i−1}]
        return ops.concatenate([packed[..., :width], embedded], axis=-1), packed[..., width:]

    def compute_output_shape(self, input_shape):
        """Returns the shapes of the two outputs."""
        target, memory, _, *carried = input_shape
        context = memory[-1] if self.attention else carried[-1][-1]
        width = self.units + context + self.config["embedding_dim"]
        return (*target, width), (*target, memory[1])

    def compute_mask(self, inputs, previous_mask=None):
        """Hides padding of the target from the loss."""
        return ops.not_equal(inputs[0], 0), None

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), **self.config}

    def _attend(self, state, keys, memory, visible, summary):
        if self.attention is None:
            return summary, ops.zeros_like(visible, dtype=self.compute_dtype)
        question = self.query(state)  # (batch, units)
        if self.attention == "additive":
            # e_ij = v · tanh(W s_{i−1} + U h_j)
            scores = ops.sum(self.score * ops.tanh(question[:, None] + keys), axis=-1)  # (batch, source time)
        else:
            # e_ij = (W s_{i−1}) · (U h_j) / √units
            scores = ops.matmul(keys, question[..., None])[..., 0] / math.sqrt(self.units)
        # α_ij = softmax over j of e_ij; in float32, since half precision cannot tell small weights apart
        scores = ops.where(visible, ops.cast(scores, "float32"), -1e9)
        weights = ops.cast(ops.softmax(scores, axis=-1), self.compute_dtype)
        # c_i = Σ_j α_ij h_j
        return ops.matmul(weights[:, None], memory)[:, 0], weights

    def _summary(self, carried):
        """The last layer's hidden state: all that a decoder without attention ever sees of the source."""
        return ops.cast(carried[-(len(carried) // len(self.cells))], self.compute_dtype)


class _Cell:
    """One step of the decoder in the form that `keras.layers.RNN` asks for; the memory stays outside the loop's state."""

    def __init__(self, decoder: RecurrentDecoder, seen, count: int):
        self.decoder, self.seen = decoder, seen
        self.state_size = [decoder.units] * count
        self.compute_dtype = decoder.compute_dtype

    def call(self, embedded, states):
        state, context, weights, states = self.decoder.step(embedded, states, self.seen)
        return ops.concatenate([state, context, weights], axis=-1), states

    __call__ = call

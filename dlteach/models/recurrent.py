"""Recurrent networks: one cell, applied at every step of a sequence, hands its state on to the next step.

Plain RNN: Elman (1990), Finding structure in time, Cognitive Science 14, doi:10.1207/s15516709cog1402_1.
LSTM: Hochreiter and Schmidhuber (1997), Long short-term memory, doi:10.1162/neco.1997.9.8.1735, with the forget gate
of Gers, Schmidhuber and Cummins (2000), doi:10.1162/089976600300015015.
GRU: Cho et al. (2014), Learning phrase representations using RNN encoder–decoder, arXiv:1406.1078.
Bidirectional: Schuster and Paliwal (1997), doi:10.1109/78.650093.

The cells stay what cuDNN can run: tanh and sigmoid, a bias, no dropout inside, not unrolled, `reset_after` in the GRU.
Exploding gradients are clipped by the optimizer, at the joint length of all gradients (arXiv:1211.5063):

    model.compile(optimizer=keras.optimizers.Adam(global_clipnorm=1.0), loss="mse")
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, output_dtype
from dlteach.models.gates import trace_gates

CELLS = {"rnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}
Shape = Sequence[int | None]


def recurrent_layer(cell: str, units: int, bidirectional: bool = False, name: str | None = None, **arguments):
    """Returns one recurrent layer, or a pair that reads in both directions and lays its outputs side by side.

    Args:
        cell: "rnn", "lstm" or "gru".
        units: size of the hidden state, for each direction.
        bidirectional: whether a second layer reads the sequence from its end.
        name: of the layer.
        **arguments: further ones of the Keras layer, such as `return_sequences`.

    Raises:
        ModelError: there is no such cell.
    """
    if cell not in CELLS:
        raise ModelError(f'there is no recurrent cell "{cell}"', f"Known are: {', '.join(CELLS)}.")
    if bidirectional:
        return layers.Bidirectional(CELLS[cell](units, name=cell, **arguments), name=name)
    return CELLS[cell](units, name=name, **arguments)


class Recurrent(Architecture):
    """A model with a stack of recurrent layers named "recurrent_1", "recurrent_2", … that can be looked into."""

    def states(self, x: Any, layer: int = -1) -> np.ndarray:
        """Returns the hidden state after every step.

        Args:
            x: what the model reads: (batch, time, features) or token numbers (batch, time).
            layer: which recurrent layer, counted from 0; −1 is the last.

        Returns:
            (batch, time, units), or (batch, time, 2 · units) for a bidirectional layer: the forward states, then the
            backward ones. Entry t of a backward state has read the sequence from its end down to step t.
        """
        directions = ("forward", "backward") if self._is_bidirectional() else ("forward",)
        return np.concatenate([self._trace(x, layer, direction)["hidden"] for direction in directions], axis=-1)

    def gates(self, x: Any, layer: int = -1, direction: str = "forward") -> dict[str, np.ndarray]:
        """Returns every gate, the candidate and the states after every step, each (batch, time, units).

        Args:
            x: what the model reads: (batch, time, features) or token numbers (batch, time).
            layer: which recurrent layer, counted from 0; −1 is the last.
            direction: "forward", or "backward" in a bidirectional model.

        Returns:
            For an LSTM "input", "forget", "candidate", "output", "cell", "hidden"; for a GRU "update", "reset",
            "candidate", "hidden". Gates lie between 0 and 1, candidates and hidden states between −1 and 1.

        Raises:
            ModelError: a plain RNN has no gates, or the model has no such layer or direction.
        """
        if self.config["cell"] == "rnn":
            raise ModelError("a plain RNN has no gates", 'Build the model with cell="lstm" or "gru", or use states().')
        return self._trace(x, layer, direction)

    def _trace(self, x, layer, direction):
        count = self.config["num_layers"]
        if not -count <= layer < count:
            raise ModelError(f"there is no recurrent layer {layer}", f"This model has {count}, counted from 0.")
        found = self.get_layer(f"recurrent_{layer % count + 1}")
        halves = {"forward": getattr(found, "forward_layer", found), "backward": getattr(found, "backward_layer", None)}
        if halves.get(direction) is None:
            raise ModelError(
                f'the model does not read in direction "{direction}"', 'Only a bidirectional one reads "backward".'
            )
        x = np.asarray(x)
        # token 0 is padding where the embedding says so
        embedding = next((each for each in self.layers if isinstance(each, layers.Embedding)), None)
        mask = x != 0 if embedding is not None and embedding.mask_zero else None
        # a layer that is given a mask counts it among its inputs, behind the sequence
        sequence = keras.tree.flatten(found.input)[0]
        read = keras.Model(self.input, sequence)(x, training=False)
        return trace_gates(halves[direction], read, mask)

    def _is_bidirectional(self) -> bool:
        return bool(self.config.get("bidirectional"))


def stack(x, cell: str, units: int, num_layers: int, bidirectional: bool, dropout: float, keep_sequence: bool):
    """Puts recurrent layers on one another, with dropout after each; the last returns only its last state, or all.

    Args:
        x: (batch, time, features).
        cell: "rnn", "lstm" or "gru".
        units: size of the hidden state of each layer and direction.
        num_layers: how many layers.
        bidirectional: whether each layer reads in both directions.
        dropout: share of each layer's outputs set to zero while training.
        keep_sequence: whether the last layer returns every state.

    Returns:
        (batch, time, units) or (batch, units); 2 · units where bidirectional.
    """
    for number in range(1, num_layers + 1):
        sequences = keep_sequence or number < num_layers
        name = f"recurrent_{number}"
        x = recurrent_layer(cell, units, bidirectional, name=name, return_sequences=sequences)(x)
        if dropout:
            x = layers.Dropout(dropout, name=f"dropout_{number}")(x)
    return x


@keras.saving.register_keras_serializable(package="dlteach")
class SequenceClassifier(Recurrent):
    """Reads a whole sequence, of numbers or of tokens, and says to which class it belongs.

    Args:
        input_shape: time and features of one sequence of numbers; time may be None (any length).
        classes: number of classes.
        cell: "rnn", "lstm" or "gru".
        units: size of the hidden state, for each layer and direction.
        num_layers: recurrent layers on one another.
        bidirectional: whether each layer also reads from the end.
        vocabulary_size: number of different tokens. When given, the input is token numbers (batch, time) and
            `input_shape` is not used; token 0 is padding, to be put at the end.
        embedding_dim: width of a token's vector.
        dropout: share of each layer's outputs set to zero while training.

    Example:
        >>> model = SequenceClassifier(input_shape=(None, 10), cell="lstm", units=64)
        >>> model.get_layer("recurrent_1").count_params()
        19200
    """

    def __init__(
        self,
        input_shape: Shape = (None, 1),
        classes: int = 2,
        cell: str = "lstm",
        units: int = 64,
        num_layers: int = 1,
        bidirectional: bool = False,
        vocabulary_size: int | None = None,
        embedding_dim: int = 64,
        dropout: float = 0.0,
        **kwargs,
    ):
        if vocabulary_size:
            sequence = keras.Input((None,), dtype="int32", name="token_ids")  # (batch, time)
            embedding = layers.Embedding(vocabulary_size, embedding_dim, mask_zero=True, name="token_embedding")
            x = embedding(sequence)  # (batch, time, embedding_dim)
        else:
            x = sequence = keras.Input(tuple(input_shape), name="sequence")  # (batch, time, features)
        x = stack(x, cell, units, num_layers, bidirectional, dropout, keep_sequence=False)  # (batch, units)
        scores = layers.Dense(classes, activation="softmax", dtype=output_dtype(), name="output")(x)  # (batch, classes)
        super().__init__(inputs=sequence, outputs=scores, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "cell": cell,
            "units": units,
            "num_layers": num_layers,
            "bidirectional": bidirectional,
            "vocabulary_size": vocabulary_size,
            "embedding_dim": embedding_dim,
            "dropout": dropout,
        }


@keras.saving.register_keras_serializable(package="dlteach")
class SequenceForecaster(Recurrent):
    """Reads a sequence of numbers and gives the value or values that come next, all at once.

    Args:
        input_shape: time and features of one sequence; time may be None (any length).
        horizon: how many steps ahead are forecast.
        targets: how many series are forecast.
        cell: "rnn", "lstm" or "gru".
        units: size of the hidden state of each layer.
        num_layers: recurrent layers on one another.
        dropout: share of each layer's outputs set to zero while training.

    The output is (batch, horizon) for one series and (batch, horizon, targets) for several. It has no activation: scale
    the series to about −1 … 1 first.

    Example:
        >>> SequenceForecaster(input_shape=(24, 1), horizon=6).output_shape
        (None, 6)
    """

    def __init__(
        self,
        input_shape: Shape = (None, 1),
        horizon: int = 1,
        targets: int = 1,
        cell: str = "lstm",
        units: int = 32,
        num_layers: int = 1,
        dropout: float = 0.0,
        **kwargs,
    ):
        sequence = keras.Input(tuple(input_shape), name="sequence")  # (batch, time, features)
        x = stack(sequence, cell, units, num_layers, False, dropout, keep_sequence=False)  # (batch, units)
        x = layers.Dense(horizon * targets, dtype=output_dtype(), name="output")(x)  # (batch, horizon · targets)
        if targets > 1:
            x = layers.Reshape((horizon, targets), dtype=output_dtype(), name="by_step")(x)  # (batch, horizon, targets)
        super().__init__(inputs=sequence, outputs=x, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "horizon": horizon,
            "targets": targets,
            "cell": cell,
            "units": units,
            "num_layers": num_layers,
            "dropout": dropout,
        }

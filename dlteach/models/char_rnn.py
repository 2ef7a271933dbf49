"""A recurrent language model: reads a text character by character and predicts, after each, the next one.

Graves (2013), Generating sequences with recurrent neural networks, arXiv:1308.0850, sections 2 and 3.
Dropout between layers, not inside the cell: Zaremba, Sutskever, Vinyals (2014), arXiv:1409.2329.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.architecture import output_dtype
from dlteach.models.recurrent import Recurrent, stack


@keras.saving.register_keras_serializable(package="dlteach")
class CharRNN(Recurrent):
    """Gives after every character a score (logit) for each character that may come next.

    Args:
        vocabulary_size: number of different characters.
        cell: "rnn", "lstm" or "gru".
        units: size of the hidden state of each layer.
        num_layers: recurrent layers on one another.
        embedding_dim: width of a character's vector.
        dropout: share of each layer's outputs set to zero while training.

    Example:
        >>> model = CharRNN(vocabulary_size=65)
        >>> model.compile(
        ...     optimizer=keras.optimizers.Adam(global_clipnorm=1.0),
        ...     loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        ... )
        >>> model.generate([1, 2, 3], length=10, seed=0).shape
        (13,)
    """

    def __init__(
        self,
        vocabulary_size: int = 65,
        cell: str = "lstm",
        units: int = 128,
        num_layers: int = 1,
        embedding_dim: int = 64,
        dropout: float = 0.0,
        **kwargs,
    ):
        token_ids = keras.Input((None,), dtype="int32", name="token_ids")  # (batch, time)
        x = layers.Embedding(vocabulary_size, embedding_dim, name="token_embedding")(token_ids)
        x = stack(x, cell, units, num_layers, False, dropout, keep_sequence=True)  # (batch, time, units)
        logits = layers.Dense(vocabulary_size, dtype=output_dtype(), name="output")(x)  # (batch, time, vocabulary_size)
        super().__init__(inputs=token_ids, outputs=logits, **kwargs)
        self.config = {
            "vocabulary_size": vocabulary_size,
            "cell": cell,
            "units": units,
            "num_layers": num_layers,
            "embedding_dim": embedding_dim,
            "dropout": dropout,
        }

    def initial_states(self, batch_size: int) -> list[Any]:
        """Returns the zero states that `step` starts from: one array for each layer, two for each LSTM layer."""
        return [state for layer in self._recurrent() for state in layer.cell.get_initial_state(batch_size)]

    def step(self, token_ids: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """Reads one character and nothing else: all that came before is in the states.

        Args:
            token_ids: the character, (batch,).
            states: from `initial_states` or the step before.

        Returns:
            The logits of the next character, (batch, vocabulary_size), and the new states.
        """
        x = self.get_layer("token_embedding")(token_ids)  # (batch, embedding_dim)
        states, new = list(states), []
        for layer in self._recurrent():
            own = [states.pop(0) for _ in layer.state_size]
            x, own = layer.cell(x, own)  # (batch, units)
            new.extend(own)
        return self.get_layer("output")(x), new

    def generate(self, prompt: Any, length: int, temperature: float = 1.0, seed: int | None = None) -> np.ndarray:
        """Continues a text. Each new character costs one step, however long the text already is.

        Args:
            prompt: character numbers, (time,) or (batch, time), at least one.
            length: how many characters to add.
            temperature: logits are divided by it: below 1 safer, above 1 wilder. 0 always takes the likeliest.
            seed: the same seed draws the same random numbers on every backend.

        Returns:
            Prompt and continuation, (time + length,) or (batch, time + length), int32.

        Raises:
            ModelError: the prompt is empty or holds a number that is no character, or a setting is out of range.
        """
        tokens = np.asarray(prompt)
        batch = np.atleast_2d(tokens)
        vocabulary_size = self.config["vocabulary_size"]
        if batch.size == 0:
            raise ModelError("the prompt is empty", "Give at least one character to start from.")
        if batch.dtype.kind not in "iu" or batch.min() < 0 or batch.max() >= vocabulary_size:
            raise ModelError(
                "the prompt holds what is no character number", f"Numbers run from 0 to {vocabulary_size - 1}."
            )
        if length < 1 or temperature < 0:
            raise ModelError(
                f"length is {length} and temperature {temperature}", "At least 1 and at least 0 are needed."
            )
        # argmax(logits / T + G) with Gumbel noise G = −log(−log u) is a draw from softmax(logits / T)
        shape = (len(batch), length, vocabulary_size)
        noise = np.random.default_rng(seed).gumbel(size=shape) if temperature else np.zeros(shape)
        text = self._writer().predict_on_batch(
            {
                "prompt": batch.astype("int32"),
                "noise": noise.astype("float32"),
                "temperature": np.full((len(batch), 1), temperature or 1.0, "float32"),
            }
        )
        return np.asarray(text).reshape(*tokens.shape[:-1], -1)

    def _recurrent(self):
        return [self.get_layer(f"recurrent_{number}") for number in range(1, self.config["num_layers"] + 1)]

    def _writer(self) -> keras.Model:
        """The compiled loop, made once. A bound method keeps it, since Keras would track and save a model."""
        if "_write" not in self.__dict__:
            prompt = keras.Input((None,), dtype="int32", name="prompt")
            noise = keras.Input((None, self.config["vocabulary_size"]), dtype="float32", name="noise")
            temperature = keras.Input((1,), dtype="float32", name="temperature")
            text = _Writing(self, name="writing")([prompt, noise, temperature])
            self.__dict__["_write"] = keras.Model([prompt, noise, temperature], text).predict_on_batch
        return self.__dict__["_write"].__self__


class _Writing(layers.Layer):
    """Reads the prompt, then writes: one loop over both, in which the model sees a single character at a time."""

    def __init__(self, network: CharRNN, **kwargs):
        super().__init__(dtype="float32", **kwargs)
        self.network = network

    def call(self, inputs):
        prompt, noise, temperature = inputs
        read = ops.shape(prompt)[1]
        total = read + ops.shape(noise)[1]
        # (batch, total): the prompt, then room for the new characters
        tokens = ops.concatenate([prompt, ops.zeros_like(noise[:, :, 0], dtype="int32")], axis=1)

        def advance(t, tokens, *states):
            logits, new_states = self.network.step(ops.take(tokens, t, axis=1), list(states))
            drawn = ops.argmax(logits / temperature + ops.take(noise, ops.maximum(t + 1 - read, 0), axis=1), axis=-1)
            following = ops.where(t + 1 < read, ops.take(tokens, t + 1, axis=1), ops.cast(drawn, "int32"))
            return t + 1, ops.slice_update(tokens, (0, t + 1), following[:, None]), *new_states

        states = self.network.initial_states(ops.shape(prompt)[0])
        start = ops.convert_to_tensor(0, dtype="int32")
        return ops.while_loop(lambda t, *_: t + 1 < total, advance, (start, tokens, *states))[1]

    def compute_output_shape(self, input_shape):
        return (input_shape[0][0], None)

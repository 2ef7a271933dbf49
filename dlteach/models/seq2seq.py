"""Encoder–decoder networks: one recurrent network reads the source, another writes the target.

With attention ("RNNsearch"): Bahdanau, Cho, Bengio (2014), Neural machine translation by jointly learning to align and
translate, arXiv:1409.0473, section 3 and appendix A.
Without: Cho et al. (2014), arXiv:1406.1078, whose decoder sees one fixed context at every step. (Sutskever, Vinyals, Le
(2014), arXiv:1409.3215, hand it over once, as the first state only.)
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, output_dtype
from dlteach.models.recurrent import recurrent_layer
from dlteach.models.recurrent_decoder import RecurrentDecoder
from dlteach.models.recurrent_search import RecurrentSearch


@keras.saving.register_keras_serializable(package="dlteach")
class Seq2Seq(Architecture):
    """Translates one token sequence into another.

    It is called on a dictionary of token numbers, `source` (batch, source time) and `target` (batch, target time), and
    returns at every place of the target a logit for each token that may come next. In training the target is given
    whole, shifted right by a start token (teacher forcing); `translate` writes it token by token. Token 0 is padding, at
    the end. `encoder` is a model of its own.

    Args:
        source_vocabulary_size: number of different source tokens.
        target_vocabulary_size: number of different target tokens.
        attention: "additive", "dot", or None: then the decoder sees only the encoder's last state.
        cell: "rnn", "lstm" or "gru".
        units: size of the hidden state of each layer, and of each direction in the encoder.
        num_layers: recurrent layers in the encoder, and again in the decoder.
        bidirectional: whether the encoder also reads the source from its end.
        embedding_dim: width of a token's vector.
        maxout_dim: width of the maxout layer between decoder and logits, as in the papers; None leaves it out.
        use_bias: whether there are biases; the papers' equations have none.
        reset_after: where the GRU's reset gate acts; False as in the papers, True as in cuDNN.
        dropout: share of numbers set to zero while training, behind both embeddings and before the output.

    Example:
        >>> model = Seq2Seq(source_vocabulary_size=40, target_vocabulary_size=14)
        >>> model.translate([[5, 6, 7]], start_token=1, end_token=2, max_length=10).shape
        (1, 10)
    """

    def __init__(
        self,
        source_vocabulary_size: int = 40,
        target_vocabulary_size: int = 14,
        attention: str | None = "additive",
        cell: str = "gru",
        units: int = 64,
        num_layers: int = 1,
        bidirectional: bool = True,
        embedding_dim: int = 32,
        maxout_dim: int | None = None,
        use_bias: bool = True,
        reset_after: bool = True,
        dropout: float = 0.0,
        **kwargs,
    ):
        form: dict[str, Any] = {"use_bias": use_bias, **({"reset_after": reset_after} if cell == "gru" else {})}
        source = keras.Input((None,), dtype="int32", name="source")  # (batch, source time)
        embedding = layers.Embedding(source_vocabulary_size, embedding_dim, mask_zero=True, name="token_embedding")
        x = embedding(source)  # (batch, source time, embedding_dim)
        if dropout:
            x = layers.Dropout(dropout, name="embedding_dropout")(x)
        carried: list[Any] = []
        for number in range(1, num_layers + 1):
            layer = recurrent_layer(
                cell, units, bidirectional, f"recurrent_{number}", return_sequences=True, return_state=True, **form
            )
            x, *states = layer(x)  # h_j = [→h_j; ←h_j], (batch, source time, features)
            if bidirectional:
                forward, backward = states[: len(states) // 2], states[len(states) // 2 :]
                # with attention the decoder starts from ←h_1 alone, as in the paper; the rest it can look up
                both = [ops.concatenate(pair, axis=-1) for pair in zip(forward, backward, strict=True)]
                states = backward if attention else both
            carried.extend(states)
        encoder = keras.Model(source, [x, ops.not_equal(source, 0), *carried], name="encoder")

        target = keras.Input((None,), dtype="int32", name="target")  # (batch, target time)
        decoder = RecurrentDecoder(
            target_vocabulary_size,
            embedding_dim,
            cell=cell,
            units=units,
            num_layers=num_layers,
            attention=attention,
            use_bias=use_bias,
            reset_after=reset_after,
            dropout=dropout,
            name="decoder",
        )
        x, _ = decoder([target, *encoder(source)])  # (batch, target time, units + features + embedding_dim)
        for layer in _readout(target_vocabulary_size, maxout_dim, use_bias, dropout):
            x = layer(x)  # (batch, target time, target_vocabulary_size) at last
        super().__init__(inputs={"source": source, "target": target}, outputs=x, **kwargs)
        self.config = {
            "source_vocabulary_size": source_vocabulary_size,
            "target_vocabulary_size": target_vocabulary_size,
            "attention": attention,
            "cell": cell,
            "units": units,
            "num_layers": num_layers,
            "bidirectional": bidirectional,
            "embedding_dim": embedding_dim,
            "maxout_dim": maxout_dim,
            "use_bias": use_bias,
            "reset_after": reset_after,
            "dropout": dropout,
        }

    @property
    def encoder(self) -> keras.Model:
        """The model that reads the source: it gives its states over time, where they count, and the decoder's start."""
        return self.get_layer("encoder")

    def attention_weights(self, source: Any, target: Any) -> np.ndarray:
        """Returns which places of the source the decoder looks at when it predicts each next token.

        Args:
            source: (batch, source time).
            target: (batch, target time), with its start token.

        Returns:
            (batch, target time, source time): row i divides the attention of step i, and adds up to 1.

        Raises:
            ModelError: the model has no attention.
        """
        if self.config["attention"] is None:
            raise ModelError("this model has no attention", 'Build it with attention="additive" or "dot".')
        if "_look" not in self.__dict__:
            self.__dict__["_look"] = keras.Model(self.input, self.get_layer("decoder").output[1]).predict_on_batch
        found = self.__dict__["_look"]({"source": np.asarray(source, "int32"), "target": np.asarray(target, "int32")})
        return np.asarray(found, "float32")

    def translate(
        self,
        source: Any,
        start_token: int,
        end_token: int,
        max_length: int = 50,
        beam_size: int = 1,
        length_penalty: float = 0.6,
    ) -> np.ndarray:
        """Writes the likeliest target that it finds, as one compiled loop.

        Args:
            source: token numbers, (batch, source time), short ones filled up with 0.
            start_token: what every target begins with.
            end_token: what says that a target is complete.
            max_length: the longest target, the end token included, the start token not.
            beam_size: how many half-written targets are kept at each step; 1 is greedy.
            length_penalty: α; a target of n tokens is ranked by its log-probability / ((5 + n) / 6)^α.

        Returns:
            (batch, max_length), int32, without the start token, filled up with 0 behind the end token.

        Raises:
            ModelError: the source is not two-dimensional, or `max_length` or `beam_size` is below 1.

        Reference:
            The length penalty: Wu et al. (2016), arXiv:1609.08144, equation 14.
        """
        source = np.asarray(source, "int32")
        if source.ndim != 2:
            raise ModelError(f"source has shape {source.shape}", "Give (batch, source time), one sentence as [[…]].")
        if max_length < 1 or beam_size < 1:
            raise ModelError(f"max_length is {max_length} and beam_size {beam_size}", "Both are at least 1.")
        key = (start_token, end_token, max_length, beam_size, length_penalty)
        # bound methods keep the compiled loops, since Keras would track and save models
        searches = self.__dict__.setdefault("_searches", {})
        if key not in searches:
            layer = RecurrentSearch(self, *key, name="search", dtype=self.get_layer("decoder").dtype_policy)
            memory, *rest = self.encoder.outputs
            searches[key] = keras.Model(self.encoder.input, layer([memory, *rest])).predict_on_batch
        return np.asarray(searches[key](source))

    def readout(self, features: Any) -> Any:
        """Turns what the decoder returns into logits; `features` may have a time axis or none."""
        names = ("readout", "maxout", "output") if self.config["maxout_dim"] else ("output",)
        for name in names:
            features = self.get_layer(name)(features)
        return features


def _readout(vocabulary_size: int, maxout_dim: int | None, use_bias: bool, dropout: float) -> list[keras.layers.Layer]:
    """The layers between the decoder and the logits."""
    found: list[keras.layers.Layer] = [layers.Dropout(dropout, name="readout_dropout")] if dropout else []
    if maxout_dim:
        # t̃_i = U_o s_i + V_o y_{i−1} + C_o c_i (the appendix has s_{i−1} here, equation 4 has s_i)
        found.append(layers.Dense(2 * maxout_dim, use_bias=use_bias, name="readout"))
        found.append(Maxout(name="maxout"))
    return [*found, layers.Dense(vocabulary_size, use_bias=use_bias, dtype=output_dtype(), name="output")]


@keras.saving.register_keras_serializable(package="dlteach")
class Maxout(layers.Layer):
    """Keeps the larger of each two neighbouring numbers, so that the last axis halves.

    Reference:
        Goodfellow, Warde-Farley, Mirza, Courville, Bengio (2013), Maxout networks, arXiv:1302.4389.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs):
        """Computes t_k = max(t̃_2k, t̃_2k+1), counted from 0."""
        return ops.maximum(inputs[..., 0::2], inputs[..., 1::2])

    def compute_output_shape(self, input_shape):
        """Returns the shape with half the features."""
        return (*input_shape[:-1], input_shape[-1] // 2)

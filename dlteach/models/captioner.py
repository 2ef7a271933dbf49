"""Image captioning: a convolutional network reads a picture, a recurrent network says what is in it.

With attention: Xu et al. (2015), Show, Attend and Tell: neural image caption generation with visual attention,
arXiv:1502.03044, section 3, the "soft" form.
Without: Vinyals, Toshev, Bengio, Erhan (2014), Show and Tell: a neural image caption generator, arXiv:1411.4555. Their
decoder is handed the picture once, as its first input; here it starts from it and sees it at every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, output_dtype
from dlteach.models.recurrent_decoder import RecurrentDecoder
from dlteach.models.recurrent_search import RecurrentSearch


@keras.saving.register_keras_serializable(package="dlteach")
class ImageCaptioner(Architecture):
    """Writes a sentence about a picture, word by word.

    It is called on a dictionary of `image` (batch, height, width, channels) and `target` (batch, time), the numbers of the
    words so far, and returns at every place of the target a logit for each word that may come next. In training the
    caption is given whole, shifted right by a start token (teacher forcing); `caption` writes it word by word. Token 0 is
    padding, at the end. `encoder` is a model of its own.

    Args:
        input_shape: height, width and channels of a picture.
        vocabulary_size: number of different words.
        attention: "additive", "dot", or None: then the decoder sees one vector, made of all places.
        filters: feature maps of each convolution; between two of them, max pooling halves height and width.
        cell: "rnn", "lstm" or "gru"; both papers took the LSTM.
        units: size of the decoder's hidden state.
        embedding_dim: width of a word's vector.
        dropout: share of numbers set to zero while training, behind the words' vectors and before the output.

    Example:
        >>> model = ImageCaptioner(input_shape=(24, 24, 3), vocabulary_size=15)
        >>> model.caption(np.zeros((1, 24, 24, 3)), start_token=1, end_token=2, max_length=9).shape
        (1, 9)
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (24, 24, 3),
        vocabulary_size: int = 15,
        attention: str | None = "additive",
        filters: Sequence[int] = (16, 32, 64),
        cell: str = "gru",
        units: int = 64,
        embedding_dim: int = 32,
        dropout: float = 0.0,
        **kwargs,
    ):
        image = keras.Input(tuple(input_shape), name="image")  # (batch, 24, 24, 3)
        x = image
        for number, maps in enumerate(filters, start=1):
            x = layers.Conv2D(maps, 3, padding="same", activation="relu", name=f"conv_{number}")(x)
            if number < len(filters):
                x = layers.MaxPooling2D(name=f"pool_{number}")(x)
        grid = x.shape[1:3]  # x: (batch, 6, 6, 64)
        # each place of the last maps is one annotation a_j
        memory = layers.Reshape((grid[0] * grid[1], x.shape[-1]), name="places")(x)  # (batch, 36, 64)
        visible = ops.ones_like(memory[:, :, 0], dtype="bool")  # (batch, 36)
        if attention:
            # s₀ is made from the mean annotation, the rest is looked up
            summary = layers.GlobalAveragePooling1D(name="summary")(memory)  # (batch, 64)
        else:
            summary = layers.Dense(units, activation="relu", name="summary")(layers.Flatten(name="flatten")(memory))
        # an LSTM starts from two states
        carried = [summary] * (2 if cell == "lstm" else 1)
        encoder = keras.Model(image, [memory, visible, *carried], name="encoder")

        target = keras.Input((None,), dtype="int32", name="target")  # (batch, time)
        decoder = RecurrentDecoder(
            vocabulary_size, embedding_dim, cell=cell, units=units, attention=attention, dropout=dropout, name="decoder"
        )
        x, _ = decoder([target, *encoder(image)])  # (batch, time, units + features + embedding_dim)
        if dropout:
            x = layers.Dropout(dropout, name="readout_dropout")(x)
        x = layers.Dense(vocabulary_size, dtype=output_dtype(), name="output")(x)  # (batch, time, vocabulary_size)
        super().__init__(inputs={"image": image, "target": target}, outputs=x, **kwargs)
        self.grid = grid
        self.config = {
            "input_shape": tuple(input_shape),
            "vocabulary_size": vocabulary_size,
            "attention": attention,
            "filters": tuple(filters),
            "cell": cell,
            "units": units,
            "embedding_dim": embedding_dim,
            "dropout": dropout,
        }

    @property
    def encoder(self) -> keras.Model:
        """The model that reads the picture: its annotations, one for each place, and what the decoder starts from."""
        return self.get_layer("encoder")

    def caption(
        self,
        images: Any,
        start_token: int,
        end_token: int,
        max_length: int = 20,
        beam_size: int = 1,
        length_penalty: float = 0.6,
    ) -> np.ndarray:
        """Writes the likeliest caption that it finds for each picture, as one compiled loop.

        Args:
            images: (batch, height, width, channels).
            start_token: what every caption begins with.
            end_token: what says that a caption is complete.
            max_length: the longest caption, the end token included, the start token not.
            beam_size: how many half-written captions are kept at each step; 1 is greedy.
            length_penalty: α; a caption of n words is ranked by its log-probability / ((5 + n) / 6)^α.

        Returns:
            (batch, max_length), int32, without the start token, filled up with 0 behind the end token.

        Raises:
            ModelError: the pictures have another shape than the model reads, or `max_length` or `beam_size` is below 1.
        """
        images = self._checked(images)
        if max_length < 1 or beam_size < 1:
            raise ModelError(f"max_length is {max_length} and beam_size {beam_size}", "Both are at least 1.")
        key = (start_token, end_token, max_length, beam_size, length_penalty)
        # bound methods keep the compiled loops, since Keras would track and save models
        searches = self.__dict__.setdefault("_searches", {})
        if key not in searches:
            layer = RecurrentSearch(self, *key, name="search", dtype=self.get_layer("decoder").dtype_policy)
            searches[key] = keras.Model(self.encoder.input, layer(self.encoder.outputs)).predict_on_batch
        return np.asarray(searches[key](images))

    def attention_weights(self, images: Any, target: Any) -> np.ndarray:
        """Returns where in the picture the decoder looks when it predicts each next word.

        Args:
            images: (batch, height, width, channels).
            target: (batch, time), with its start token.

        Returns:
            (batch, time, rows, columns) over the encoder's last maps; at each step the weights add up to 1.

        Raises:
            ModelError: the model has no attention, or the pictures have another shape than it reads.
        """
        if self.config["attention"] is None:
            raise ModelError("this model has no attention", 'Build it with attention="additive" or "dot".')
        if "_look" not in self.__dict__:
            self.__dict__["_look"] = keras.Model(self.input, self.get_layer("decoder").output[1]).predict_on_batch
        target = np.asarray(target, "int32")
        found = self.__dict__["_look"]({"image": self._checked(images), "target": target})
        return np.asarray(found, "float32").reshape(*target.shape, *self.grid)

    def readout(self, features: Any) -> Any:
        """Turns what the decoder returns into logits; `features` may have a time axis or none."""
        return self.get_layer("output")(features)

    def _checked(self, images: Any) -> np.ndarray:
        images, wanted = np.asarray(images, "float32"), self.config["input_shape"]
        if images.shape[1:] != wanted:
            raise ModelError(f"the pictures have shape {images.shape}", f"Give (batch, {', '.join(map(str, wanted))}).")
        return images

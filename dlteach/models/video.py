"""Video classification: what happens in a film, told by convolutions over space and time, or by a recurrent network.

C3D: Tran, Bourdev, Fergus, Torresani, Paluri (2014), Learning spatiotemporal features with 3D convolutional networks,
arXiv:1412.0767.
LRCN: Donahue et al. (2014), Long-term recurrent convolutional networks for visual recognition and description,
arXiv:1411.4389, section 4.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import layers

from dlteach.models.architecture import Architecture, output_dtype
from dlteach.models.recurrent import recurrent_layer


@keras.saving.register_keras_serializable(package="dlteach")
class VideoClassifier(Architecture):
    """Says what happens in a film.

    Windows of several frames see motion themselves (C3D). Windows of one frame are the same two-dimensional convolution
    on every frame, and a recurrent cell that reads the frames in order has to find the motion (LRCN). With neither of the
    two a film of eight frames and the same film backwards get the same answer.

    Args:
        input_shape: frames, height, width and channels of a film.
        classes: number of actions.
        filters: feature maps of each convolution; max pooling after each halves height and width, and from the second on
            the frames as well, unless a cell is to read them.
        window: frames that a convolution's window spans; height and width are 3.
        cell: "rnn", "lstm" or "gru" reads the frames one after the other; None takes the mean over all frames and places.
        units: size of the cell's hidden state, and of each frame's vector before it.
        classifier_activation: of the output; None for scores.

    Example:
        >>> VideoClassifier(input_shape=(8, 20, 20, 1), classes=8).output_shape
        (None, 8)
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (8, 20, 20, 1),
        classes: int = 8,
        filters: Sequence[int] = (8, 16, 32),
        window: int = 3,
        cell: str | None = None,
        units: int = 64,
        classifier_activation: str | None = "softmax",
        **kwargs,
    ):
        film = keras.Input(tuple(input_shape), name="film")  # (batch, 8, 20, 20, 1)
        x = film
        for number, maps in enumerate(filters, start=1):
            x = layers.Conv3D(maps, (window, 3, 3), padding="same", activation="relu", name=f"conv_{number}")(x)
            pooled_frames = 1 if cell or number == 1 else 2
            pool = layers.MaxPooling3D((pooled_frames, 2, 2), padding="same", name=f"pool_{number}")
            x = pool(x)  # (batch, 8, 10, 10, 8), then (batch, 4, 5, 5, 16), then (batch, 2, 3, 3, 32)
        if cell:
            x = layers.Reshape((x.shape[1], -1), name="frames")(x)  # (batch, 8, numbers of a frame)
            x = layers.Dense(units, activation="relu", name="frame_vector")(x)  # (batch, 8, units)
            x = recurrent_layer(cell, units, name="recurrent_1")(x)  # (batch, units)
        else:
            x = layers.GlobalAveragePooling3D(name="mean")(x)  # (batch, 32)
        x = layers.Dense(classes, activation=classifier_activation, dtype=output_dtype(), name="output")(x)
        super().__init__(inputs=film, outputs=x, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "filters": tuple(filters),
            "window": window,
            "cell": cell,
            "units": units,
            "classifier_activation": classifier_activation,
        }

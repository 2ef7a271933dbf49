"""AlexNet, the network that won ImageNet 2012 by more than ten points and began the age of deep learning.

Krizhevsky, Sutskever, Hinton (2012), ImageNet classification with deep convolutional neural networks,
NeurIPS 25, doi:10.1145/3065386. Section 3 and figure 2; torchvision's later form follows arXiv:1404.5997.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, at_least_float32, output_dtype, pool_globally


@keras.saving.register_keras_serializable(package="dlteach")
class LocalResponseNormalization(layers.Layer):
    """Divides each activity by a measure of its neighbours' in the channel direction: bright maps dim those beside.

    b_i = a_i / (k + α Σ_j a_j²)^β, summed over the `size` maps around map i (section 3.3). PyTorch and Caffe write
    α / size where the paper writes α.

    Args:
        size: maps summed over, n in the paper, an odd number.
        alpha: α.
        beta: β.
        k: k.
    """

    def __init__(self, size: int = 5, alpha: float = 1e-4, beta: float = 0.75, k: float = 2.0, **kwargs):
        super().__init__(**kwargs)
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def call(self, a):
        """Normalises over the last axis."""
        maps, reach = a.shape[-1], self.size // 2
        # the square of 256 is beyond float16
        squares = ops.square(ops.cast(a, at_least_float32(self.compute_dtype)))
        squares = ops.pad(squares, [(0, 0), (0, 0), (0, 0), (reach, reach)])
        total = sum(squares[..., shift : shift + maps] for shift in range(self.size))
        # b_i = a_i / (k + α Σ_j a_j²)^β
        return a / ops.cast((self.k + self.alpha * total) ** self.beta, self.compute_dtype)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        own = {"size": self.size, "alpha": self.alpha, "beta": self.beta, "k": self.k}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable(package="dlteach")
class AlexNet(Architecture):
    """Five convolutions, three of them pooled, then three dense layers with dropout; ReLU throughout.

    The paper trained it on two graphics cards: the maps of C2, C4 and C5 are in two groups, each sees the maps on its
    own card only (`groups=2`). On one card every map sees all (`groups=1`). The form torchvision builds is
    `AlexNet(filters=(64, 192, 384, 256, 256), local_response_normalization=False)`.

    Args:
        input_shape: height, width and channels of an image; sides of 63 or more.
        classes: number of classes.
        include_top: end with the dense layers; otherwise with the last maps, or what `pooling` makes of them.
        pooling: without top: None for the maps (batch, 6, 6, 256), "avg" or "max" for one number a map.
        groups: 1, or 2 as in the paper.
        filters: maps of the five convolutions.
        dense_units: units of each of the two hidden dense layers.
        local_response_normalization: normalise after C1 and C2, as in the paper.
        dropout: of the two hidden dense layers while training.
        classifier_activation: of the output; None for scores.

    Raises:
        ModelError: an image too small for three stages of pooling.

    Reference:
        Krizhevsky, Sutskever, Hinton (2012), doi:10.1145/3065386.

    Example:
        >>> with models.weightless():
        ...     AlexNet(groups=2).count_params()
        60965224
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (224, 224, 3),
        classes: int = 1000,
        include_top: bool = True,
        pooling: str | None = None,
        groups: int = 1,
        filters: Sequence[int] = (96, 256, 384, 384, 256),
        dense_units: int = 4096,
        local_response_normalization: bool = True,
        dropout: float = 0.5,
        classifier_activation: str | None = "softmax",
        **kwargs,
    ):
        if min(side or 63 for side in input_shape[:2]) < 63:
            raise ModelError(f"an image of {tuple(input_shape)} vanishes in AlexNet", "Make it 63×63 or larger.")
        c1, c2, c3, c4, c5 = filters
        image = keras.Input(tuple(input_shape), name="image")  # (batch, 224, 224, 3)
        # stepping by 4, an 11×11 window fits 55 times into the paper's 224 pixels only if they are padded
        x = layers.ZeroPadding2D(2, name="pad1")(image)  # (batch, 228, 228, 3)
        x = layers.Conv2D(c1, 11, strides=4, activation="relu", name="conv1")(x)  # (batch, 55, 55, 96)
        if local_response_normalization:
            x = LocalResponseNormalization(name="norm1")(x)
        x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)  # (batch, 27, 27, 96)
        x = layers.Conv2D(c2, 5, padding="same", groups=groups, activation="relu", name="conv2")(x)
        if local_response_normalization:
            x = LocalResponseNormalization(name="norm2")(x)  # (batch, 27, 27, 256)
        x = layers.MaxPooling2D(3, strides=2, name="pool2")(x)  # (batch, 13, 13, 256)
        x = layers.Conv2D(c3, 3, padding="same", activation="relu", name="conv3")(x)  # (batch, 13, 13, 384)
        x = layers.Conv2D(c4, 3, padding="same", groups=groups, activation="relu", name="conv4")(x)
        x = layers.Conv2D(c5, 3, padding="same", groups=groups, activation="relu", name="conv5")(x)
        x = layers.MaxPooling2D(3, strides=2, name="pool5")(x)  # (batch, 6, 6, 256)
        if include_top:
            x = layers.Flatten(name="flatten")(x)  # (batch, 9216)
            for name in ("fc6", "fc7"):
                x = layers.Dense(dense_units, activation="relu", name=name)(x)  # (batch, 4096)
                x = layers.Dropout(dropout, name=f"dropout_{name}")(x)
            x = layers.Dense(classes, activation=classifier_activation, dtype=output_dtype(), name="output")(x)
        else:
            x = pool_globally(x, pooling)
        super().__init__(inputs=image, outputs=x, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "include_top": include_top,
            "pooling": pooling,
            "groups": groups,
            "filters": tuple(filters),
            "dense_units": dense_units,
            "local_response_normalization": local_response_normalization,
            "dropout": dropout,
            "classifier_activation": classifier_activation,
        }

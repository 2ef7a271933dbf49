"""U-Net: a class for every pixel. Down to few large-minded pixels, up again, and the early maps laid beside the late ones.

Ronneberger, Fischer, Brox (2015), U-Net: convolutional networks for biomedical image segmentation, arXiv:1505.04597. Figure 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, output_dtype
from dlteach.models.resnet import normalise


@keras.saving.register_keras_serializable(package="dlteach")
class UNet(Architecture):
    """A contracting path, an expanding path, and a bridge between them at each size.

    Each step down is two 3×3 convolutions and a 2×2 max pooling, and doubles the maps. Each step up is a 2×2 transposed
    convolution that halves them, the maps of the same size from the way down laid beside the result (a skip connection),
    and two 3×3 convolutions. A 1×1 convolution at the end gives each pixel its classes.

    Args:
        input_shape: height, width and channels of an image.
        classes: number of classes, ground counted.
        filters: maps on each size, from the whole image down.
        padding: "valid" as in the paper, where each convolution takes a pixel off all sides and early maps are cropped to fit;
            or "same", where the answer is as large as the image.
        skip_connections: lay the early maps beside the late ones.
        batch_normalization: after each 3×3 convolution; the paper of 2015 has none.
        dropout: share of the values set to zero at the end of the way down, in training. The paper has dropout there and does
            not say how much.
        classifier_activation: of the output; None for scores.

    Raises:
        ModelError: the image cannot be halved evenly at each step, or is too small.

    Reference:
        Ronneberger, Fischer, Brox (2015), arXiv:1505.04597.

    Example:
        >>> UNet().output_shape     # the paper's: 572 pixels in, 388 out
        (None, 388, 388, 2)
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (572, 572, 1),
        classes: int = 2,
        filters: Sequence[int] = (64, 128, 256, 512, 1024),
        padding: str = "valid",
        skip_connections: bool = True,
        batch_normalization: bool = False,
        dropout: float = 0.5,
        classifier_activation: str | None = "softmax",
        **kwargs: Any,
    ):
        def convolve_twice(x, maps, name):
            for number in (1, 2):
                _check(x, 3 if padding == "valid" else 1, input_shape)
                x = layers.Conv2D(
                    maps, 3, padding=padding, kernel_initializer="he_normal", name=f"{name}_conv{number}"
                )(x)
                if batch_normalization:
                    x = normalise(x, f"{name}_conv{number}")
                x = layers.Activation("relu", name=f"{name}_relu{number}")(x)
            return x

        image = keras.Input(tuple(input_shape), name="image")  # (batch, 572, 572, 1)
        x, early = image, []
        # 568, 280, 136 and 64 pixels wide at 64, 128, 256 and 512 maps
        for number, maps in enumerate(filters[:-1], start=1):
            x = convolve_twice(x, maps, f"down{number}")
            early.append(x)
            if x.shape[1] % 2 or x.shape[2] % 2:
                raise ModelError(
                    f"an image of {input_shape[0]}×{input_shape[1]} cannot be halved evenly {len(filters) - 1} times",
                    "Choose a size that each 2×2 pooling finds even.",
                )
            x = layers.MaxPooling2D(2, name=f"down{number}_pool")(x)
        x = convolve_twice(x, filters[-1], "bottom")  # (batch, 28, 28, 1024)
        x = layers.Dropout(dropout, name="dropout")(x)
        # 52, 100, 196 and 388 pixels wide at 512, 256, 128 and 64 maps
        for number in range(len(filters) - 1, 0, -1):
            x = layers.Conv2DTranspose(
                filters[number - 1], 2, 2, kernel_initializer="he_normal", name=f"up{number}_transposed"
            )(x)
            if skip_connections:
                beside = _cropped(early[number - 1], x, f"up{number}_crop")
                x = layers.Concatenate(name=f"up{number}_beside")([beside, x])
            x = convolve_twice(x, filters[number - 1], f"up{number}")
        x = layers.Conv2D(classes, 1, activation=classifier_activation, dtype=output_dtype(), name="predictions")(x)
        super().__init__(inputs=image, outputs=x, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "filters": tuple(filters),
            "padding": padding,
            "skip_connections": skip_connections,
            "batch_normalization": batch_normalization,
            "dropout": dropout,
            "classifier_activation": classifier_activation,
        }


def _check(x, least, input_shape):
    if min(x.shape[1:3]) < least:
        raise ModelError(
            f"an image of {input_shape[0]}×{input_shape[1]} is too small", "Give a larger one, or fewer filters."
        )


def _cropped(early, x, name):
    """The middle of the early maps, as large as the late ones."""
    down, right = early.shape[1] - x.shape[1], early.shape[2] - x.shape[2]
    if not down and not right:
        return early
    return layers.Cropping2D(((down // 2, down - down // 2), (right // 2, right - right // 2)), name=name)(early)

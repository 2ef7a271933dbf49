"""EDSR: super-resolution by residual blocks without normalization, enlarged at the very end by a pixel shuffle.

Lim, Son, Kim, Nah, Lee (2017), Enhanced deep residual networks for single image super-resolution, arXiv:1707.02921.
The pixel shuffle: Shi et al. (2016), Real-time single image and video super-resolution using an efficient sub-pixel
convolutional neural network, arXiv:1609.05158.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, output_dtype

STEPS = {2: (2,), 3: (3,), 4: (2, 2)}


@keras.saving.register_keras_serializable(package="dlteach")
class PixelShuffle(layers.Layer):
    """Turns each group of scale² channels into a square of scale × scale pixels; has no weights.

    Input (batch, height, width, channels · scale²), output (batch, height · scale, width · scale, channels). Channel
    c · scale² + i · scale + j becomes row i and column j of channel c, as in PyTorch.

    Args:
        scale: how many times larger the result is.
    """

    def __init__(self, scale: int, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale

    def call(self, x):
        """Rearranges the channels."""
        batch, height, width, _ = ops.shape(x)
        channels = x.shape[-1] // self.scale**2
        groups = ops.reshape(x, (batch, height, width, channels, self.scale, self.scale))
        # (batch, height, width, channel, i, j) → (batch, height, i, width, j, channel)
        rows = ops.transpose(groups, (0, 1, 4, 2, 5, 3))
        return ops.reshape(rows, (batch, height * self.scale, width * self.scale, channels))

    def compute_output_shape(self, input_shape):
        """Returns the shape after the shuffle; an unknown side stays unknown."""
        batch, height, width, channels = input_shape
        sides = [side and side * self.scale for side in (height, width)]
        return (batch, *sides, channels // self.scale**2)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "scale": self.scale}


@keras.saving.register_keras_serializable(package="dlteach")
class EDSR(Architecture):
    """Low-resolution picture → high-resolution picture, of any size: all layers are convolutions.

    All work is done at the small size; only the last layer sees the large picture. The paper's networks for three
    channels and a scale of 4 have 1.5 million ("baseline") and 43 million parameters. They expect RGB values from which
    the data set's mean was taken off.

    Args:
        input_shape: height, width and channels of the small picture; height and width may be None.
        scale: how many times larger the result is: 2, 3 or 4.
        filters: maps of all hidden layers.
        blocks: residual blocks.
        residual_scaling: factor of what a block adds; the paper's large network needs 0.1 to learn steadily.
        over_bicubic: add the result to a bicubic enlargement, so that only what that lacks must be learned, as in
            VDSR (Kim, Lee, Lee 2016, arXiv:1511.04587). The last layer then begins with zeros.

    Raises:
        ModelError: another scale.

    Reference:
        Lim, Son, Kim, Nah, Lee (2017), arXiv:1707.02921.

    Example:
        >>> small = EDSR(input_shape=(None, None, 1), filters=16, blocks=3, over_bicubic=True)
    """

    def __init__(
        self,
        input_shape: Sequence[int | None] = (None, None, 3),
        scale: int = 2,
        filters: int = 64,
        blocks: int = 16,
        residual_scaling: float = 1.0,
        over_bicubic: bool = False,
        **kwargs: Any,
    ):
        if scale not in STEPS:
            raise ModelError(f"EDSR cannot enlarge {scale} times", "Choose a scale of 2, 3 or 4.")

        def convolve(maps: int, name: str, **options: Any) -> layers.Layer:
            return layers.Conv2D(maps, 3, padding="same", name=name, **options)

        small = keras.Input(tuple(input_shape), name="small")  # (batch, h, w, 3)
        channels = small.shape[-1]
        head = x = convolve(filters, "head")(small)  # (batch, h, w, 64)
        for number in range(1, blocks + 1):
            shortcut = x
            x = convolve(filters, f"block{number}_conv1")(x)
            x = layers.ReLU(name=f"block{number}_relu")(x)
            x = convolve(filters, f"block{number}_conv2")(x)
            if residual_scaling != 1:
                x = layers.Rescaling(residual_scaling, name=f"block{number}_scaling")(x)
            # y = x + s · F(x), and no activation after the sum
            x = layers.Add(name=f"block{number}_add")([shortcut, x])
        x = convolve(filters, "body")(x)
        x = layers.Add(name="body_add")([head, x])  # (batch, h, w, 64)
        for number, step in enumerate(STEPS[scale], start=1):
            x = convolve(filters * step**2, f"enlarge{number}")(x)  # (batch, h, w, 256)
            x = PixelShuffle(step, name=f"shuffle{number}")(x)  # (batch, 2h, 2w, 64)
        options: dict[str, Any] = {"dtype": output_dtype()}
        if over_bicubic:
            options["kernel_initializer"] = "zeros"
        x = convolve(channels, "tail", **options)(x)  # (batch, 2h, 2w, 3)
        if over_bicubic:
            enlarged = layers.UpSampling2D(scale, interpolation="bicubic", dtype=output_dtype(), name="bicubic")(small)
            x = layers.Add(dtype=output_dtype(), name="large")([enlarged, x])
        super().__init__(inputs=small, outputs=x, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "scale": scale,
            "filters": filters,
            "blocks": blocks,
            "residual_scaling": residual_scaling,
            "over_bicubic": over_bicubic,
        }

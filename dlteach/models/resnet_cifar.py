"""Residual networks for small images: three stages of n blocks, 6n + 2 layers, and their plain twins.

He, Zhang, Ren, Sun (2015), Deep residual learning for image recognition, arXiv:1512.03385. Section 4.2, table 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from dlteach.models.architecture import Architecture, output_dtype, pool_globally
from dlteach.models.resnet import normalise


@keras.saving.register_keras_serializable(package="dlteach")
class IdentityShortcut(layers.Layer):
    """Option A, a shortcut without weights: takes every `stride`-th pixel and adds maps of zeros.

    Args:
        filters: maps of the result; the new ones stand behind the old.
        stride: pixels a step.

    Input (batch, height, width, maps), output (batch, ⌈height/stride⌉, ⌈width/stride⌉, filters).
    """

    def __init__(self, filters: int, stride: int, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.stride = filters, stride

    def call(self, x):
        """Takes every `stride`-th pixel and adds maps of zeros."""
        every = x[:, :: self.stride, :: self.stride, :]
        return ops.pad(every, [(0, 0), (0, 0), (0, 0), (0, self.filters - x.shape[-1])])

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "filters": self.filters, "stride": self.stride}


@keras.saving.register_keras_serializable(package="dlteach")
class ResNet20(Architecture):
    """A residual network for images of about 32×32; `n` = 3 blocks a stage give the 20 layers of its name.

    Depths of the paper: n = 3, 5, 7, 9, 18 for ResNet-20, 32, 44, 56, 110. Shortcuts have no weights, so that
    `residual=False`, the plain twin, has exactly the same parameters: what differs is the addition alone.

    Args:
        input_shape: height, width and channels of an image; height and width may be None.
        classes: number of classes.
        n: blocks a stage; the network has 6n + 2 layers with weights.
        residual: add each block's input to its output; False builds the plain twin.
        batch_normalization: normalise after each convolution; without it convolutions have a bias.
        filters: maps of the three stages.
        include_top: end with the classifier; otherwise with the last maps, or what `pooling` makes of them.
        pooling: without top: None for the maps, "avg" or "max" for one number a map.
        classifier_activation: of the output; None for scores.

    Reference:
        He, Zhang, Ren, Sun (2015), arXiv:1512.03385, section 4.2.

    Example:
        >>> plain = ResNet20(n=9, residual=False)     # plain-56
    """

    def __init__(
        self,
        input_shape: Sequence[int | None] = (32, 32, 3),
        classes: int = 10,
        n: int = 3,
        residual: bool = True,
        batch_normalization: bool = True,
        filters: Sequence[int] = (16, 32, 64),
        include_top: bool = True,
        pooling: str | None = None,
        classifier_activation: str | None = "softmax",
        **kwargs: Any,
    ):
        def convolve(x, maps, stride, name):
            if stride > 1:
                # "same" would pad a stride of 2 on one side only; the paper pads both sides
                x = layers.ZeroPadding2D(1, name=f"{name}_pad")(x)
            padding = "same" if stride == 1 else "valid"
            bias = not batch_normalization
            convolution = layers.Conv2D(
                maps, 3, stride, padding=padding, use_bias=bias, kernel_initializer="he_normal", name=f"{name}_conv"
            )
            x = convolution(x)
            return normalise(x, name) if batch_normalization else x

        def block(x, maps, stride, name):
            shortcut = x
            x = convolve(x, maps, stride, f"{name}_1")
            x = layers.Activation("relu", name=f"{name}_1_relu")(x)
            x = convolve(x, maps, 1, f"{name}_2")
            if residual:
                # y = relu(x + F(x))
                if stride > 1 or shortcut.shape[-1] != maps:
                    shortcut = IdentityShortcut(maps, stride, name=f"{name}_0")(shortcut)
                x = layers.Add(name=f"{name}_add")([shortcut, x])
            return layers.Activation("relu", name=f"{name}_out")(x)

        image = keras.Input(tuple(input_shape), name="image")  # (batch, 32, 32, 3)
        x = convolve(image, filters[0], 1, "conv1")
        x = layers.Activation("relu", name="conv1_relu")(x)  # (batch, 32, 32, 16)
        # stages of 32, 16 and 8 pixels width at 16, 32 and 64 maps
        for stage, maps in enumerate(filters, start=2):
            for number in range(1, n + 1):
                x = block(x, maps, 2 if stage > 2 and number == 1 else 1, f"conv{stage}_block{number}")
        if include_top:
            x = pool_globally(x, "avg")  # (batch, 64)
            x = layers.Dense(classes, activation=classifier_activation, dtype=output_dtype(), name="predictions")(x)
        else:
            x = pool_globally(x, pooling)
        super().__init__(inputs=image, outputs=x, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "n": n,
            "residual": residual,
            "batch_normalization": batch_normalization,
            "filters": tuple(filters),
            "include_top": include_top,
            "pooling": pooling,
            "classifier_activation": classifier_activation,
        }

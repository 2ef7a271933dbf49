"""Residual networks for ImageNet: each block learns what to add to its input, so a hundred layers can be trained.

He, Zhang, Ren, Sun (2015), Deep residual learning for image recognition, arXiv:1512.03385. Table 1 and figure 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

from dlteach.models.architecture import Architecture, output_dtype, pool_globally

EPSILON = 1e-5  # of the batch normalisations, as in the authors' code
MOMENTUM = 0.9  # the running mean keeps 0.9 of itself a step; Keras's 0.99 lags behind in short trainings


class ResNet(Architecture):
    """A stem that halves the image twice, four stages of residual blocks, global average pooling, one dense layer.

    Subclasses say how many blocks a stage has and of which kind. A block computes y = relu(x + F(x)), with F two 3×3
    convolutions (basic), or 1×1, 3×3, 1×1 with a quarter of the maps within (bottleneck).

    Args:
        input_shape: height, width and channels of an image; height and width may be None.
        classes: number of classes.
        include_top: end with the classifier; otherwise with the last maps, or what `pooling` makes of them.
        weights: None for random weights, or a checkpoint's path, see `dlteach.models.load_weights`.
        pooling: without top: None for the maps, "avg" or "max" for one number a map.
        classifier_activation: of the output; None for scores.
        filters: inner maps of the four stages; fewer make a quick network for experiments.
        stride_on_first: where a bottleneck halves the image: on its first 1×1 convolution, as the paper and
            keras.applications do, or on the 3×3, as torchvision and KerasHub do (slightly more accurate, and slower).

    Raises:
        ModelError: an unknown `pooling`, or weights that do not fit.

    Reference:
        He, Zhang, Ren, Sun (2015), arXiv:1512.03385.

    Example:
        >>> base = ResNet50(include_top=False, pooling="avg", input_shape=(64, 64, 3))
        >>> base.output_shape
        (None, 2048)
    """

    blocks: tuple[int, int, int, int]
    bottleneck = True

    def __init__(
        self,
        input_shape: Sequence[int | None] = (224, 224, 3),
        classes: int = 1000,
        include_top: bool = True,
        weights: str | None = None,
        pooling: str | None = None,
        classifier_activation: str | None = "softmax",
        filters: Sequence[int] = (64, 128, 256, 512),
        stride_on_first: bool = False,
        **kwargs: Any,
    ):
        image = keras.Input(tuple(input_shape), name="image")  # (batch, 224, 224, 3)
        # "same" would pad a stride of 2 on one side only; the paper pads both sides
        x = layers.ZeroPadding2D(3, name="conv1_pad")(image)
        x = layers.Conv2D(filters[0], 7, 2, use_bias=False, kernel_initializer="he_normal", name="conv1_conv")(x)
        x = normalise(x, "conv1")
        x = layers.Activation("relu", name="conv1_relu")(x)  # (batch, 112, 112, 64)
        x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
        x = layers.MaxPooling2D(3, 2, name="pool1_pool")(x)  # (batch, 56, 56, 64)
        # conv2_x … conv5_x of table 1: 56, 28, 14 and 7 pixels wide at 64, 128, 256 and 512 inner maps
        for stage, (count, maps) in enumerate(zip(self.blocks, filters, strict=True), start=2):
            for number in range(1, count + 1):
                stride = 2 if stage > 2 and number == 1 else 1
                name = f"conv{stage}_block{number}"
                if self.bottleneck:
                    x = bottleneck_block(x, maps, stride, stride_on_first, name)
                else:
                    x = basic_block(x, maps, stride, name)
        if include_top:
            x = pool_globally(x, "avg")  # (batch, 2048)
            x = layers.Dense(classes, activation=classifier_activation, dtype=output_dtype(), name="predictions")(x)
        else:
            x = pool_globally(x, pooling)
        super().__init__(inputs=image, outputs=x, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "include_top": include_top,
            "pooling": pooling,
            "classifier_activation": classifier_activation,
            "filters": tuple(filters),
            "stride_on_first": stride_on_first,
        }
        if weights is not None:
            from dlteach.models.weights import load_weights

            load_weights(self, weights)


def normalise(x, name):
    """Batch normalisation after a convolution, named NAME_bn."""
    return layers.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON, name=f"{name}_bn")(x)


def convolve(x, filters, size, stride, name):
    """A convolution without bias, for the normalisation that follows takes the mean away, and that normalisation."""
    if size > 1 and stride > 1:
        x = layers.ZeroPadding2D(size // 2, name=f"{name}_pad")(x)
    padding = "same" if stride == 1 else "valid"
    convolution = layers.Conv2D(
        filters, size, stride, padding=padding, use_bias=False, kernel_initializer="he_normal", name=f"{name}_conv"
    )
    return normalise(convolution(x), name)


def basic_block(x, filters, stride, name):
    """Two 3×3 convolutions beside a shortcut: y = relu(x + F(x))."""
    shortcut = project(x, filters, stride, name)
    x = convolve(x, filters, 3, stride, f"{name}_1")
    x = layers.Activation("relu", name=f"{name}_1_relu")(x)
    x = convolve(x, filters, 3, 1, f"{name}_2")
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


def bottleneck_block(x, filters, stride, stride_on_first, name):
    """1×1 down to `filters` maps, 3×3, 1×1 up to four times as many, beside a shortcut: y = relu(x + F(x))."""
    shortcut = project(x, 4 * filters, stride, name)
    x = convolve(x, filters, 1, stride if stride_on_first else 1, f"{name}_1")
    x = layers.Activation("relu", name=f"{name}_1_relu")(x)
    x = convolve(x, filters, 3, 1 if stride_on_first else stride, f"{name}_2")
    x = layers.Activation("relu", name=f"{name}_2_relu")(x)
    x = convolve(x, 4 * filters, 1, 1, f"{name}_3")
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


def project(x, filters, stride, name):
    """The shortcut: the input itself where shapes agree, else a 1×1 convolution (the paper's option B)."""
    if stride == 1 and x.shape[-1] == filters:
        return x
    return convolve(x, filters, 1, stride, f"{name}_0")


@keras.saving.register_keras_serializable(package="dlteach")
class ResNet18(ResNet):
    """ResNet-18: 2, 2, 2, 2 basic blocks, 11,689,512 trainable parameters. Arguments: see `ResNet`."""

    blocks = (2, 2, 2, 2)
    bottleneck = False


@keras.saving.register_keras_serializable(package="dlteach")
class ResNet34(ResNet):
    """ResNet-34: 3, 4, 6, 3 basic blocks, 21,797,672 trainable parameters. Arguments: see `ResNet`."""

    blocks = (3, 4, 6, 3)
    bottleneck = False


@keras.saving.register_keras_serializable(package="dlteach")
class ResNet50(ResNet):
    """ResNet-50: 3, 4, 6, 3 bottleneck blocks, 25,557,032 trainable parameters. Arguments: see `ResNet`."""

    blocks = (3, 4, 6, 3)


@keras.saving.register_keras_serializable(package="dlteach")
class ResNet101(ResNet):
    """ResNet-101: 3, 4, 23, 3 bottleneck blocks, 44,549,160 trainable parameters. Arguments: see `ResNet`."""

    blocks = (3, 4, 23, 3)


@keras.saving.register_keras_serializable(package="dlteach")
class ResNet152(ResNet):
    """ResNet-152: 3, 8, 36, 3 bottleneck blocks, 60,192,808 trainable parameters. Arguments: see `ResNet`."""

    blocks = (3, 8, 36, 3)

"""LeNet-5, the convolutional network that read cheques.

LeCun, Bottou, Bengio, Haffner (1998), Gradient-based learning applied to document recognition,
Proceedings of the IEEE 86(11), doi:10.1109/5.726791. Section II.B and figure 2.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import layers

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, output_dtype
from dlteach.models.lenet_layers import RadialBasisOutput, SparseConv2D, Subsampling, scaled_tanh

POOLING = {"average": layers.AveragePooling2D, "max": layers.MaxPooling2D, "none": None}


@keras.saving.register_keras_serializable(package="dlteach")
class LeNet5(Architecture):
    """Two convolution–pooling stages capture and compress, three dense layers classify.

    By default the form used today: every C3 map sees all six S2 maps, pooling has no weights, and the output is a
    softmax. `original=True` builds the paper's own: the sparse table of C3, trainable subsampling, the scaled tanh,
    weights drawn within ±2.4 / inputs, and an output that compares F6 with a picture of each class. Its output are
    scores, not probabilities: train it with `SparseCategoricalCrossentropy(from_logits=True)`.

    Args:
        input_shape: height, width and channels of an image; the paper's digits are 32×32×1.
        classes: number of classes.
        activation: of every hidden layer of today's form; the original always uses the scaled tanh.
        filters: maps of C1 and of C3; the original has 6 and 16.
        pooling: "average", "max", or "none", which leaves S2 and S4 out and lets C1 and C3 step two pixels at a time:
            the same shapes for images of even size, where nothing is averaged. The original always subsamples.
        original: build the network as the paper describes it.

    Raises:
        ModelError: an unknown `pooling`, an image too small for two stages, or an original with other maps.

    Example:
        >>> LeNet5().count_params()
        61706
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (32, 32, 1),
        classes: int = 10,
        activation: str = "tanh",
        filters: Sequence[int] = (6, 16),
        pooling: str = "average",
        original: bool = False,
        **kwargs,
    ):
        _check(input_shape, filters, pooling, original)
        image = keras.Input(tuple(input_shape), name="image")  # (batch, 32, 32, 1)
        if original:
            scores = _original(image, classes)
        else:
            scores = _modern(image, classes, activation, filters, pooling)
        super().__init__(inputs=image, outputs=scores, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "activation": activation,
            "filters": tuple(filters),
            "pooling": pooling,
            "original": original,
        }


def _modern(image, classes, activation, filters, pooling):
    pool = POOLING[pooling]
    step = 1 if pool else 2
    x = layers.Conv2D(filters[0], 5, step, activation=activation, name="c1")(image)  # (batch, 28, 28, 6)
    if pool:
        x = pool(2, name="s2")(x)  # (batch, 14, 14, 6)
    x = layers.Conv2D(filters[1], 5, step, activation=activation, name="c3")(x)  # (batch, 10, 10, 16)
    if pool:
        x = pool(2, name="s4")(x)  # (batch, 5, 5, 16)
    x = layers.Flatten(name="flatten")(x)  # (batch, 400)
    x = layers.Dense(120, activation=activation, name="c5")(x)  # (batch, 120)
    x = layers.Dense(84, activation=activation, name="f6")(x)  # (batch, 84)
    return layers.Dense(classes, activation="softmax", dtype=output_dtype(), name="output")(x)  # (batch, classes)


def _original(image, classes):
    def within(inputs):
        # appendix A: weights are drawn evenly from ±2.4 / F, where F is the number of inputs of a unit
        return {
            "activation": scaled_tanh,
            "kernel_initializer": keras.initializers.RandomUniform(-2.4 / inputs, 2.4 / inputs),
        }

    x = layers.Conv2D(6, 5, **within(25 * image.shape[-1]), name="c1")(image)  # (batch, 28, 28, 6)
    x = Subsampling(name="s2")(x)  # (batch, 14, 14, 6)
    x = SparseConv2D(name="c3")(x)  # (batch, 10, 10, 16)
    x = Subsampling(name="s4")(x)  # (batch, 5, 5, 16)
    x = layers.Flatten(name="flatten")(x)  # (batch, 400)
    # the paper draws C5 as a convolution: its 5×5 kernel covers the whole of S4, which is a dense layer
    x = layers.Dense(120, **within(x.shape[-1]), name="c5")(x)  # (batch, 120)
    x = layers.Dense(84, **within(120), name="f6")(x)  # (batch, 84)
    return RadialBasisOutput(classes, dtype=output_dtype(), name="output")(x)  # (batch, classes)


def _check(input_shape, filters, pooling, original):
    if pooling not in POOLING:
        raise ModelError(f'LeNet5 has no pooling "{pooling}"', f"Choose one of {', '.join(POOLING)}.")
    if original and tuple(filters) != (6, 16):
        raise ModelError(f"the original LeNet-5 has 6 and 16 maps, not {tuple(filters)}", "Leave filters out.")
    if min(input_shape[:2]) < 16:
        size = "×".join(str(side) for side in input_shape)
        raise ModelError(f"an image of {size} vanishes in LeNet-5's two stages", "Make it 16×16 or larger.")

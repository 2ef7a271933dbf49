"""The three layers of the original LeNet-5 that no library has: subsampling, the sparse C3, the RBF output.

LeCun, Bottou, Bengio, Haffner (1998), Gradient-based learning applied to document recognition,
Proceedings of the IEEE 86(11), doi:10.1109/5.726791. Section II.B, table I and appendix A.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

# Table I: which S2 maps each of the sixteen C3 maps looks at.
C3_INPUTS = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)),
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    (0, 1, 2, 3, 4, 5),
)

# Ten digits of 12 × 7 dots, drawn for this package in the manner of the paper's figure 3.
DIGITS = """
.#####. ...#... .#####. .#####. ....##. ####### ..####. ####### .#####. .#####.
##...## ..##... ##...## ##...## ...###. ##..... .##.... #....## ##...## ##...##
##...## .###... ##...## .....## ...#.#. ##..... ##..... .....## ##...## ##...##
##...## ...#... .....## .....## ..##.#. ##..... ##..... ....##. ##...## ##...##
##...## ...#... ....##. .....## ..#..#. ##..... ##..... ....##. ##...## ##...##
##...## ...#... ....##. ..####. .##..#. ######. ######. ...##.. .#####. ##...##
##...## ...#... ...##.. ..####. .#...#. .....## ##...## ...##.. .#####. .######
##...## ...#... ...##.. .....## ####### .....## ##...## ..##... ##...## .....##
##...## ...#... ..##... .....## ....##. .....## ##...## ..##... ##...## .....##
##...## ...#... ..##... .....## ....##. .....## ##...## .##.... ##...## .....##
##...## ...#... .##.... ##...## ....##. ##...## ##...## .##.... ##...## ....##.
.#####. .#####. ####### .#####. ....##. .#####. .#####. .##.... .#####. .####..
"""


@keras.saving.register_keras_serializable(package="dlteach")
def scaled_tanh(a):
    """Computes f(a) = 1.7159 tanh(2a/3): f(1) is 1, f(-1) is -1, and the curve bends most there (appendix A)."""
    return 1.7159 * ops.tanh(2.0 / 3.0 * a)


def digit_codes(classes: int) -> np.ndarray:
    """Returns the target of F6 for each class, +1 where its picture has ink and -1 elsewhere, (classes, 84).

    The first ten are the digits of `DIGITS`. Further classes get codes of random signs, which the paper names as the
    other way to choose them; they are the same on every machine.
    """
    rows = [line.split() for line in DIGITS.split("\n") if line]  # 12 lines of 10 pieces of 7 dots
    pictures = ["".join(row[digit] for row in rows) for digit in range(10)]
    drawn = np.array([[1.0 if dot == "#" else -1.0 for dot in picture] for picture in pictures])
    signs = np.random.default_rng(1998).choice([-1.0, 1.0], size=(max(classes - 10, 0), 84))
    return np.concatenate([drawn, signs])[:classes].astype("float32")


@keras.saving.register_keras_serializable(package="dlteach")
class Subsampling(layers.Layer):
    """Adds each 2×2 neighbourhood, multiplies by a trainable coefficient, adds a trainable bias: two weights a map.

    Args:
        activation: applied to the result.

    Input (batch, height, width, maps), output (batch, height/2, width/2, maps).
    """

    def __init__(self, activation: Any = scaled_tanh, **kwargs):
        super().__init__(**kwargs)
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        """Creates one coefficient and one bias a map."""
        # drawn like the paper's weights, within ±2.4 / 4 inputs
        uniform = keras.initializers.RandomUniform(-0.6, 0.6)
        self.coefficient = self.add_weight(shape=(input_shape[-1],), initializer=uniform, name="coefficient")
        self.bias = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="bias")

    def call(self, x):
        """Computes f(coefficient · sum + bias) for every map."""
        total = 4.0 * ops.average_pool(x, 2, strides=2, data_format="channels_last")
        return self.activation(self.coefficient * total + self.bias)

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), "activation": keras.activations.serialize(self.activation)}


@keras.saving.register_keras_serializable(package="dlteach")
class SparseConv2D(layers.Layer):
    """A 5×5 convolution in which each of sixteen maps sees the input maps that table I gives it: 1,516 weights.

    The weights of one connected pair of maps are a 5×5 kernel; there are 60 pairs.

    Args:
        activation: applied to the result.

    Input (batch, height, width, 6), output (batch, height - 4, width - 4, 16).
    """

    def __init__(self, activation: Any = scaled_tanh, **kwargs):
        super().__init__(**kwargs)
        self.activation = keras.activations.get(activation)
        pairs = [(source, target) for target, sources in enumerate(C3_INPUTS) for source in sources]
        # appendix A bounds a weight by 2.4 / inputs of its unit, here 25 for each map that it sees
        self.bounds = np.array([2.4 / (25 * len(C3_INPUTS[target])) for _, target in pairs], "float32")
        # placement[k] is 1 where the k-th kernel belongs in the dense (6, 16) table of kernels
        self.placement = np.zeros((len(pairs), 6 * 16), "float32")
        for number, (source, target) in enumerate(pairs):
            self.placement[number, source * 16 + target] = 1.0

    def build(self, input_shape):
        """Creates 60 kernels and 16 biases."""

        def uniform(shape, dtype):
            return keras.initializers.RandomUniform(-1.0, 1.0)(shape, dtype) * ops.cast(self.bounds, dtype)

        self.kernels = self.add_weight(shape=(5, 5, 60), initializer=uniform, name="kernels")
        self.bias = self.add_weight(shape=(16,), initializer="zeros", name="bias")

    def call(self, x):
        """Convolves with the kernels of the pairs that are connected, zeros elsewhere."""
        placement = ops.cast(self.placement, self.compute_dtype)
        kernel = ops.reshape(ops.matmul(self.kernels, placement), (5, 5, 6, 16))
        return self.activation(ops.conv(x, kernel, data_format="channels_last") + self.bias)

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), "activation": keras.activations.serialize(self.activation)}


@keras.saving.register_keras_serializable(package="dlteach")
class RadialBasisOutput(layers.Layer):
    """Compares F6 with the picture of each class: y_i = −Σ_j (x_j − w_ij)², the larger the more alike.

    The paper's unit returns the distance itself, a penalty. Here its sign is turned, so that the largest score wins
    as in other classifiers, and cross-entropy on these scores is the paper's equation 9 without its rubbish class.
    The pictures w are fixed: they are saved, but not trained.

    Args:
        classes: number of classes.

    Input (batch, 84), output (batch, classes).
    """

    def __init__(self, classes: int = 10, **kwargs):
        super().__init__(**kwargs)
        self.classes = classes

    def build(self, input_shape):
        """Stores the picture of each class."""
        self.codes = self.add_weight(
            shape=(self.classes, 84),
            initializer=lambda shape, dtype: ops.convert_to_tensor(digit_codes(self.classes), dtype=dtype),
            trainable=False,
            name="codes",
        )

    def call(self, x):
        """Computes the negative squared distance to each picture."""
        # y_i = −Σ_j (x_j − w_ij)²
        return -ops.sum(ops.square(x[:, None, :] - self.codes[None]), axis=-1)

    def get_config(self):
        """Returns the constructor's arguments."""
        return {**super().get_config(), "classes": self.classes}

"""The layers that StyleGAN is made of.

Karras, Laine, Aila (2018), A style-based generator architecture for generative adversarial networks, arXiv:1812.04948;
from its predecessor the equalised learning rate and the minibatch deviation: Karras, Aila, Laine, Lehtinen (2017),
Progressive growing of GANs for improved quality, stability, and variation, arXiv:1710.10196.
"""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="dlteach")
class EqualizedDense(layers.Dense):
    """A dense layer whose weights start at N(0, 1) and are scaled when used, so that all learn equally fast.

    Adam's step does not depend on a gradient's size, so weights of a small range would learn faster than others.

    Args:
        units: number of outputs.
        gain: factor of He's initialisation: √2 before a rectifier, 1 before none.
        multiplier: slows the learning of this layer; the mapping network has 0.01.
    """

    def __init__(self, units: int, gain: float = math.sqrt(2), multiplier: float = 1.0, **kwargs):
        kwargs.setdefault("kernel_initializer", keras.initializers.RandomNormal(0, 1 / multiplier))
        super().__init__(units, **kwargs)
        self.gain = gain
        self.multiplier = multiplier

    def call(self, x):
        """Returns x W · gain/√fan_in · multiplier + b · multiplier, through the activation."""
        # w = ŵ · gain / √fan_in
        scale = self.gain / math.sqrt(self.kernel.shape[0]) * self.multiplier
        x = ops.matmul(x, self.kernel * scale)
        return self.activation(x + self.bias * self.multiplier if self.use_bias else x)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "gain": self.gain, "multiplier": self.multiplier}


@keras.saving.register_keras_serializable(package="dlteach")
class EqualizedConv2D(layers.Conv2D):
    """A convolution with "same" padding whose weights start at N(0, 1) and are scaled when used.

    Args:
        filters: number of output maps.
        kernel_size: height and width of the kernel.
        gain: factor of He's initialisation: √2 before a rectifier, 1 before none.
    """

    def __init__(self, filters: int, kernel_size: Any, gain: float = math.sqrt(2), **kwargs):
        kwargs.setdefault("kernel_initializer", keras.initializers.RandomNormal(0, 1))
        kwargs.setdefault("padding", "same")
        super().__init__(filters, kernel_size, **kwargs)
        self.gain = gain

    def convolution_op(self, inputs, kernel):
        """Convolves with the scaled kernel."""
        # w = ŵ · gain / √fan_in
        return super().convolution_op(inputs, kernel * (self.gain / math.sqrt(math.prod(kernel.shape[:-1]))))

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "gain": self.gain}


@keras.saving.register_keras_serializable(package="dlteach")
class PixelNormalization(layers.Layer):
    """Divides each vector of features by its root mean square."""

    def call(self, x):
        """Returns x / √(mean(x²) + 1e-8)."""
        return x * ops.rsqrt(ops.mean(ops.square(x), axis=-1, keepdims=True) + 1e-8)


@keras.saving.register_keras_serializable(package="dlteach")
class Blur(layers.Layer):
    """Low-pass filters each map with the binomial filter [1 2 1], so that doubling and halving do not alias."""

    def call(self, x):
        """Returns maps of the same size."""
        # sums of shifted maps; XLA runs a depthwise convolution, and its gradient most of all, far slower on a CPU
        x = ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        x = (x[:, :-2] + 2 * x[:, 1:-1] + x[:, 2:]) / 4
        return (x[:, :, :-2] + 2 * x[:, :, 1:-1] + x[:, :, 2:]) / 4


@keras.saving.register_keras_serializable(package="dlteach")
class NoiseAndBias(layers.Layer):
    """Adds one image of Gaussian noise to all maps, each by its own learnt strength, and a bias.

    In training the noise is fresh for every sample and call. Otherwise it is one fixed image, so that the same style
    paints the same picture. Noise carries the details that are chance: where each hair lies.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()

    def build(self, input_shape: tuple) -> None:
        """Creates a strength and a bias for each map."""
        self.strength = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="strength")
        self.bias = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="bias")

    def call(self, x, training: bool = False):
        """Returns x + strength · noise + bias."""
        shape = (ops.shape(x)[0] if training else 1, x.shape[1], x.shape[2], 1)
        noise = keras.random.normal(shape, dtype=x.dtype, seed=self.seed_generator if training else 0)
        return x + self.strength * noise + self.bias


@keras.saving.register_keras_serializable(package="dlteach")
class AdaptiveInstanceNormalization(layers.Layer):
    """Replaces each map's mean and deviation by those that the style asks for (AdaIN)."""

    def call(self, x, style):
        """Returns y_s · (x − μ(x)) / σ(x) + y_b.

        Args:
            x: maps, (batch, height, width, channels).
            style: (batch, 2 · channels): y_s − 1, so that it starts around 1, and y_b.
        """
        wide = ops.cast(x, "float32")
        mean, variance = ops.moments(wide, axes=(1, 2), keepdims=True)
        normed = ops.cast((wide - mean) * ops.rsqrt(variance + 1e-8), x.dtype)
        scale, bias = ops.split(style[:, None, None, :], 2, axis=-1)  # (batch, 1, 1, channels) each
        # AdaIN(x, y) = y_s (x − μ(x)) / σ(x) + y_b
        return (1 + scale) * normed + bias

    def compute_output_shape(self, x_shape: tuple, style_shape: tuple) -> tuple:
        """Returns the shape of x."""
        return x_shape


@keras.saving.register_keras_serializable(package="dlteach")
class LearntConstant(layers.Layer):
    """Starts every picture from the same learnt map; all that differs comes from styles and noise.

    Args:
        size: height and width of the map.
        channels: number of maps.
        initializer: of the map.
    """

    def __init__(self, size: int, channels: int, initializer: Any = "ones", **kwargs):
        super().__init__(**kwargs)
        self.size = size
        self.channels = channels
        self.initializer = keras.initializers.get(initializer)

    def build(self, input_shape: tuple) -> None:
        """Creates the map."""
        shape = (1, self.size, self.size, self.channels)
        self.constant = self.add_weight(shape=shape, initializer=self.initializer, name="constant")

    def call(self, styles):
        """Returns the map once for each sample."""
        return ops.tile(ops.convert_to_tensor(self.constant), (ops.shape(styles)[0], 1, 1, 1))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Returns (batch, size, size, channels)."""
        return (input_shape[0], self.size, self.size, self.channels)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        initializer = keras.initializers.serialize(self.initializer)
        own = {"size": self.size, "channels": self.channels, "initializer": initializer}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable(package="dlteach")
class StyleAverage(layers.Layer):
    """Passes styles w on and follows their mean w̄ in training; truncation pulls styles towards it."""

    def build(self, input_shape: tuple) -> None:
        """Creates the average, which is no trained weight."""
        self.average = self.add_weight(
            shape=(input_shape[-1],), initializer="zeros", trainable=False, autocast=False, name="average"
        )

    def call(self, w, training: bool = False):
        """Returns w."""
        if training:
            mean = ops.stop_gradient(ops.mean(ops.cast(w, "float32"), axis=0))
            # w̄ ← 0.995 w̄ + 0.005 mean(w)
            self.average.assign(0.995 * self.average + 0.005 * mean)
        return w


@keras.saving.register_keras_serializable(package="dlteach")
class FadeIn(layers.Layer):
    """Mixes a coarse and a fine path while a network grows; `share` is how much of the fine one is used."""

    def build(self, coarse_shape: tuple, fine_shape: tuple) -> None:
        """Creates the share, which is set by hand and not trained; 1 is fully grown."""
        self.share = self.add_weight(shape=(), initializer="ones", trainable=False, name="share")

    def call(self, coarse, fine):
        """Returns (1 − share) · coarse + share · fine."""
        return coarse + self.share * (fine - coarse)

    def compute_output_shape(self, coarse_shape: tuple, fine_shape: tuple) -> tuple:
        """Returns the shape of the coarse path, which is that of the fine one."""
        return coarse_shape


@keras.saving.register_keras_serializable(package="dlteach")
class MinibatchDeviation(layers.Layer):
    """Appends one map that says how much the samples of the batch differ, so that D notices when all look alike."""

    def call(self, x):
        """Returns (batch, height, width, channels + 1)."""
        # mean over places and channels of the standard deviation over the batch
        deviation = ops.mean(ops.sqrt(ops.var(x, axis=0) + 1e-8))
        shape = (ops.shape(x)[0], x.shape[1], x.shape[2], 1)
        return ops.concatenate([x, ops.broadcast_to(deviation, shape)], axis=-1)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Returns the input's shape with one channel more."""
        return (*input_shape[:-1], input_shape[-1] + 1)

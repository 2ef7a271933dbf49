"""The layers that StyleGAN2 has beyond those of StyleGAN: modulated convolutions and noise with one strength a layer.

Karras, Laine, Aittala, Hellsten, Lehtinen, Aila (2019), Analyzing and improving the image quality of StyleGAN,
arXiv:1912.04958, section 2 and appendix B.
"""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="dlteach")
class ModulatedConv2D(layers.Layer):
    """A convolution whose weights each sample scales by its own style, and scales back to unit strength.

    StyleGAN normalised the maps themselves (AdaIN), which left blob-like artefacts. Here the weights are normalised, by
    what they would do to inputs of deviation 1: the statistics of the actual maps are never touched.

    Args:
        filters: number of output maps.
        kernel_size: height and width of the kernel.
        demodulate: brings each output map back to deviation 1; off in the layers that paint colours.
    """

    def __init__(self, filters: int, kernel_size: int = 3, demodulate: bool = True, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.kernel_size = kernel_size
        self.demodulate = demodulate

    def build(self, x_shape: tuple, style_shape: tuple) -> None:
        """Creates the kernel, drawn from N(0, 1), and the bias."""
        shape = (self.kernel_size, self.kernel_size, x_shape[-1], self.filters)
        normal = keras.initializers.RandomNormal(0, 1)
        self.kernel = self.add_weight(shape=shape, initializer=normal, name="kernel")
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def call(self, x, style):
        """Returns maps of the same size, (batch, height, width, filters).

        Args:
            x: maps, (batch, height, width, channels).
            style: one scale a channel, (batch, channels).
        """
        # w = ŵ / √fan_in, the equalised learning rate
        kernel = self.kernel * (1 / math.sqrt(math.prod(self.kernel.shape[:-1])))
        # w'_ijk = s_i · w_ijk; scaling the maps i instead gives the same sums, in one convolution for the whole batch
        x = ops.conv(x * style[:, None, None, :], kernel, padding="same", data_format="channels_last")
        if self.demodulate:
            # w''_ijk = w'_ijk / √(Σ_i,k w'_ijk² + ε), and Σ_i,k w'_ijk² = Σ_i s_i² Σ_k w_ijk²
            power = ops.sum(ops.square(ops.cast(kernel, "float32")), axis=(0, 1))  # (channels, filters)
            strength = ops.matmul(ops.square(ops.cast(style, "float32")), power)  # (batch, filters)
            x = x * ops.cast(ops.rsqrt(strength + 1e-8), x.dtype)[:, None, None, :]
        return x + self.bias

    def compute_output_shape(self, x_shape: tuple, style_shape: tuple) -> tuple:
        """Returns the shape of x with `filters` channels."""
        return (*x_shape[:-1], self.filters)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        own = {"filters": self.filters, "kernel_size": self.kernel_size, "demodulate": self.demodulate}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable(package="dlteach")
class Noise(layers.Layer):
    """Adds one image of Gaussian noise to all maps, with one learnt strength for all of them.

    In training the noise is fresh for every sample and call. Otherwise it is one fixed image, so that the same style
    paints the same picture.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()

    def build(self, input_shape: tuple) -> None:
        """Creates the strength, 0 at first."""
        self.strength = self.add_weight(shape=(), initializer="zeros", name="strength")

    def call(self, x, training: bool = False):
        """Returns x + strength · noise."""
        shape = (ops.shape(x)[0] if training else 1, x.shape[1], x.shape[2], 1)
        noise = keras.random.normal(shape, dtype=x.dtype, seed=self.seed_generator if training else 0)
        return x + self.strength * noise

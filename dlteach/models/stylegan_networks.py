"""The three networks of StyleGAN: mapping, synthesis and discriminator.

Karras, Laine, Aila (2018), A style-based generator architecture for generative adversarial networks, arXiv:1812.04948,
figure 1 and appendix C; Karras, Aila, Laine, Lehtinen (2017), arXiv:1710.10196, table 2, for the discriminator.
"""

from __future__ import annotations

import itertools

import keras
from keras import layers

from dlteach.models.architecture import output_dtype
from dlteach.models.stylegan_layers import (
    AdaptiveInstanceNormalization,
    Blur,
    EqualizedConv2D,
    EqualizedDense,
    FadeIn,
    LearntConstant,
    MinibatchDeviation,
    NoiseAndBias,
    PixelNormalization,
    StyleAverage,
)


def leaky_relu(x, name: str):
    """Returns x where it is positive and 0.2 x elsewhere."""
    return layers.LeakyReLU(negative_slope=0.2, name=name)(x)


def build_mapping(latent_dim: int, mapping_layers: int) -> keras.Model:
    """Returns noise z (latent_dim,) → style w (latent_dim,)."""
    noise = keras.Input((latent_dim,), name="noise")
    x = PixelNormalization(name="normalize")(noise)
    for number in range(1, mapping_layers + 1):
        x = EqualizedDense(latent_dim, multiplier=0.01, name=f"dense_{number}")(x)  # (batch, 512)
        x = leaky_relu(x, f"leaky_relu_{number}")
    return keras.Model(noise, StyleAverage(name="average")(x), name="mapping")


def build_synthesis(widths: dict[int, int], channels: int, latent_dim: int) -> keras.Model:
    """Returns styles (two a size, latent_dim) → image.

    Args:
        widths: number of filters by size, from 4 up to the image's.
        channels: of the image.
        latent_dim: numbers of a style.
    """
    styles = keras.Input((2 * len(widths), latent_dim), name="styles")

    def stylize(x, layer, name):
        x = NoiseAndBias(name=f"{name}_noise")(x)
        x = leaky_relu(x, f"{name}_leaky_relu")
        # y = A(w), the learnt affine map of the style
        style = EqualizedDense(2 * x.shape[-1], gain=1, name=f"{name}_style")(styles[:, layer])
        return AdaptiveInstanceNormalization(name=f"{name}_adain")(x, style)

    for level, (size, width) in enumerate(widths.items()):
        if level == 0:
            x = LearntConstant(size, width, name="constant")(styles)  # (batch, 4, 4, 512)
        else:
            x = layers.UpSampling2D(2, name=f"up_{size}")(x)  # (batch, size, size, width before)
            x = Blur(name=f"blur_{size}")(x)
            x = EqualizedConv2D(width, 3, use_bias=False, name=f"conv_{size}_0")(x)  # (batch, size, size, width)
        x = stylize(x, 2 * level, f"layer_{size}_0")
        x = EqualizedConv2D(width, 3, use_bias=False, name=f"conv_{size}_1")(x)  # (batch, size, size, width)
        x = stylize(x, 2 * level + 1, f"layer_{size}_1")
        rgb = EqualizedConv2D(channels, 1, gain=1, dtype=output_dtype(), name=f"to_rgb_{size}")(x)
        if level == 0:
            image = rgb
        else:
            coarse = layers.UpSampling2D(2, dtype=output_dtype(), name=f"up_rgb_{size}")(image)
            image = FadeIn(dtype=output_dtype(), name=f"fade_{size}")(coarse, rgb)  # (batch, size, size, channels)
    return keras.Model(styles, image, name="synthesis")


def build_discriminator(widths: dict[int, int], channels: int) -> keras.Model:
    """Returns image → score (1,); each size has two convolutions and hands half the size on.

    Args:
        widths: number of filters by size, from 4 up to the image's.
        channels: of the image.
    """

    def convolve(x, filters, kernel, name):
        return leaky_relu(EqualizedConv2D(filters, kernel, name=name)(x), f"{name}_leaky_relu")

    sizes = sorted(widths, reverse=True)
    image = keras.Input((sizes[0], sizes[0], channels), name="image")
    small = image
    x = convolve(image, widths[sizes[0]], 1, f"from_rgb_{sizes[0]}")  # (batch, size, size, width)
    for size, half in itertools.pairwise(sizes):
        x = convolve(x, widths[size], 3, f"conv_{size}_0")
        x = convolve(x, widths[half], 3, f"conv_{size}_1")  # (batch, size, size, next width)
        x = Blur(name=f"blur_{size}")(x)
        x = layers.AveragePooling2D(2, name=f"down_{size}")(x)  # (batch, size / 2, size / 2, next width)
        small = layers.AveragePooling2D(2, name=f"down_rgb_{size}")(small)
        coarse = convolve(small, widths[half], 1, f"from_rgb_{half}")
        x = FadeIn(name=f"fade_{size}")(coarse, x)
    x = MinibatchDeviation(name="minibatch_deviation")(x)  # (batch, 4, 4, 513)
    x = convolve(x, widths[4], 3, "conv_4")  # (batch, 4, 4, 512)
    x = layers.Flatten(name="flatten")(x)  # (batch, 8192)
    x = leaky_relu(EqualizedDense(widths[4], name="dense")(x), "dense_leaky_relu")  # (batch, 512)
    score = EqualizedDense(1, gain=1, dtype=output_dtype(), name="score")(x)  # (batch, 1)
    return keras.Model(image, score, name="discriminator")

"""The two networks of StyleGAN2 that StyleGAN has otherwise: skip synthesis and residual discriminator.

Karras, Laine, Aittala, Hellsten, Lehtinen, Aila (2019), Analyzing and improving the image quality of StyleGAN,
arXiv:1912.04958, figures 2 and 7. Doubling is nearest-neighbour and a blur with [1 2 1]/4, together the bilinear filter
[1 3 3 1]/4; halving is the blur and the mean of 2×2 pixels.
"""

from __future__ import annotations

import itertools
import math

import keras
from keras import layers

from dlteach.models.architecture import output_dtype
from dlteach.models.stylegan2_layers import ModulatedConv2D, Noise
from dlteach.models.stylegan_layers import Blur, EqualizedConv2D, EqualizedDense, LearntConstant, MinibatchDeviation
from dlteach.models.stylegan_networks import leaky_relu


def build_synthesis(widths: dict[int, int], channels: int, latent_dim: int) -> keras.Model:
    """Returns styles (two a size, latent_dim) → image, the sum of what the layers of each size painted.

    The convolution at 4×4 takes style 0. Each later size has two convolutions and takes the next two styles. What
    paints the colours of a size shares its style with the first convolution of the next size.

    Args:
        widths: number of filters by size, from 4 up to the image's.
        channels: of the image.
        latent_dim: numbers of a style.
    """
    styles = keras.Input((2 * len(widths), latent_dim), name="styles")

    def scales(x, layer, name):
        # s = A(w), the learnt affine map of the style; it starts around 1
        affine = EqualizedDense(x.shape[-1], gain=1, bias_initializer="ones", name=f"{name}_style")
        return affine(styles[:, layer])

    def convolve(x, width, layer, name):
        x = ModulatedConv2D(width, name=name)(x, scales(x, layer, name))  # (batch, size, size, width)
        x = Noise(name=f"{name}_noise")(x)
        x = leaky_relu(x, f"{name}_leaky_relu")
        # the rectifier about halves the mean square; √2 brings it back
        return layers.Rescaling(math.sqrt(2), name=f"{name}_gain")(x)

    for level, (size, width) in enumerate(widths.items()):
        if level == 0:
            normal = keras.initializers.RandomNormal(0, 1)
            x = LearntConstant(size, width, normal, name="constant")(styles)  # (batch, 4, 4, 512)
        else:
            x = layers.UpSampling2D(2, name=f"up_{size}")(x)  # (batch, size, size, width before)
            x = Blur(name=f"blur_{size}")(x)
            x = convolve(x, width, 2 * level - 1, f"conv_{size}_0")
        x = convolve(x, width, 2 * level, f"conv_{size}_1")
        paint = ModulatedConv2D(channels, 1, demodulate=False, dtype=output_dtype(), name=f"to_rgb_{size}")
        rgb = paint(x, scales(x, 2 * level + 1, f"to_rgb_{size}"))  # (batch, size, size, channels)
        if level == 0:
            image = rgb
        else:
            image = layers.UpSampling2D(2, dtype=output_dtype(), name=f"up_rgb_{size}")(image)
            image = Blur(dtype=output_dtype(), name=f"blur_rgb_{size}")(image)
            image = layers.Add(dtype=output_dtype(), name=f"skip_{size}")([image, rgb])
    return keras.Model(styles, image, name="synthesis")


def build_discriminator(widths: dict[int, int], channels: int) -> keras.Model:
    """Returns image → score (1,); each size is a residual block that hands half the size on.

    Args:
        widths: number of filters by size, from 4 up to the image's.
        channels: of the image.
    """

    def convolve(x, filters, kernel, name):
        return leaky_relu(EqualizedConv2D(filters, kernel, name=name)(x), f"{name}_leaky_relu")

    def halve(x, name):
        return layers.AveragePooling2D(2, name=f"down_{name}")(Blur(name=f"blur_{name}")(x))

    sizes = sorted(widths, reverse=True)
    image = keras.Input((sizes[0], sizes[0], channels), name="image")
    x = convolve(image, widths[sizes[0]], 1, "from_rgb")  # (batch, size, size, width)
    for size, half in itertools.pairwise(sizes):
        shortcut = EqualizedConv2D(widths[half], 1, gain=1, use_bias=False, name=f"shortcut_{size}")
        around = shortcut(halve(x, f"shortcut_{size}"))  # (batch, size / 2, size / 2, next width)
        x = convolve(x, widths[size], 3, f"conv_{size}_0")
        x = convolve(x, widths[half], 3, f"conv_{size}_1")
        x = layers.Add(name=f"add_{size}")([halve(x, str(size)), around])
        # the sum of two paths has twice the variance; 1/√2 takes it back
        x = layers.Rescaling(1 / math.sqrt(2), name=f"gain_{size}")(x)
    x = MinibatchDeviation(name="minibatch_deviation")(x)  # (batch, 4, 4, 513)
    x = convolve(x, widths[4], 3, "conv_4")  # (batch, 4, 4, 512)
    x = layers.Flatten(name="flatten")(x)  # (batch, 8192)
    x = leaky_relu(EqualizedDense(widths[4], name="dense")(x), "dense_leaky_relu")  # (batch, 512)
    score = EqualizedDense(1, gain=1, dtype=output_dtype(), name="score")(x)  # (batch, 1)
    return keras.Model(image, score, name="discriminator")

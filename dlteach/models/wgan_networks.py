"""The generators and critics of the WGAN-GP experiments: on points, on MNIST and on CIFAR-10.

Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville (2017), Improved training of Wasserstein GANs, arXiv:1704.00028.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import layers

from dlteach.models.architecture import output_dtype


def perceptrons(features: int, latent_dim: int, units: Sequence[int]) -> tuple[keras.Model, keras.Model]:
    """Returns a generator (latent_dim,) → (features,) and a critic (features,) → (1,) of dense layers."""
    return (
        _perceptron("generator", "noise", latent_dim, units, "sample", features),
        _perceptron("critic", "sample", features, units, "score", 1),
    )


def _perceptron(name: str, given: str, inputs: int, units: Sequence[int], made: str, outputs: int) -> keras.Model:
    start = keras.Input((inputs,), name=given)
    x = start
    for number, width in enumerate(units, start=1):
        x = layers.Dense(width, activation="relu", name=f"hidden_{number}")(x)  # (batch, units)
    return keras.Model(start, layers.Dense(outputs, dtype=output_dtype(), name=made)(x), name=name)


def convolutional(
    input_shape: Sequence[int],
    latent_dim: int,
    filters: int,
    batch_normalization: bool,
    output_activation: str | None,
) -> tuple[keras.Model, keras.Model]:
    """Returns a generator and a critic of images with three convolutions of kernel 5 and stride 2 each."""
    height, width, channels = input_shape
    # a stride of 2 with "same" padding halves and rounds up: 28, 14, 7, 4
    sizes = [(-(-height // 2**halvings), -(-width // 2**halvings)) for halvings in range(4)]
    return (
        _generator(sizes, channels, latent_dim, filters, batch_normalization, output_activation),
        _critic((height, width, channels), filters),
    )


def _generator(sizes, channels, latent_dim, filters, batch_normalization, output_activation) -> keras.Model:
    def activate(x, number):
        if batch_normalization:
            x = layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name=f"norm_{number}")(x)
        return layers.ReLU(name=f"relu_{number}")(x)

    rows, columns = sizes[3]
    noise = keras.Input((latent_dim,), name="noise")  # (batch, 128)
    x = layers.Dense(rows * columns * 4 * filters, name="dense")(noise)  # (batch, 4096)
    x = activate(x, 0)
    x = layers.Reshape((rows, columns, 4 * filters), name="map")(x)  # (batch, 4, 4, 256)
    for number, (size, outputs) in enumerate(zip(sizes[2::-1], (2 * filters, filters, channels), strict=True), 1):
        x = layers.Conv2DTranspose(outputs, 5, 2, "same", name=f"deconv_{number}")(x)
        # twice the rounded-up half is one too many where the size is odd
        surplus = x.shape[1] - size[0], x.shape[2] - size[1]
        if any(surplus):
            x = layers.Cropping2D(((0, surplus[0]), (0, surplus[1])), name=f"crop_{number}")(x)
        if number < 3:
            x = activate(x, number)  # (batch, 7, 7, 128), (batch, 14, 14, 64)
    image = layers.Activation(output_activation, dtype=output_dtype(), name="image")(x)  # (batch, 28, 28, 1)
    return keras.Model(noise, image, name="generator")


def _critic(input_shape, filters) -> keras.Model:
    image = keras.Input(input_shape, name="image")  # (batch, 28, 28, 1)
    x = image
    for number in (1, 2, 3):
        x = layers.Conv2D(filters * 2 ** (number - 1), 5, 2, "same", name=f"conv_{number}")(x)
        x = layers.LeakyReLU(negative_slope=0.2, name=f"leaky_relu_{number}")(x)
        # (batch, 14, 14, 64), (batch, 7, 7, 128), (batch, 4, 4, 256)
    x = layers.Flatten(name="flatten")(x)  # (batch, 4096)
    score = layers.Dense(1, dtype=output_dtype(), name="score")(x)  # (batch, 1)
    return keras.Model(image, score, name="critic")

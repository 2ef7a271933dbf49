"""DCGAN, the deep convolutional GAN: strided convolutions instead of pooling, batch normalization in both networks.

Radford, Metz, Chintala (2015), Unsupervised representation learning with deep convolutional generative adversarial
networks, arXiv:1511.06434, section 3. Layer sizes: the DCGAN example of PyTorch, half as wide as the paper's figure 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import layers

from dlteach.errors import ModelError
from dlteach.models.adversarial import Adversarial
from dlteach.models.architecture import output_dtype
from dlteach.models.random_view import RandomView


def stages(input_shape: Sequence[int]) -> tuple[int, int]:
    """Returns the size of the smallest map and how often it is doubled to reach the image: 64 → (4, 4), 28 → (7, 2).

    Raises:
        ModelError: the image is not square, or its size is not 4, 5, 6 or 7 times a power of two.
    """
    height, width = tuple(input_shape)[:2] if len(tuple(input_shape)) == 3 else (0, 1)
    smallest, doublings = height, 0
    while smallest >= 8 and smallest % 2 == 0:
        smallest, doublings = smallest // 2, doublings + 1
    if height != width or not 4 <= smallest < 8 or doublings == 0:
        raise ModelError(
            f"DCGAN cannot double its way to images of shape {tuple(input_shape)}",
            "Give (size, size, channels) with a size of 4 to 7 times 2, 4, 8 …, such as 8, 28, 32 or 64.",
        )
    return smallest, doublings


def normal(mean: float = 0.0) -> keras.initializers.Initializer:
    """Returns the start of all weights: normal with standard deviation 0.02."""
    return keras.initializers.RandomNormal(mean, 0.02)


def batch_normalization(name: str) -> layers.Layer:
    """Returns batch normalization as PyTorch computes it: momentum 0.9 of the old average, ε = 1e-5."""
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5, gamma_initializer=normal(1.0), name=name)


def build_generator(input_shape: Sequence[int], latent_dim: int, filters: int) -> keras.Model:
    """Returns noise (latent_dim,) → image in [−1, 1]: each transposed convolution doubles the size."""
    smallest, doublings = stages(input_shape)
    noise = keras.Input((latent_dim,), name="noise")  # (batch, 100)
    x = layers.Reshape((1, 1, latent_dim), name="pixel")(noise)  # (batch, 1, 1, 100)
    for stage in range(doublings):
        width = filters * 2 ** (doublings - 1 - stage)
        # kernel 4, stride 2 and "same" padding: out = 2 · in; the first one opens the pixel to the smallest map
        size, stride, padding = (smallest, 1, "valid") if stage == 0 else (4, 2, "same")
        x = layers.Conv2DTranspose(
            width, size, stride, padding, use_bias=False, kernel_initializer=normal(), name=f"deconv_{stage + 1}"
        )(x)  # (batch, 4, 4, 512), (batch, 8, 8, 256), (batch, 16, 16, 128), (batch, 32, 32, 64)
        x = batch_normalization(f"norm_{stage + 1}")(x)
        x = layers.ReLU(name=f"relu_{stage + 1}")(x)
    x = layers.Conv2DTranspose(
        input_shape[2], 4, 2, "same", use_bias=False, kernel_initializer=normal(), name=f"deconv_{doublings + 1}"
    )(x)  # (batch, 64, 64, 3)
    image = layers.Activation("tanh", dtype=output_dtype(), name="image")(x)
    return keras.Model(noise, image, name="generator")


def build_discriminator(
    input_shape: Sequence[int], filters: int, name: str = "discriminator", augment: float = 0.0
) -> keras.Model:
    """Returns image → score (1,), the generator mirrored; the first and last layer are not normalised."""
    smallest, doublings = stages(input_shape)
    image = keras.Input(tuple(input_shape), name="image")  # (batch, 64, 64, 3)
    x = RandomView(augment, name="view")(image) if augment else image
    for stage in range(doublings):
        x = layers.Conv2D(
            filters * 2**stage, 4, 2, "same", use_bias=False, kernel_initializer=normal(), name=f"conv_{stage + 1}"
        )(x)  # (batch, 32, 32, 64), (batch, 16, 16, 128), (batch, 8, 8, 256), (batch, 4, 4, 512)
        if stage > 0:
            x = batch_normalization(f"norm_{stage + 1}")(x)
        x = layers.LeakyReLU(negative_slope=0.2, name=f"leaky_relu_{stage + 1}")(x)
    x = layers.Conv2D(
        1, smallest, use_bias=False, kernel_initializer=normal(), dtype=output_dtype(), name=f"conv_{doublings + 1}"
    )(x)  # (batch, 1, 1, 1)
    score = layers.Reshape((1,), dtype=output_dtype(), name="score")(x)  # (batch, 1)
    return keras.Model(image, score, name=name)


@keras.saving.register_keras_serializable(package="dlteach")
class DCGAN(Adversarial):
    """A generator that paints from coarse to fine and a discriminator that looks from fine to coarse.

    With the defaults the generator has 3,576,704 and the discriminator 2,765,568 trainable weights. The discriminator
    returns the logit of D; images are expected within [−1, 1].

    Args:
        input_shape: square image, (size, size, channels), the size 4, 5, 6 or 7 times a power of two (at least 8).
        latent_dim: numbers of noise z that an image is made from.
        filters: of the discriminator's first and the generator's last hidden layer; they double with each halving
            of the size. The paper's figure has 128.
        augment: share of the side by which the discriminator's pictures, real and generated, are shifted and zoomed by
            chance in training; 0 as in the paper. It keeps the discriminator from learning few real pictures by heart.

    Reference:
        Radford, Metz, Chintala (2015), arXiv:1511.06434; augment: Zhao et al. (2020), arXiv:2006.10738.

    Example:
        >>> gan = DCGAN(input_shape=(28, 28, 1), filters=32)
        >>> gan.compile()
        >>> history = gan.fit(images, batch_size=64, epochs=10)
        >>> gan.generate(16, seed=0).shape
        (16, 28, 28, 1)
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (64, 64, 3),
        latent_dim: int = 100,
        filters: int = 64,
        augment: float = 0.0,
        **kwargs,
    ):
        super().__init__(
            build_generator(input_shape, latent_dim, filters),
            build_discriminator(input_shape, filters, augment=augment),
            **kwargs,
        )
        self.config = {
            "input_shape": tuple(input_shape),
            "latent_dim": latent_dim,
            "filters": filters,
            "augment": augment,
        }

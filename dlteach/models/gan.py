"""GAN, the generative adversarial network: a forger learns from a detective who learns from the forger.

Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville, Bengio (2014), Generative adversarial nets,
arXiv:1406.2661. Layer sizes of the MNIST experiment: mnist.yaml of the authors' repository goodfeli/adversarial.
Maxout: Goodfellow, Warde-Farley, Mirza, Courville, Bengio (2013), Maxout networks, arXiv:1302.4389.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import keras
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models.adversarial import Adversarial
from dlteach.models.architecture import output_dtype
from dlteach.models.minibatch_discrimination import MinibatchDiscrimination


def maxout(x, units: int, pieces: int, name: str):
    """Returns a dense layer whose every unit is the largest of `pieces` linear functions, (batch, units)."""
    x = layers.Dense(units * pieces, name=name)(x)  # (batch, units · pieces)
    x = layers.Reshape((units, pieces), name=f"{name}_pieces")(x)  # (batch, units, pieces)
    # h = max_k (x W_k + b_k)
    return ops.max(x, axis=-1)  # (batch, units)


@keras.saving.register_keras_serializable(package="dlteach")
class GAN(Adversarial):
    """The generator turns noise into samples, the discriminator tells real from generated: min_G max_D V(D, G).

    V(D, G) = E[log D(x)] + E[log(1 − D(G(z)))]. With the defaults this is the paper's MNIST experiment: a generator of
    2,503,984 weights with rectifiers, a discriminator of 1,231,441 weights with maxout and dropout. The discriminator
    returns the logit of D; images are expected within [0, 1].

    Points instead of images, such as the ring of eight Gaussians, need smaller networks:

        GAN(input_shape=(2,), latent_dim=8, generator_units=(64, 64), discriminator_units=(64, 64), pieces=2,
            dropout=(0, 0), output_activation=None)

    Args:
        input_shape: shape of a real sample.
        latent_dim: numbers of noise z that a sample is made from.
        generator_units: units of the generator's hidden layers.
        discriminator_units: maxout units of the discriminator's hidden layers.
        pieces: linear functions of which each maxout unit takes the largest.
        dropout: share of the discriminator's inputs, and of its hidden units, that is dropped in training.
        output_activation: of the generator; None for samples that are not bounded.
        saturating: True for the minimax loss log(1 − D(G(z))) of the generator, whose gradient fades while the
            discriminator wins; False for −log D(G(z)), which the paper trains with.
        minibatch_kernels: features by which the discriminator compares samples of a batch, against mode collapse
            (arXiv:1606.03498); 0 for none.

    Reference:
        Goodfellow et al. (2014), arXiv:1406.2661.

    Example:
        >>> gan = GAN(input_shape=(8, 8, 1), generator_units=(128,), discriminator_units=(64,))
        >>> gan.compile()
        >>> history = gan.fit(images, batch_size=64, epochs=50)
        >>> gan.generate(16, seed=0).shape
        (16, 8, 8, 1)
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 100,
        generator_units: Sequence[int] = (1200, 1200),
        discriminator_units: Sequence[int] = (240, 240),
        pieces: int = 5,
        dropout: Sequence[float] = (0.2, 0.5),
        output_activation: str | None = "sigmoid",
        saturating: bool = False,
        minibatch_kernels: int = 0,
        **kwargs,
    ):
        if len(dropout) != 2:
            raise ModelError(f"dropout is {dropout}", "Give two shares: of the inputs and of the hidden units.")
        sample_shape = tuple(input_shape)

        noise = keras.Input((latent_dim,), name="noise")  # (batch, 100)
        x = noise
        for number, units in enumerate(generator_units, start=1):
            x = layers.Dense(units, activation="relu", name=f"hidden_{number}")(x)  # (batch, 1200)
        x = layers.Dense(math.prod(sample_shape), activation=output_activation, dtype=output_dtype(), name="values")(x)
        fake = layers.Reshape(sample_shape, dtype=output_dtype(), name="sample")(x)  # (batch, 28, 28, 1)
        generator = keras.Model(noise, fake, name="generator")

        sample = keras.Input(sample_shape, name="sample")
        x = layers.Flatten(name="flatten")(sample)  # (batch, 784)
        x = layers.Dropout(dropout[0], name="dropout_input")(x)
        for number, units in enumerate(discriminator_units, start=1):
            x = maxout(x, units, pieces, name=f"maxout_{number}")  # (batch, 240)
            x = layers.Dropout(dropout[1], name=f"dropout_{number}")(x)
        if minibatch_kernels:
            x = MinibatchDiscrimination(minibatch_kernels, name="minibatch")(x)  # (batch, 240 + kernels)
        score = layers.Dense(1, dtype=output_dtype(), name="score")(x)  # (batch, 1)
        discriminator = keras.Model(sample, score, name="discriminator")

        super().__init__(generator, discriminator, **kwargs)
        self.config = {
            "input_shape": sample_shape,
            "latent_dim": latent_dim,
            "generator_units": tuple(generator_units),
            "discriminator_units": tuple(discriminator_units),
            "pieces": pieces,
            "dropout": tuple(dropout),
            "output_activation": output_activation,
            "saturating": saturating,
            "minibatch_kernels": minibatch_kernels,
        }

    def generator_loss(self, scores):
        """Returns −log D(G(z)), or log(1 − D(G(z))) of the minimax game."""
        if self.config["saturating"]:
            # log(1 − σ(s)) = −softplus(s)
            return -ops.mean(ops.softplus(scores))
        return super().generator_loss(scores)

    def default_optimizer(self) -> keras.optimizers.Optimizer:
        """Returns gradient descent with momentum at the settings the authors began with."""
        return keras.optimizers.SGD(0.1, momentum=0.5)

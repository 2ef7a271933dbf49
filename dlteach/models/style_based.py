"""What the style-based generators share: a mapping network z → w, a painter steered by w, style mixing and truncation.

Karras, Laine, Aila (2018), A style-based generator architecture for generative adversarial networks, arXiv:1812.04948.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models import gradients
from dlteach.models.adversarial import Adversarial


class StyleBased(Adversarial):
    """A generator of two networks: `mapping` turns noise z into a style w, `synthesis` paints from one style a layer.

    Args:
        mapping: functional model, noise (latent_dim,) → style (latent_dim,), with a `StyleAverage` named "average".
        synthesis: functional model, styles (layers, latent_dim) → image.
        discriminator: functional model, image → logit (1,).
        mixing: share of samples in training that take a second style from a random layer on (style mixing).
        r1: γ of the penalty γ/2 · ‖∇D(x)‖² on real samples (arXiv:1801.04406); 0 for none.
    """

    def __init__(
        self,
        mapping: keras.Model,
        synthesis: keras.Model,
        discriminator: keras.Model,
        mixing: float,
        r1: float,
        **kwargs,
    ):
        style_layers = synthesis.input_shape[1]
        noise = keras.Input(mapping.input_shape[1:], name="noise")  # (batch, 512)
        styles = layers.RepeatVector(style_layers, name="styles")(mapping(noise))  # (batch, 2 a size, 512)
        generator = keras.Model(noise, synthesis(styles), name="generator")
        super().__init__(generator, discriminator, **kwargs)
        self.style_layers = style_layers
        self.mixing = mixing
        self.r1 = r1

    @property
    def mapping(self) -> keras.Model:
        """The network z → w."""
        return self.generator.get_layer("mapping")

    @property
    def synthesis(self) -> keras.Model:
        """The network that paints from one style a layer, (batch, layers, latent_dim) → image."""
        return self.generator.get_layer("synthesis")

    def fake(self, batch, training: bool = True):
        """Returns generated images; in training most are made from two styles, so that layers do not rely on others."""
        if not training:
            return super().fake(batch, training)
        first, second = (self.mapping(self.noise(batch), training=True)[:, None] for _ in range(2))
        # layers below the cut take the first style, the others the second
        chance, place = (keras.random.uniform((batch, 1, 1), seed=self.noise_seed) for _ in range(2))
        cut = ops.where(chance < self.mixing, 1 + ops.floor(place * (self.style_layers - 1)), self.style_layers)
        index = ops.reshape(ops.arange(self.style_layers, dtype=cut.dtype), (1, -1, 1))
        return self.synthesis(ops.where(index < cut, first, second), training=True)

    def discriminator_loss(self, real, on_fake, training: bool = True):
        """Returns the cross-entropy of the discriminator plus the penalty on its gradient at real images."""
        loss = super().discriminator_loss(real, on_fake, training)
        if not self.r1:
            return loss
        slope = gradients.input_gradient(lambda x: self.discriminator(x, training=training), real)
        # R₁ = γ/2 · E[‖∇D(x)‖²]
        return loss + self.r1 / 2 * ops.mean(ops.sum(ops.square(slope), axis=(1, 2, 3)))

    def style(self, n: int, seed: int | None = None, truncation: float = 1.0) -> np.ndarray:
        """Returns n styles w, (n, latent_dim), pulled towards their mean: ψ = 1 not at all, 0 wholly."""
        gradients.settle(self)
        seed = keras.random.SeedGenerator() if seed is None else seed
        w = self.mapping.predict(self.noise(n, seed), verbose=0)
        average = ops.convert_to_numpy(self.mapping.get_layer("average").average)
        # w' = w̄ + ψ (w − w̄)
        return average + truncation * (w - average)

    def mix(self, coarse: np.ndarray, fine: np.ndarray, crossover: int) -> np.ndarray:
        """Returns images whose layers before `crossover` have the style `coarse` and from there on `fine`.

        Args:
            coarse: styles, (n, latent_dim): pose and shape, when the crossover is late enough.
            fine: styles, (n, latent_dim): colours and texture.
            crossover: first layer with the fine style, 0 to `style_layers`; each size has two layers.
        """
        gradients.settle(self)
        index = np.arange(self.style_layers)[None, :, None]
        return self.synthesis.predict(np.where(index < crossover, coarse[:, None], fine[:, None]), verbose=0)

    def generate(self, n: int = 16, seed: int | None = None, truncation: float = 1.0) -> np.ndarray:
        """Returns n generated images; a truncation below 1 gives more typical and less varied ones."""
        w = self.style(n, seed, truncation)
        return self.mix(w, w, 0)


def widths_of(name: str, shape: Sequence[int], base_filters: int, max_filters: int) -> dict[int, int]:
    """Returns the number of filters by size, from 4×4 up to the image's, doubling.

    Raises:
        ModelError: the image is not square, or its size is no power of two of at least 8.
    """
    if len(shape) != 3 or shape[0] != shape[1] or shape[0] < 8 or math.log2(shape[0]) % 1:
        raise ModelError(
            f"{name} cannot double its way from 4×4 to images of shape {tuple(shape)}",
            "Give (size, size, channels) with a size of 8, 16, 32, 64 …",
        )
    levels = range(2, int(math.log2(shape[0])) + 1)
    return {2**level: min(max(base_filters // 2**level, 1), max_filters) for level in levels}

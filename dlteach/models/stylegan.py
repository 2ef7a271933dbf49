"""StyleGAN: a mapping network turns noise into a style, and the style steers every layer of the painter.

Karras, Laine, Aila (2018), A style-based generator architecture for generative adversarial networks, arXiv:1812.04948.
Written from the paper; the discriminator and the growing are those of arXiv:1710.10196.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models import gradients, stylegan_networks
from dlteach.models.adversarial import Adversarial


@keras.saving.register_keras_serializable(package="dlteach")
class StyleGAN(Adversarial):
    """z → mapping → w; w scales and shifts every layer of the synthesis network (AdaIN), noise adds the chance details.

    At 1024×1024 the generator has 26,219,627 and the discriminator 23,087,249 trainable weights; at 64×64 the generator
    has 25,137,935. The discriminator returns a logit; images are expected around [−1, 1], and outputs are not bounded.

    For a learner's computer: `StyleGAN(input_shape=(32, 32, 1), latent_dim=64, mapping_layers=4, max_filters=64)`.

    Args:
        input_shape: (size, size, channels), the size a power of two of at least 8.
        latent_dim: numbers of the noise z and of the style w.
        mapping_layers: layers of the mapping network.
        base_filters: a layer at size s has base_filters / s filters …
        max_filters: … but at most this many.
        mixing: share of samples in training that take a second style from a random layer on (style mixing).
        r1: γ of the penalty γ/2 · ‖∇D(x)‖² on real samples (arXiv:1801.04406); 0 for none.

    Reference:
        Karras, Laine, Aila (2018), arXiv:1812.04948.

    Example:
        >>> gan = StyleGAN(input_shape=(32, 32, 1), latent_dim=64, mapping_layers=4, max_filters=64)
        >>> gan.compile()
        >>> history = gan.fit(images, batch_size=16, epochs=10)
        >>> gan.generate(16, seed=0, truncation=0.7).shape
        (16, 32, 32, 1)
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (64, 64, 3),
        latent_dim: int = 512,
        mapping_layers: int = 8,
        base_filters: int = 16384,
        max_filters: int = 512,
        mixing: float = 0.9,
        r1: float = 10.0,
        **kwargs,
    ):
        shape = tuple(input_shape)
        if len(shape) != 3 or shape[0] != shape[1] or shape[0] < 8 or math.log2(shape[0]) % 1:
            raise ModelError(
                f"StyleGAN cannot double its way from 4×4 to images of shape {shape}",
                "Give (size, size, channels) with a size of 8, 16, 32, 64 …",
            )
        widths = {
            2**level: min(max(base_filters // 2**level, 1), max_filters)
            for level in range(2, int(math.log2(shape[0])) + 1)
        }
        mapping = stylegan_networks.build_mapping(latent_dim, mapping_layers)
        synthesis = stylegan_networks.build_synthesis(widths, shape[2], latent_dim)
        noise = keras.Input((latent_dim,), name="noise")  # (batch, 512)
        styles = layers.RepeatVector(2 * len(widths), name="styles")(mapping(noise))  # (batch, 2 a size, 512)
        generator = keras.Model(noise, synthesis(styles), name="generator")
        discriminator = stylegan_networks.build_discriminator(widths, shape[2])
        super().__init__(generator, discriminator, **kwargs)
        self.sizes = list(widths)
        self.style_layers = 2 * len(widths)
        self.mixing = mixing
        self.r1 = r1
        self.config = {
            "input_shape": shape,
            "latent_dim": latent_dim,
            "mapping_layers": mapping_layers,
            "base_filters": base_filters,
            "max_filters": max_filters,
            "mixing": mixing,
            "r1": r1,
        }

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

    def discriminator_loss(self, real, fake, training: bool = True):
        """Returns the cross-entropy of the discriminator plus the penalty on its gradient at real images."""
        real = self._grown(real, len(self.sizes) - 1)
        loss = super().discriminator_loss(real, fake, training)
        if not self.r1:
            return loss
        slope = gradients.input_gradient(lambda x: self.discriminator(x, training=training), real)
        # R₁ = γ/2 · E[‖∇D(x)‖²]
        return loss + self.r1 / 2 * ops.mean(ops.sum(ops.square(slope), axis=(1, 2, 3)))

    def grow(self, progress: float) -> None:
        """Shows both networks only the coarse sizes: 0 is 4×4, 1 is 8×8, and 1.5 is 16×16 half faded in.

        Training from coarse to fine: raise it from 0 to `len(sizes) − 1` and fit in between. New models are full-grown.

        Raises:
            ModelError: the model has no such size.
        """
        last = len(self.sizes) - 1
        if not 0 <= progress <= last:
            raise ModelError(f"progress {progress} is outside 0 to {last}", "Sizes double with each step from 4×4.")
        for network in (self.synthesis, self.discriminator):
            for number, size in enumerate(self.sizes[1:]):
                network.get_layer(f"fade_{size}").share.assign(min(max(progress - number, 0.0), 1.0))

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

    def default_optimizer(self) -> keras.optimizers.Optimizer:
        """Returns the paper's Adam."""
        return keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.99, epsilon=1e-8)

    def _grown(self, images: Any, level: int) -> Any:
        """Returns real images with only the detail that the growing networks show."""
        if level == 0:
            return images
        coarse = self._grown(ops.average_pool(images, 2, 2, data_format="channels_last"), level - 1)
        coarse = ops.repeat(ops.repeat(coarse, 2, axis=1), 2, axis=2)
        share = self.discriminator.get_layer(f"fade_{self.sizes[level]}").share
        return coarse + share * (images - coarse)

"""StyleGAN: a mapping network turns noise into a style, and the style steers every layer of the painter.

Karras, Laine, Aila (2018), A style-based generator architecture for generative adversarial networks, arXiv:1812.04948.
Written from the paper; the discriminator and the growing are those of arXiv:1710.10196.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from dlteach.errors import ModelError
from dlteach.models import stylegan_networks
from dlteach.models.style_based import StyleBased, widths_of


@keras.saving.register_keras_serializable(package="dlteach")
class StyleGAN(StyleBased):
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
        widths = widths_of("StyleGAN", shape, base_filters, max_filters)
        super().__init__(
            stylegan_networks.build_mapping(latent_dim, mapping_layers),
            stylegan_networks.build_synthesis(widths, shape[2], latent_dim),
            stylegan_networks.build_discriminator(widths, shape[2]),
            mixing,
            r1,
            **kwargs,
        )
        self.sizes = list(widths)
        self.config = {
            "input_shape": shape,
            "latent_dim": latent_dim,
            "mapping_layers": mapping_layers,
            "base_filters": base_filters,
            "max_filters": max_filters,
            "mixing": mixing,
            "r1": r1,
        }

    def discriminator_loss(self, real, on_fake, training: bool = True):
        """Returns the loss of the discriminator, which sees real images no finer than the generator paints."""
        return super().discriminator_loss(self._grown(real, len(self.sizes) - 1), on_fake, training)

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

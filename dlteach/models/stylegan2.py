"""StyleGAN2: the style scales the weights of each convolution, and nothing normalises the maps themselves any more.

Karras, Laine, Aittala, Hellsten, Lehtinen, Aila (2019), Analyzing and improving the image quality of StyleGAN,
arXiv:1912.04958. Written from the paper.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras

from dlteach.models import stylegan2_networks
from dlteach.models.style_based import StyleBased, widths_of
from dlteach.models.stylegan_networks import build_mapping


@keras.saving.register_keras_serializable(package="dlteach")
class StyleGAN2(StyleBased):
    """z → mapping → w; w scales the weights of every convolution, each size adds to the image, nothing is grown.

    The paper's configuration F: at 1024×1024 the generator has 30,370,060 and the discriminator 29,012,513 trainable
    weights. The discriminator returns a logit; images are expected around [−1, 1], and outputs are not bounded.

    The losses are the logistic ones that do not saturate, with the penalty R₁ at every step: the paper computes it at
    every 16th, 16 times as strong, to save time. Its path length regularisation is left out.

    For a learner's computer: `StyleGAN2(input_shape=(32, 32, 3), latent_dim=64, mapping_layers=4, max_filters=64)`.

    Args:
        input_shape: (size, size, channels), the size a power of two of at least 8.
        latent_dim: numbers of the noise z and of the style w.
        mapping_layers: layers of the mapping network.
        base_filters: a layer at size s has base_filters / s filters …
        max_filters: … but at most this many.
        mixing: share of samples in training that take a second style from a random layer on (style mixing).
        r1: γ of the penalty γ/2 · ‖∇D(x)‖² on real samples (arXiv:1801.04406); 0 for none.

    Raises:
        ModelError: the image is not square, or its size is no power of two of at least 8.

    Reference:
        Karras, Laine, Aittala, Hellsten, Lehtinen, Aila (2019), arXiv:1912.04958.

    Example:
        >>> gan = StyleGAN2(input_shape=(32, 32, 3), latent_dim=64, mapping_layers=4, max_filters=64)
        >>> gan.compile()
        >>> history = gan.fit(images, batch_size=16, epochs=10)
        >>> gan.generate(16, seed=0, truncation=0.7).shape
        (16, 32, 32, 3)
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (64, 64, 3),
        latent_dim: int = 512,
        mapping_layers: int = 8,
        base_filters: int = 32768,
        max_filters: int = 512,
        mixing: float = 0.9,
        r1: float = 10.0,
        **kwargs,
    ):
        shape = tuple(input_shape)
        widths = widths_of("StyleGAN2", shape, base_filters, max_filters)
        super().__init__(
            build_mapping(latent_dim, mapping_layers),
            stylegan2_networks.build_synthesis(widths, shape[2], latent_dim),
            stylegan2_networks.build_discriminator(widths, shape[2]),
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

    def default_optimizer(self) -> keras.optimizers.Optimizer:
        """Returns the paper's Adam."""
        return keras.optimizers.Adam(2e-3, beta_1=0.0, beta_2=0.99, epsilon=1e-8)

"""Random shifts and zooms of pictures inside a network: a discriminator with few real pictures cannot learn them by heart.

Zhao, Liu, Lin, Zhu, Han (2020), Differentiable augmentation for data-efficient GAN training, arXiv:2006.10738,
section 3.2: real and generated pictures are changed alike, and the generator's gradient passes through the change.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="dlteach")
class RandomView(layers.Layer):
    """Shifts and zooms each picture of a batch by its own chance, in training only; what comes in from outside is paper.

    Args:
        share: a picture is shifted by up to ± this share of its side, in each direction, and zoomed by up to ± this share.
        paper: value of the pixels outside of the picture.
        seed: of the chance; None draws one.

    Reference:
        Zhao, Liu, Lin, Zhu, Han (2020), arXiv:2006.10738.

    Example:
        >>> RandomView(0.1)(images, training=True).shape == images.shape
        True
    """

    def __init__(self, share: float = 0.1, paper: float = -1.0, seed: int | None = None, **kwargs):
        super().__init__(**kwargs)
        self.share = share
        self.paper = paper
        self.seed = seed
        self.chance = keras.random.SeedGenerator(seed)

    def call(self, images, training=False):
        """Returns pictures of the same shape, (batch, height, width, channels)."""
        if not training:
            return images
        zoom = 1 + self._drawn(images)
        ink = images - self.paper
        # both changes work along each axis by itself, so two matrix products do: rows · picture · columnsᵀ
        ink = ops.einsum("bij,bjkc->bikc", self._lines(images, zoom, axis=1), ink)
        ink = ops.einsum("blk,bikc->bilc", self._lines(images, zoom, axis=2), ink)
        return ink + self.paper

    def _lines(self, images, zoom, axis: int):
        """Returns the bilinear weights of the old lines in each new one, (batch, size, size)."""
        size = images.shape[axis]
        middle = (size - 1) / 2
        lines = ops.arange(size, dtype=images.dtype)
        # where new line i comes from: (i − middle − shift) / zoom + middle; an old line counts by its nearness
        source = (lines[None, :, None] - middle - size * self._drawn(images)) / zoom + middle
        return ops.relu(1 - ops.abs(source - lines[None, None, :]))

    def _drawn(self, images):
        shape = (ops.shape(images)[0], 1, 1)
        return keras.random.uniform(shape, -self.share, self.share, dtype=images.dtype, seed=self.chance)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments, so that the layer can be saved."""
        return {**super().get_config(), "share": self.share, "paper": self.paper, "seed": self.seed}

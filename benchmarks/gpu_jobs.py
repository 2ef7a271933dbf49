"""The jobs of the rows on a GPU: their sizes and random examples, the same for both sides.

Random numbers cost a training what real ones cost, and need no download. All examples of a lap lie in the card's memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.jobs import Job

# FLOP/s of products of bfloat16 matrices of 8192 rows and columns, measured on an NVIDIA H200
PEAK = 790e12


@dataclass(frozen=True)
class Text:
    """GPT-2 small and its batches; the vocabulary of 50,257 is rounded up to a multiple of 64, as nanoGPT does."""

    layers: int = 12
    heads: int = 12
    width: int = 768
    length: int = 1024
    vocabulary: int = 50304
    batch: int = 32
    steps: int = 20

    def job(self) -> Job:
        """Random tokens, each with the token one place later."""
        shape = (self.batch * self.steps, self.length + 1)
        tokens = np.random.default_rng(0).integers(0, self.vocabulary, shape, dtype="int32")
        return Job(tokens[:, :-1].copy(), tokens[:, 1:].copy(), self.batch)

    def flops_per_token(self, parameters: int) -> int:
        """Floating-point operations of one training step, for each token.

        Args:
            parameters: of the model, position embedding included.

        Reference:
            Chowdhery et al. (2022), PaLM, arXiv:2204.02311, appendix B.
        """
        # every weight but those of the places: a multiply–add forward and two backward
        # attention: scores and mixture of values, 2 · 2 · length · width a layer, forward once and backward twice
        weights = parameters - self.length * self.width
        return 6 * weights + 12 * self.layers * self.width * self.length


@dataclass(frozen=True)
class Images:
    """ResNet-50 and its batches. Other `blocks` make a shorter network, for trials."""

    blocks: tuple[int, ...] = (3, 4, 6, 3)
    pixels: int = 224
    classes: int = 1000
    batch: int = 256
    steps: int = 12

    def job(self) -> Job:
        """Noise with random labels, in 16 bits so that a lap's images stay below a gigabyte."""
        random = np.random.default_rng(0)
        count = self.batch * self.steps
        x = np.empty((count, self.pixels, self.pixels, 3), "float16")
        for image in x:
            image[:] = random.standard_normal(image.shape, dtype="float32")
        return Job(x, random.integers(0, self.classes, count, dtype="int32"), self.batch)


@dataclass(frozen=True)
class Sequences:
    """An LSTM and its batches."""

    units: int = 512
    length: int = 256
    features: int = 64
    batch: int = 128
    steps: int = 40

    def job(self) -> Job:
        """Noise; the target is the mean of each sequence."""
        shape = (self.batch * self.steps, self.length, self.features)
        x = np.random.default_rng(0).standard_normal(shape, dtype="float32")
        return Job(x, x.mean(axis=(1, 2)).reshape(-1, 1), self.batch)

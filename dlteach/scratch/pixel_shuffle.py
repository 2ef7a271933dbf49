"""Pixel shuffle: channels become pixels, so that a network computes small and ends large."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def pixel_shuffle(x, scale):
    """Turns channels into pixels: each group of scale² channels becomes a square of scale × scale pixels.

    Args:
        x: (batch, height, width, channels · scale²); channel c · scale² + i · scale + j becomes row i, column j of
            channel c, as in PyTorch.
        scale: how many times larger the result is.

    Returns:
        (batch, height · scale, width · scale, channels).

    Raises:
        ModelError: the number of channels does not divide by scale².

    Reference:
        Shi et al. (2016), arXiv:1609.05158, equation 4.
    """
    if x.shape[-1] % scale**2:
        raise ModelError(
            f"{x.shape[-1]} channels cannot become squares of {scale}×{scale} pixels",
            f"Give a multiple of {scale**2} channels.",
        )
    batch, height, width, channels = ops.shape(x)
    # (batch, height, width, channel, i, j) → (batch, height, i, width, j, channel)
    groups = ops.reshape(x, (batch, height, width, channels // scale**2, scale, scale))
    rows = ops.transpose(groups, (0, 1, 4, 2, 5, 3))
    return ops.reshape(rows, (batch, height * scale, width * scale, channels // scale**2))

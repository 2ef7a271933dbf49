"""How like two pictures are: peak signal-to-noise ratio and structural similarity."""

from __future__ import annotations

import math

from keras import ops

from dlteach.errors import ModelError


def psnr(image, other, largest=1.0):
    """Peak signal-to-noise ratio: how like two pictures are, in decibels.

    Args:
        image: (..., height, width, channels).
        other: the same shape.
        largest: the largest value that a pixel can have.

    Returns:
        One number over all pixels; higher is more alike, infinity for equal pictures. 10 dB more mean a mean squared error
        ten times smaller.

    Raises:
        ModelError: the shapes differ.

    Example:
        >>> round(float(psnr(ops.zeros((1, 2, 2, 1)), 0.1 * ops.ones((1, 2, 2, 1)))), 3)
        20.0
    """
    _check_shapes(image, other)
    # PSNR = 10 · log₁₀(largest² / mean squared error)
    error = ops.mean(ops.square(image - other))
    return 10 / math.log(10) * ops.log(largest**2 / error)


def ssim(image, other, largest=1.0, window=11, deviation=1.5):
    """Structural similarity: compares brightness, contrast and structure around each pixel.

    Args:
        image: (batch, height, width, channels), at least as large as the window.
        other: the same shape.
        largest: the largest value that a pixel can have.
        window: side of the window that moves over the pictures, in pixels.
        deviation: of the Gaussian weights in the window, in pixels.

    Returns:
        (batch,), 1 for equal pictures; the mean over all places where the window fits, and over channels.

    Raises:
        ModelError: the shapes differ.

    Reference:
        Wang, Bovik, Sheikh, Simoncelli (2004), Image quality assessment: from error visibility to structural similarity,
        doi:10.1109/TIP.2003.819861.
    """
    _check_shapes(image, other)
    x, y = ops.convert_to_tensor(image), ops.convert_to_tensor(other)
    channels = x.shape[-1]
    offset = ops.arange(window, dtype=x.dtype) - (window - 1) / 2
    bell = ops.exp(-ops.square(offset) / (2 * deviation**2))
    weights = ops.outer(bell, bell) / ops.square(ops.sum(bell))
    kernel = ops.tile(weights[:, :, None, None], (1, 1, channels, 1))

    def mean(values):
        return ops.depthwise_conv(values, kernel)

    # μ, σ² and the covariance under the window
    mean_x, mean_y = mean(x), mean(y)
    variance_x, variance_y = mean(x * x) - mean_x**2, mean(y * y) - mean_y**2
    covariance = mean(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * largest) ** 2, (0.03 * largest) ** 2
    # SSIM = (2 μx μy + c₁)(2 σxy + c₂) / ((μx² + μy² + c₁)(σx² + σy² + c₂))
    above = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    below = (mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2)
    return ops.mean(above / below, axis=(1, 2, 3))


def _check_shapes(image, other):
    if tuple(image.shape) != tuple(other.shape):
        raise ModelError(
            f"pictures of shape {tuple(image.shape)} and {tuple(other.shape)} cannot be compared",
            "Bring them to the same height, width and number of channels.",
        )

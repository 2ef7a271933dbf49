"""Turns arrays into pictures that can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlteach.views import Picture, Tile

# blue for negative, orange for positive: told apart by every kind of colour vision
NEGATIVE, POSITIVE, ZERO = np.array([33, 102, 172]), np.array([230, 97, 1]), np.array([247, 247, 247])


def gallery(title: str, images: Any, labels: Sequence[str], words: str, **options: Any) -> Picture:
    """Several images side by side.

    Args:
        title: heading of the picture.
        images: a sequence of (height, width), (height, width, 1) or (height, width, 3) in [0, 1].
        labels: one line of text under each.
        words: what is to be seen, in plain sentences.
        options: `columns`, `name` and `per_moment` of `dlteach.views.Picture`.
    """
    return Picture(title, [tile(image, label) for image, label in zip(images, labels, strict=True)], words, **options)


def tile(image: Any, label: str = "") -> Tile:
    """One image as a tile: gray for one channel, RGB for three.

    Args:
        image: (height, width), (height, width, 1) or (height, width, 3) in [0, 1]; values outside are clipped.
        label: text under it.
    """
    pixels = np.asarray(image, dtype="float32")
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    height, width, channels = pixels.shape
    data = np.round(np.clip(pixels, 0, 1) * 255).astype("uint8")
    return Tile(data.tobytes(), height, width, channels, label)


def stretched(image: Any) -> Any:
    """An image rescaled so that its smallest value becomes 0 and its largest 1; a constant one becomes 0."""
    pixels = np.asarray(image, dtype="float32")
    low, high = pixels.min(), pixels.max()
    return np.zeros_like(pixels) if high == low else (pixels - low) / (high - low)


def diverging(weights: Any, largest: float | None = None) -> Any:
    """Signed numbers as colours: blue below zero, white at zero, orange above.

    Args:
        weights: (height, width).
        largest: the magnitude that gets the full colour; the largest in `weights` when left out.

    Returns:
        (height, width, 3) in [0, 1].
    """
    values = np.asarray(weights, dtype="float32")
    scale = largest or float(np.abs(values).max()) or 1.0
    strength = np.clip(np.abs(values) / scale, 0, 1)[..., None]
    end = np.where((values >= 0)[..., None], POSITIVE, NEGATIVE)
    return (ZERO + (end - ZERO) * strength) / 255


def heat_over(image: Any, heat: Any) -> Any:
    """A heat map over a dimmed gray image: black where nothing matters, then red, yellow, white.

    Args:
        image: (height, width, channels) in [0, 1].
        heat: (height, width) in [0, 1].

    Returns:
        (height, width, 3) in [0, 1].
    """
    gray = np.asarray(image, dtype="float32").mean(axis=-1, keepdims=True)
    strength = np.asarray(heat, dtype="float32")[..., None]
    warm = np.clip(np.concatenate([3 * strength, 3 * strength - 1, 3 * strength - 2], axis=-1), 0, 1)
    return 0.45 * gray * (1 - strength) + warm * (0.35 + 0.65 * strength)

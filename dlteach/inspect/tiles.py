"""Arrays turned into tiles of a picture: gray, coloured, signed, or a heat map over an image."""

from __future__ import annotations

import numpy as np

from dlteach import views

_BLUE, _WHITE, _RED = (np.array(colour, "float64") for colour in ((33, 102, 172), (247, 247, 247), (178, 24, 43)))


def image_tile(image: np.ndarray, label: str = "") -> views.Tile:
    """A gray or colour image with values in [0, 1].

    Args:
        image: (height, width), (height, width, 1) or (height, width, 3).
        label: what stands under it.
    """
    image = np.asarray(image, "float64")
    if image.ndim == 3 and image.shape[-1] != 3:
        image = image.mean(axis=-1)
    return _tile(image * 255, label)


def map_tile(values: np.ndarray, label: str = "") -> views.Tile:
    """A map of any range as gray: its least value black, its largest white.

    Args:
        values: (height, width).
        label: what stands under it.
    """
    values = np.asarray(values, "float64")
    low, high = values.min(), values.max()
    return _tile((values - low) / (high - low or 1) * 255, label)


def signed_tile(values: np.ndarray, label: str = "", limit: float | None = None) -> views.Tile:
    """Signed weights in diverging colours: blue below zero, white at zero, red above.

    Args:
        values: (height, width).
        label: what stands under it.
        limit: the size that gets the full colour; that of the largest value when left out.
    """
    values = np.asarray(values, "float64")
    size = np.clip(np.abs(values) / (limit or np.abs(values).max() or 1), 0, 1)[..., None]
    return _tile(_WHITE + size * (np.where(values[..., None] < 0, _BLUE, _RED) - _WHITE), label)


def heat_tile(image: np.ndarray, heat: np.ndarray, label: str = "") -> views.Tile:
    """A heat map over a dimmed image: the warmer, the more a pixel matters.

    Args:
        image: (height, width, channels) in [0, 1].
        heat: (height, width) in [0, 1].
        label: what stands under it.
    """
    image = np.asarray(image, "float64")
    gray = image.mean(axis=-1, keepdims=True) if image.ndim == 3 else image[..., None]
    heat = np.asarray(heat, "float64")[..., None]
    # black – red – yellow – white as heat goes from 0 to 1
    warm = np.clip(np.concatenate([3 * heat, 3 * heat - 1, 3 * heat - 2], axis=-1), 0, 1)
    return _tile(255 * (gray * 0.45 * (1 - heat) + warm * (0.35 + 0.65 * heat)), label)


def _tile(pixels: np.ndarray, label: str) -> views.Tile:
    data = np.clip(np.rint(pixels), 0, 255).astype("uint8")
    channels = 1 if data.ndim == 2 else data.shape[-1]
    return views.Tile(data.tobytes(), height=data.shape[0], width=data.shape[1], channels=channels, label=label)

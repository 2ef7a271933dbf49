"""What the filters of a convolution look like, and what they answer to one image."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from dlteach import views
from dlteach.errors import ModelError

from .layers import layer_named, one_image, output_of
from .pictures import diverging, stretched, tile
from .words import listed, percent, place, short


def feature_maps(model: keras.Model, image: Any, layer: str, most: int = 32) -> views.Picture:
    """Shows the feature maps of one layer for one image.

    Args:
        model: a convolutional network.
        image: (height, width, channels), as the model expects it.
        layer: name of the layer whose output is shown.
        most: how many maps to show at most, in the layer's order.

    Returns:
        A gallery of gray maps, each stretched to its own range.

    Raises:
        ModelError: there is no such layer, or its output is no image.

    Reference:
        Zeiler and Fergus (2013), arXiv:1311.2901.
    """
    maps = output_of(model, layer, one_image(image))
    if maps.ndim != 4:
        raise ModelError(
            f'the output of "{layer}" has shape {maps.shape[1:]} and is no image', "Choose a convolution or pooling."
        )
    height, width, count = maps.shape[1:]
    shown = [maps[0, :, :, number] for number in range(min(count, most))]
    spread = np.array([one.max() - one.min() for one in shown])
    dead = int(np.sum(spread < 1e-6))
    strongest = int(np.argmax([one.max() for one in shown]))
    told = (
        f'"{layer}" answers with {count} maps of {height}×{width}'
        + (f", the first {most} are shown" if count > most else "")
        + f". Map {strongest + 1} answers strongest, {short(shown[strongest].max())} at most, "
        f"most of all in {place(shown[strongest])}."
    )
    if dead:
        told += f" {dead} of {len(shown)} maps stay even: they find nothing in this image."
    tiles = [tile(stretched(one), str(number + 1)) for number, one in enumerate(shown)]
    return views.Picture(f"Feature maps of {layer}", tiles, told, name=f"feature-maps-{layer}")


def filters(model: keras.Model, layer: str, most: int = 32) -> views.Picture:
    """Shows the learned kernels of a convolution: blue weights are negative, orange ones positive.

    Args:
        model: a convolutional network.
        layer: name of a convolution.
        most: how many filters to show at most.

    Returns:
        A gallery, one tile a filter, all in one common scale; of several input channels the mean is shown.

    Raises:
        ModelError: there is no such layer, or it has no kernels.
    """
    kernel = getattr(layer_named(model, layer), "kernel", None)
    if kernel is None or len(kernel.shape) != 4:
        raise ModelError(f'"{layer}" has no kernels to show', "Choose a two-dimensional convolution.")
    weights = keras.ops.convert_to_numpy(kernel)
    height, width, channels, count = weights.shape
    flat = weights.mean(axis=2)
    limit = float(np.abs(flat).max())
    tiles = [tile(diverging(flat[:, :, number], limit), str(number + 1)) for number in range(min(count, most))]
    edges = [
        f"filter {number + 1} ({direction})"
        for number, direction in enumerate(map(_edge, np.moveaxis(flat, -1, 0)))
        if direction
    ]
    told = (
        f'"{layer}" has {count} filters of {height}×{width} over {channels} channel{"s" * (channels > 1)}'
        + (", shown as the mean over the channels" if channels > 1 else "")
        + f". {percent(np.mean(weights > 0))} of the weights are positive, the largest has size {short(np.abs(weights).max())}."
    )
    if edges:
        told += f" Opposite signs on opposite sides, as in an edge detector: {listed(edges[:6])}."
    return views.Picture(f"Filters of {layer}", tiles, told, name=f"filters-{layer}")


def _edge(kernel: np.ndarray) -> str:
    """Says for a kernel whose halves have opposite signs on the whole which side is positive."""
    height, width = kernel.shape
    if min(height, width) < 2:
        return ""
    upper, lower = kernel[: height // 2].sum(), kernel[-(height // 2) :].sum()
    left, right = kernel[:, : width // 2].sum(), kernel[:, -(width // 2) :].sum()
    # opposite signs alone happen by chance; half of all weight in the difference does not
    size = np.abs(kernel).sum() or 1
    found = {
        "bright above dark": (upper, lower),
        "dark above bright": (lower, upper),
        "bright left of dark": (left, right),
        "dark left of bright": (right, left),
    }
    best = max(found, key=lambda side: found[side][0] - found[side][1])
    positive, negative = found[best]
    return best if positive > 0 > negative and positive - negative > size / 2 else ""

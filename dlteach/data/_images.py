"""Resampling of images: enlarging, turning, shifting and zooming, for a whole batch at once."""

from __future__ import annotations

import numpy as np


def resample(images: np.ndarray, size: int, turn=0.0, zoom=1.0, shift=(0.0, 0.0)) -> np.ndarray:
    """Draws each image anew on a square of `size` pixels, by bilinear interpolation; outside the image is black.

    Pixel centres lie at half-integers, as in tf.image.resize and torch's `align_corners=False`.

    Args:
        images: (images, height, width, channels), square.
        size: side of the new images in pixels.
        turn: counter-clockwise angle in radians, one number or one per image.
        zoom: factor by which the content grows, one number or one per image.
        shift: downward and rightward shift in new pixels: a pair of numbers, or (images, 2).

    Returns:
        (images, size, size, channels), float32.
    """
    count, side = images.shape[0], images.shape[1]
    turn, zoom = (np.broadcast_to(np.asarray(value, "float32"), count)[:, None, None] for value in (turn, zoom))
    shift = np.broadcast_to(np.asarray(shift, "float32"), (count, 2))[:, :, None, None]
    # new pixel centres, measured from the middle, then carried back to where they come from:
    # source = R(turn)ᵀ (new − shift) / zoom · (old side / new side)
    middle = (size - 1) / 2
    down, right = np.meshgrid(*[np.arange(size, dtype="float32") - middle] * 2, indexing="ij")
    down, right = down[None] - shift[:, 0], right[None] - shift[:, 1]
    scale = side / size / zoom
    rows = (np.cos(turn) * down + np.sin(turn) * right) * scale + (side - 1) / 2
    columns = (np.cos(turn) * right - np.sin(turn) * down) * scale + (side - 1) / 2
    return _bilinear(images.astype("float32"), rows, columns)


def _bilinear(images: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Mixes the four pixels around each point by their distance."""
    side = images.shape[1]
    # two black pixels all around, so that every neighbour exists
    framed = np.pad(images, [(0, 0), (2, 2), (2, 2), (0, 0)])
    rows, columns = (np.clip(place + 2, 0, side + 2.999) for place in (rows, columns))
    top, left = rows.astype("int32"), columns.astype("int32")
    down, right = (rows - top).astype("float32")[..., None], (columns - left).astype("float32")[..., None]
    image = np.arange(len(images))[:, None, None]
    upper = framed[image, top, left] * (1 - right) + framed[image, top, left + 1] * right
    lower = framed[image, top + 1, left] * (1 - right) + framed[image, top + 1, left + 1] * right
    return upper * (1 - down) + lower * down

"""Resampling of images: enlarging, shrinking, turning, shifting and zooming, for a whole batch at once."""

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


def bicubic(images: np.ndarray, height: int, width: int) -> np.ndarray:
    """Resizes images by bicubic interpolation; when shrinking, the curve is widened so that every pixel counts.

    Pixel centres lie at half-integers and a = −0.5, as in Pillow and tf.image.resize.

    Args:
        images: (images, height, width, channels).
        height: of the new images.
        width: of the new images.

    Returns:
        (images, height, width, channels), float32; near sharp edges a little outside the range of the old values.

    Reference:
        Keys (1981), Cubic convolution interpolation for digital image processing, doi:10.1109/TASSP.1981.1163711.
    """
    down, right = _cubic_weights(images.shape[1], height), _cubic_weights(images.shape[2], width)
    return np.einsum("ij,bjkc,lk->bilc", down, images, right, optimize=True).astype("float32")


def _cubic_weights(old: int, new: int) -> np.ndarray:
    """How much each old pixel of a line adds to each new one, (new, old); each row sums to 1."""
    step = old / new
    centres = (np.arange(new) + 0.5) * step - 0.5
    distance = np.abs(np.arange(old)[None] - centres[:, None]) / max(step, 1)
    # with a = −½: (a + 2) d³ − (a + 3) d² + 1 up to one pixel away, a (d³ − 5 d² + 8 d − 4) up to two
    near = 1.5 * distance**3 - 2.5 * distance**2 + 1
    far = -0.5 * (distance**3 - 5 * distance**2 + 8 * distance - 4)
    weights = np.where(distance <= 1, near, np.where(distance < 2, far, 0))
    return weights / weights.sum(axis=1, keepdims=True)

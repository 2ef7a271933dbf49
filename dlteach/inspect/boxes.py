"""Draws what detectors and segmenters found: boxes over a dimmed image, and a colour for each class of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

# orange, sky blue, yellow, green, vermilion, purple: told apart by every kind of colour vision (Okabe and Ito)
COLOURS = np.array([[230, 159, 0], [86, 180, 233], [240, 228, 66], [0, 158, 115], [213, 94, 0], [204, 121, 167]]) / 255
COLOUR_NAMES = ("orange", "sky blue", "yellow", "green", "vermilion", "purple")
GROUND = np.array([0.15, 0.15, 0.15])


def with_boxes(image: Any, boxes: Any, labels: Sequence[int]) -> np.ndarray:
    """An image in dim gray with the outline of each box, one pixel wide, in the colour of its class.

    Args:
        image: (height, width, channels) in [0, 1].
        boxes: (n, 4) in pixels: top, left, bottom, right.
        labels: class of each box, (n,).

    Returns:
        (height, width, 3) in [0, 1].
    """
    gray = 0.6 * np.asarray(image, "float32").mean(axis=-1, keepdims=True)
    picture = np.repeat(gray, 3, axis=-1)
    height, width = picture.shape[:2]
    for box, label in zip(np.asarray(boxes).reshape(-1, 4), labels, strict=True):
        top, left, bottom, right = np.rint(box).astype(int)
        top, left = np.clip(top, 0, height - 1), np.clip(left, 0, width - 1)
        bottom, right = np.clip(bottom - 1, top, height - 1), np.clip(right - 1, left, width - 1)
        colour = COLOURS[label % len(COLOURS)]
        picture[[top, bottom], left : right + 1] = colour
        picture[top : bottom + 1, [left, right]] = colour
    return picture


def class_colours(classes: Any) -> np.ndarray:
    """A map of classes as a picture: class 0, the ground, in dark gray, class 1 in the first colour and so on.

    Args:
        classes: (height, width), whole numbers from 0.

    Returns:
        (height, width, 3) in [0, 1].
    """
    return np.concatenate([GROUND[None], COLOURS])[np.asarray(classes)]

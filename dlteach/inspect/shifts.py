"""What becomes of a network's accuracy when its images are moved."""

from __future__ import annotations

import keras
import numpy as np

from dlteach.training.evaluate import loss_and_accuracy


def moved(images: np.ndarray, right: int, down: int) -> np.ndarray:
    """Images moved by whole pixels; what comes in at the border is 0.

    Args:
        images: (batch, height, width, channels).
        right: pixels to the right; negative for left.
        down: pixels downwards; negative for up.

    Returns:
        (batch, height, width, channels).
    """
    height, width = images.shape[1:3]
    result = np.zeros_like(images)
    result[:, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = images[
        :, max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
    ]
    return result


def accuracy_when_moved(model: keras.Model, x: np.ndarray, y: np.ndarray, distance: int) -> float:
    """The mean accuracy over moving all images by a distance to the left, right, up and down.

    Args:
        model: a classifier whose output are probabilities.
        x: images, (examples, height, width, channels).
        y: classes, (examples,).
        distance: in pixels.
    """
    ways = [(distance, 0), (-distance, 0), (0, distance), (0, -distance)] if distance else [(0, 0)]
    return float(np.mean([loss_and_accuracy(model, moved(x, *way), y)[1] for way in ways]))

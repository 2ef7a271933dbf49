"""Measures a classifier without the start-up cost of `predict` and `evaluate`, in batches that fit in memory."""

from __future__ import annotations

import keras
import numpy as np

BATCH = 500


def probabilities(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """What the model outputs for every example.

    Args:
        model: a classifier whose output are probabilities.
        x: inputs, (examples, …).

    Returns:
        (examples, classes), float32.
    """
    parts = [model.predict_on_batch(x[start : start + BATCH]) for start in range(0, len(x), BATCH)]
    return np.concatenate([keras.ops.convert_to_numpy(part) for part in parts]).astype("float32")


def loss_and_accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Mean cross-entropy, in natural logarithms, and the share of examples classified rightly.

    Args:
        model: a classifier whose output are probabilities.
        x: inputs, (examples, …).
        y: classes, (examples,).
    """
    predicted = probabilities(model, x)
    chosen = predicted[np.arange(len(y)), y]
    return float(-np.log(np.maximum(chosen, 1e-12)).mean()), float((predicted.argmax(axis=1) == y).mean())

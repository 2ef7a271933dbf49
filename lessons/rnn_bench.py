"""The series of the RNN lesson, its network, and the plain forecasts that it has to stand beside."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np

from dlteach.data import Dataset
from dlteach.models import SequenceForecaster
from dlteach.training.lab import Lab


def waves(lab: Lab, horizon: int = 1) -> Dataset:
    """The lesson's series, cut so that so many values are to be told."""
    return lab.dataset(horizon=horizon)


def build_forecaster(lab: Lab, cell: str | None = None) -> SequenceForecaster:
    """A network that reads a series and gives its next value; the first weights are drawn from the lab's seed.

    Args:
        lab: with the settings `cell` and `units`.
        cell: instead of the setting.
    """
    keras.utils.set_random_seed(lab.seed)
    steps = waves(lab).x_train.shape[1]
    cell = cell or str(lab.settings["cell"])
    return SequenceForecaster(input_shape=(steps, 1), cell=cell, units=int(lab.settings["units"]), name=cell)


def plain_forecasts(dataset: Dataset) -> Mapping[str, np.ndarray]:
    """Forecasts of the test targets that need no network.

    Args:
        dataset: series (examples, steps, 1) and the next value (examples, 1).

    Returns:
        "persistence": the last value again. "linear": a weighted sum of all the steps and a constant, weights by least
        squares on the training set: a linear autoregressive model.
    """
    past, future = _with_one(dataset.x_train), _with_one(dataset.x_test)
    weights = np.linalg.lstsq(past, dataset.y_train, rcond=None)[0]
    return {"persistence": dataset.x_test[:, -1], "linear": future @ weights}


def error(predicted: np.ndarray, y: np.ndarray) -> float:
    """The mean of (predicted − true)²."""
    return float(np.mean((np.asarray(predicted) - y) ** 2))


def _with_one(x: np.ndarray) -> np.ndarray:
    return np.concatenate([x[:, :, 0], np.ones((len(x), 1), "float32")], axis=1)

"""Where a classifier errs: the confusion matrix, and the mistakes it was surest of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlteach import views
from dlteach.errors import ModelError

from .pictures import tile
from .words import largest, listed, percent


def confusion_matrix(y_true: Any, y_predicted: Any, class_names: Sequence[str]) -> views.Heatmap:
    """Counts for each true class what was predicted.

    Args:
        y_true: true classes, (examples,).
        y_predicted: predicted classes, (examples,), or probabilities, (examples, classes).
        class_names: names of the classes in order.

    Returns:
        A matrix of counts: rows are true classes, columns predicted ones.

    Raises:
        ModelError: the lengths differ, or a class has no name.
    """
    truth, predicted = _classes(y_true, y_predicted)
    count = len(class_names)
    if len(truth) and max(truth.max(), predicted.max()) >= count:
        raise ModelError(f"class {max(truth.max(), predicted.max())} has no name", f"There are {count} names.")
    matrix = np.zeros((count, count), int)
    np.add.at(matrix, (truth, predicted), 1)
    return views.Heatmap(
        "Confusion matrix",
        values=matrix.astype(float).tolist(),
        words=_told(matrix, class_names),
        row_labels=list(class_names),
        column_labels=list(class_names),
        row_title="true",
        column_title="predicted",
        name="confusion-matrix",
    )


def worst_mistakes(
    images: Any, y_true: Any, probabilities: Any, class_names: Sequence[str], count: int = 12
) -> views.Picture:
    """Shows the wrongly classified images of which the model was surest.

    Args:
        images: (examples, height, width, channels) in [0, 1].
        y_true: true classes, (examples,).
        probabilities: (examples, classes).
        class_names: names of the classes in order.
        count: how many to show at most.

    Returns:
        A gallery, the surest mistake first, labelled "true → predicted, probability".

    Raises:
        ModelError: the lengths differ.
    """
    truth, predicted = _classes(y_true, probabilities)
    sure = np.asarray(probabilities).max(axis=-1)
    wrong = np.flatnonzero(truth != predicted)
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:count]
    tiles = [
        tile(images[one], f"{class_names[truth[one]]} → {class_names[predicted[one]]}, {percent(sure[one])}")
        for one in worst
    ]
    if not tiles:
        told = f"No mistake among {len(truth)} images."
    else:
        first = worst[0]
        told = (
            f"{len(wrong)} of {len(truth)} images are misclassified ({percent(len(wrong) / len(truth))}). "
            f"The surest mistake is taken for {class_names[predicted[first]]} with probability "
            f"{percent(sure[first])}; the truth is {class_names[truth[first]]}."
        )
    return views.Picture("Worst mistakes", tiles, told, name="worst-mistakes")


def _classes(y_true: Any, y_predicted: Any) -> tuple[np.ndarray, np.ndarray]:
    truth, predicted = np.asarray(y_true).reshape(-1).astype(int), np.asarray(y_predicted)
    predicted = predicted.argmax(axis=-1) if predicted.ndim == 2 else predicted.astype(int)
    if len(truth) != len(predicted):
        raise ModelError(f"{len(truth)} true classes, {len(predicted)} predictions", "Give one prediction per example.")
    return truth, predicted


def _told(matrix: np.ndarray, names: Sequence[str]) -> str:
    total, right = int(matrix.sum()), int(np.trace(matrix))
    if not total:
        return "No examples."
    told = f"{right} of {total} are right ({percent(right / total)})."
    wrong = matrix - np.diag(np.diag(matrix))
    pairs = [f"{row} taken for {column} ({int(n)})" for row, column, n in largest(wrong, names, names) if n > 0]
    return f"{told} Most often confused: {listed(pairs)}." if pairs else f"{told} Nothing is confused."

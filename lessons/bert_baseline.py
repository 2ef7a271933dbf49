"""The plain baseline of the BERT lesson: a linear classifier that counts words."""

from __future__ import annotations

import numpy as np

from dlteach.lessons.bert_bench import drawn_labels, labelled, vocabulary
from dlteach.training.lab import Lab


def by_counting_words(lab: Lab, labels: int, seed: int) -> float:
    """Fits a logistic regression on how often each word occurs.

    Args:
        lab: the bench.
        labels: labelled opinions, drawn as for the networks.
        seed: of the draw.

    Returns:
        The share of test opinions whose class it tells rightly.
    """
    from sklearn.linear_model import LogisticRegression

    x, y = labelled(lab, "train")
    chosen = drawn_labels(len(x), labels, seed)
    x_test, y_test = labelled(lab, "test")
    model = LogisticRegression(max_iter=1000).fit(_counts(lab, x[chosen]), y[chosen])
    return float(model.score(_counts(lab, x_test), y_test))


def _counts(lab: Lab, tokens: np.ndarray) -> np.ndarray:
    """How often each token occurs in each text, (texts, vocabulary)."""
    return np.stack([np.bincount(row, minlength=len(vocabulary(lab))) for row in tokens])[:, 1:]

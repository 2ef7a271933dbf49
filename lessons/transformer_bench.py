"""What all parts of the Transformer lesson share: its dates and letters, its network, its training and the phrase."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from dlteach import data
from dlteach.data import Dataset
from dlteach.lessons.translation import LONGEST, exact, numbered, shifted, spelled, train, written
from dlteach.models import Transformer
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

EPOCHS = 10
LETTERS = 8


def dates(lab: Lab) -> Dataset:
    """The date phrases."""
    return lab.dataset()


def letters(lab: Lab, order: str) -> Dataset:
    """Eight letters to be written backwards ("reversed") or "sorted", drawn once a session from the lab's seed."""
    key = f"letters {order}"
    if key not in lab.memory:
        lab.memory[key] = data.load("reversing", seed=lab.seed, shortest=LETTERS, longest=LETTERS, order=order)
    return lab.memory[key]


def build(lab: Lab, dataset: Dataset, **changes: Any) -> Transformer:
    """The network with the learner's settings, first weights drawn from the seed; `changes` replace single settings."""
    keras.utils.set_random_seed(lab.seed)
    width = int(lab.settings["width"])
    options = {
        "num_layers": int(lab.settings["layers"]),
        "num_heads": int(lab.settings["heads"]),
        "hidden_dim": width,
        "intermediate_dim": 2 * width,
        "max_sequence_length": LONGEST,
        # ten thousand short phrases, seen a few times: there is little to overfit
        "dropout": 0.0,
    }
    return Transformer(len(dataset.extra["vocabulary"]), name="transformer", **(options | changes))


def forget_places(model: Transformer) -> None:
    """Sets all waves of the positional encoding to zero; encoder and decoder share them."""
    positions = model.encoder.get_layer("positions")
    positions.table = np.zeros_like(positions.table)


def fit(
    lab: Lab, model: Transformer, dataset: Dataset, title: str, epochs: int, limit: int | None = None
) -> tuple[Fitted, np.ndarray]:
    """Trains a network, and says which test examples it then writes exactly."""
    fitted = train(lab, model, dataset, title, epochs, kind="attention", limit=limit)
    return fitted, exact(model, dataset.x_test, dataset.y_test, dataset)


def gazes(model: Any, phrase: str, dataset: Dataset) -> tuple[str, dict[str, np.ndarray]]:
    """What the network writes for a phrase, and its attention meanwhile: name → (layers, heads, queries, keys)."""
    source = numbered(phrase, dataset.extra["vocabulary"])
    target = written(model, source, dataset)
    weights = model.attention_weights(source, shifted(target, dataset.extra["start"]))
    return spelled(target[0], dataset.extra["vocabulary"]), {name: found[:, 0] for name, found in weights.items()}

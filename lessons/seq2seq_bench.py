"""What all parts of the encoder–decoder lesson share: its dates, its network, its training and the learner's phrase."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from dlteach import data
from dlteach.data import Dataset
from dlteach.lessons.translation import exact, numbered, shifted, spelled, train, written
from dlteach.models import Seq2Seq
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

EPOCHS = 10
EMBEDDING = 32
KNOWN_PHRASE = "Tuesday, 3 March 1998"


def dates(lab: Lab) -> Dataset:
    """The date phrases."""
    return lab.dataset()


def letters(lab: Lab, size: int, shortest: int, longest: int) -> Dataset:
    """Letters to be written backwards, drawn once a session from the lab's seed."""
    key = f"reversing {size} {shortest} {longest}"
    if key not in lab.memory:
        lab.memory[key] = data.load("reversing", seed=lab.seed, size=size, shortest=shortest, longest=longest)
    return lab.memory[key]


def attention_of(lab: Lab) -> str | None:
    """The setting, with Python's None for none."""
    kind = str(lab.settings["attention"])
    return None if kind == "none" else kind


def build(lab: Lab, dataset: Dataset, **changes: Any) -> Seq2Seq:
    """The network with the learner's settings, first weights drawn from the seed; `changes` replace single settings."""
    keras.utils.set_random_seed(lab.seed)
    size = len(dataset.extra["vocabulary"])
    options = {
        "attention": attention_of(lab),
        "cell": lab.settings["cell"],
        "units": int(lab.settings["units"]),
        "embedding_dim": EMBEDDING,
    }
    return Seq2Seq(size, size, name="seq2seq", **(options | changes))


def fit(lab: Lab, model: Seq2Seq, dataset: Dataset, title: str, epochs: int) -> tuple[Fitted, np.ndarray]:
    """Trains a network, and says which test examples it then writes exactly."""
    fitted = train(lab, model, dataset, title, epochs, kind="recurrent")
    return fitted, exact(model, dataset.x_test, dataset.y_test, dataset)


def translation(model: Any, phrase: str, dataset: Dataset, beam_size: int = 1) -> tuple[str, np.ndarray, np.ndarray]:
    """What the network makes of a phrase: the text, and the source and target tokens, (1, time) each."""
    source = numbered(phrase, dataset.extra["vocabulary"])
    target = written(model, source, dataset, beam_size)
    return spelled(target[0], dataset.extra["vocabulary"]), source, target


def gaze(model: Any, source: np.ndarray, target: np.ndarray, dataset: Dataset) -> np.ndarray:
    """The attention weights while a target is written, (target time, source time)."""
    return model.attention_weights(source, shifted(target, dataset.extra["start"]))[0]

"""Recurrent networks that read the documentation of Python character by character, and write like it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import keras
import numpy as np

from dlteach import data
from dlteach.data import Dataset
from dlteach.lessons.recurrent_bench import NAMES, train
from dlteach.models import CharRNN
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

BLOCKS = 6400
UNITS = 96
EPOCHS = 3


def documentation(lab: Lab) -> Dataset:
    """The text in blocks of characters, made once a session."""
    if "pydocs" not in lab.memory:
        lab.memory["pydocs"] = data.load("pydocs", seed=lab.seed)
    return lab.memory["pydocs"]


def simple_losses(dataset: Dataset, blocks: int = BLOCKS) -> dict[str, float]:
    """The cross-entropy of two counting tables on the test text, in natural logarithms.

    Args:
        dataset: characters as numbers.
        blocks: how many training blocks are counted.

    Returns:
        "frequencies": knows only how often each character occurs. "pairs": how often each follows each.
    """
    signs = len(dataset.extra["vocabulary"])
    before, after = dataset.x_train[:blocks].ravel(), dataset.y_train[:blocks].ravel()
    pairs = np.ones((signs, signs))
    np.add.at(pairs, (before, after), 1)
    chances = pairs / pairs.sum(axis=1, keepdims=True)
    single = np.bincount(after, minlength=signs) + 1.0
    x, y = dataset.x_test.ravel(), dataset.y_test.ravel()
    return {
        "frequencies": float(-np.log(single[y] / single.sum()).mean()),
        "pairs": float(-np.log(chances[x, y]).mean()),
    }


def trained_writer(lab: Lab, cell: str, units: int = UNITS) -> tuple[CharRNN, float, Fitted]:
    """A network trained to predict the next character, its cross-entropy on the test text and its training."""
    key = f"writer {cell} {units}"
    if key not in lab.memory:
        dataset = documentation(lab)
        keras.utils.set_random_seed(lab.seed)
        model = CharRNN(len(dataset.extra["vocabulary"]), cell=cell, units=units, embedding_dim=32, name=f"char_{cell}")
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        title = f"characters, {NAMES[cell]} of {units}"
        fitted = train(lab, model, dataset, title, EPOCHS, loss=loss, limit=BLOCKS, learning_rate=0.01)
        measured = cross_entropy(model, dataset.x_test, dataset.y_test)
        lab.log(
            title,
            {"test error": measured, "parameters": model.count_params()},
            fitted.seconds,
            cell=cell,
            data="pydocs",
            epochs=len(fitted.history["loss"]),
        )
        lab.memory[key] = (model, measured, fitted)
    return lab.memory[key]


def cross_entropy(model: CharRNN, x: np.ndarray, y: np.ndarray) -> float:
    """Mean of −log of the probability given to the character that really came, in natural logarithms."""
    losses = [
        keras.ops.sparse_categorical_crossentropy(
            y[i : i + 250], model.predict_on_batch(x[i : i + 250]), from_logits=True
        )
        for i in range(0, len(x), 250)
    ]
    return float(np.concatenate([keras.ops.convert_to_numpy(part) for part in losses]).mean())


def characters_learned(lab: Lab, *cells: str) -> Iterator[View]:
    """Trains networks to predict the next character, shows them beside two counting tables, and the last as a writer."""
    dataset = documentation(lab)
    counted = simple_losses(dataset)
    rows = [
        ["how often each character occurs", "–", f"{counted['frequencies']:.3f}"],
        ["how often each follows each", "–", f"{counted['pairs']:.3f}"],
    ]
    for cell in cells:
        model, loss, _ = trained_writer(lab, cell)
        rows.append([f"{NAMES[cell]} of {UNITS} units", f"{model.count_params():,}", f"{loss:.3f}"])
    yield Table(
        "Predicting the next character of Python's documentation",
        ["by", "parameters", "cross-entropy"],
        rows,
        numeric=[1, 2],
        note=f"On unseen text, in natural logarithms. Trained on {BLOCKS * dataset.x_train.shape[1]:,} characters.",
        name="characters",
    )
    model, _, _ = trained_writer(lab, cells[-1])
    prompt = "The function returns "
    yield Text(f"The {NAMES[cells[-1]]} goes on after *{prompt.strip()}*:\n\n{_quoted(_continued(lab, model, prompt))}")


def _continued(lab: Lab, model: CharRNN, prompt: str, length: int = 160, temperature: float = 0.6) -> str:
    """What the network writes after a beginning."""
    vocabulary = documentation(lab).extra["vocabulary"]
    tokens = model.generate([vocabulary.index(sign) for sign in prompt], length, temperature, seed=lab.seed)
    return "".join(vocabulary[token] for token in tokens)


def _quoted(text: str) -> str:
    """A text as a fenced block, in lines of at most 68 characters, so that no mark in it can disturb the page."""
    return f"~~~text\n{textwrap.fill(text, 68)}\n~~~"

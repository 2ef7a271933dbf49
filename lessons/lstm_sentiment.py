"""Sentiment in the LSTM lesson: an LSTM reads opinions word by word, beside a model that only counts their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import keras
import numpy as np
from keras import ops

from dlteach import data
from dlteach.data import Dataset
from dlteach.errors import UsageError
from dlteach.lessons.recurrent_bench import train
from dlteach.models import SequenceClassifier
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, Truth, View

EPOCHS = 20
UNITS, EMBEDDING = 32, 16
LEARNING_RATE = 0.005
# keeps the least squares solvable where two words always come together
RIDGE = 1.0


def opinions(lab: Lab) -> Dataset:
    """The opinions, made once a session from the lab's seed."""
    if "opinions" not in lab.memory:
        lab.memory["opinions"] = data.load("opinions", seed=lab.seed)
    return lab.memory["opinions"]


def bag_of_words(dataset: Dataset) -> float:
    """The test accuracy of a weighted sum of word counts, its weights by least squares on the training set."""
    past, future = (_counts(x, len(dataset.extra["vocabulary"])) for x in (dataset.x_train, dataset.x_test))
    wanted = 2.0 * dataset.y_train - 1
    # w = (XᵀX + λ I)⁻¹ Xᵀ y
    weights = np.linalg.solve(past.T @ past + RIDGE * np.eye(past.shape[1]), past.T @ wanted)
    return float(np.mean((future @ weights > 0) == (dataset.y_test == 1)))


def trained_reader(lab: Lab) -> SequenceClassifier:
    """An LSTM trained to tell good opinions from bad ones; trained once a session."""
    model = lab.kept("reader")
    if model is None:
        dataset = opinions(lab)
        keras.utils.set_random_seed(lab.seed)
        model = SequenceClassifier(
            cell="lstm",
            units=UNITS,
            vocabulary_size=len(dataset.extra["vocabulary"]),
            embedding_dim=EMBEDDING,
            name="reader",
        )
        fitted = train(
            lab,
            model,
            dataset,
            "LSTM reads opinions",
            EPOCHS,
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
            learning_rate=LEARNING_RATE,
        )
        lab.keep("reader", model)
        lab.log(
            "LSTM reads opinions",
            {"test error": 1 - accuracy(model, dataset), "parameters": model.count_params()},
            fitted.seconds,
            cell="lstm",
            data="opinions",
            length=dataset.x_train.shape[1],
            units=UNITS,
            epochs=len(fitted.history["loss"]),
        )
    assert isinstance(model, SequenceClassifier)
    return model


def accuracy(model: keras.Model, dataset: Dataset) -> float:
    """The share of test opinions whose likelier class is the right one."""
    chances = ops.convert_to_numpy(model.predict_on_batch(dataset.x_test))
    return float(np.mean(chances.argmax(axis=1) == dataset.y_test))


def counting_words(lab: Lab) -> Truth:
    """How many opinions the bag of words gets right, measured."""
    share = bag_of_words(opinions(lab))
    answer = (
        "hardly more than half of them, up to 60 %"
        if share <= 0.6
        else "between 60 and 90 %"
        if share <= 0.9
        else "nearly all of them, more than 90 %"
    )
    return Truth(
        answer,
        f"Measured on unseen opinions: {100 * share:.1f} %. “Dull” is as often denied as not, and so is “good”: one by one, the "
        "words say nothing.",
    )


def sentiment(lab: Lab) -> Iterator[View]:
    """Trains the reader and measures it beside word counts, on opinions that neither has seen."""
    dataset = opinions(lab)
    model = trained_reader(lab)
    read, counted = accuracy(model, dataset), bag_of_words(dataset)
    common = float(max(np.mean(dataset.y_test), 1 - np.mean(dataset.y_test)))
    yield Table(
        f"Good or bad? {len(dataset.x_test):,} unseen opinions",
        ["by", "right"],
        [
            ["always the commoner answer", f"{100 * common:.1f} %"],
            ["a weighted sum of word counts (bag of words)", f"{100 * counted:.1f} %"],
            [f"LSTM of {UNITS} units, word by word", f"{100 * read:.1f} %"],
        ],
        numeric=[1],
        note=f"{len(dataset.x_train):,} opinions to learn from. Source: {dataset.source}.",
        name="sentiment",
    )
    yield Text(_verdict(read, max(counted, common)))
    yield Result(f"sentiment right {100 * read:.1f} %, word counts {100 * counted:.1f} %")


def word_by_word(lab: Lab) -> Iterator[View]:
    """How sure the reader is that an opinion is good, after each of its words."""
    model, words = trained_reader(lab), str(lab.settings["opinion"]).lower().split()
    chances = reading(model, opinions(lab), words)
    yield Table(
        f"Reading “{' '.join(words)}”",
        ["after", "good, it thinks"],
        [[word, f"{100 * chance:.0f} %"] for word, chance in zip(words, chances, strict=True)],
        numeric=[1],
        note="Each row is the answer that it would give if the opinion ended there.",
        name="word-by-word",
    )


def reading(model: SequenceClassifier, dataset: Dataset, words: Sequence[str]) -> list[float]:
    """The probability of the class "positive" after each word.

    Raises:
        UsageError: there is no word, there are too many, or one does not occur in the data set.
    """
    check_opinion(words, dataset)
    vocabulary = dataset.extra["vocabulary"]
    prefixes = np.zeros((len(words), dataset.x_train.shape[1]), "int32")
    for last, row in enumerate(prefixes):
        row[: last + 1] = [vocabulary.index(word) for word in words[: last + 1]]
    return [float(chance) for chance in ops.convert_to_numpy(model.predict_on_batch(prefixes))[:, 1]]


def check_opinion(words: Sequence[str], dataset: Dataset) -> None:
    """Refuses an opinion that the network cannot read."""
    longest, vocabulary = dataset.x_train.shape[1], dataset.extra["vocabulary"]
    if not 1 <= len(words) <= longest:
        raise UsageError(f"The opinion has {len(words)} words", f"Write it with 1 to {longest} words.")
    unknown = [word for word in words if word not in vocabulary]
    if unknown:
        raise UsageError(
            f"The network never saw the word “{unknown[0]}”", f"Use words such as {', '.join(vocabulary[-12:])}."
        )


def _counts(x: np.ndarray, size: int) -> np.ndarray:
    """How often each word occurs in each opinion, and a constant 1 in place of the padding: (opinions, vocabulary)."""
    counts = np.stack([np.bincount(row, minlength=size) for row in x]).astype("float64")
    counts[:, 0] = 1
    return counts


def _verdict(read: float, plain: float) -> str:
    ahead = 100 * (read - plain)
    if ahead < 2:
        return "The LSTM is no better than the plain rivals here. It has to be trained longer: try `--epochs 40`."
    return (
        f"The LSTM is {ahead:.0f} points ahead of the better plain rival. In these opinions *not good* is bad and *not bad* is "
        "good, so the words have to be read together. On real film reviews counting words is a strong rival (Wang and Manning "
        "2012): always print it beside a network."
    )

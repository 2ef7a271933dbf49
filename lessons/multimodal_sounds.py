"""Sounds in the lesson on pictures, films and sounds: spoken words told apart by their spectrograms."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach import inspect
from dlteach.data import Dataset
from dlteach.lessons.multimodal_plain import answers, linear_answers, share, train_classifier
from dlteach.lessons.multimodal_spectrograms import sounds, spectrograms
from dlteach.models import SequenceClassifier
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, Truth, View

EPOCHS, UNITS = 12, 48
LEARNING_RATE = 0.004
KIND = "recurrent"


def train_sounds(lab: Lab) -> Iterator[View]:
    """Trains a GRU on spectrograms, and prints the linear rivals."""
    words, pictures = sounds(lab), spectrograms(lab)
    found = share(answers(_trained(lab), pictures["test"]), words.y_test)
    mean = {split: each.mean(axis=1) for split, each in pictures.items()}
    rows = {
        "guessing": 1 / len(words.class_names),
        "linear, the waveform": _linear(words, words.x_train, words.x_test),
        "linear, the mean spectrum": _linear(words, mean["train"], mean["test"]),
        "linear, the whole spectrogram": _linear(words, pictures["train"], pictures["test"]),
        f"GRU of {UNITS}, the spectrogram frame by frame": found,
    }
    yield Table(
        f"Which word? {len(words.x_test)} unseen sounds",
        ["by", "right"],
        [[name, f"{100 * value:.1f} %"] for name, value in rows.items()],
        numeric=[1],
        note="The linear models weigh every number; weights by least squares.",
        name="sounds-right",
    )
    yield Text(
        f"Of the waveform itself a linear model makes {100 * rows['linear, the waveform']:.0f} %. With the mean "
        f"spectrum it is {100 * rows['linear, the mean spectrum']:.0f} %: it knows *which* two sounds there are, not "
        "which came first. The whole spectrogram is a strong rival at "
        f"{100 * rows['linear, the whole spectrogram']:.0f} %. Most of the work was done by the Fourier transform: a "
        "good representation makes easy problems of hard ones."
    )
    yield Result(f"words right {100 * found:.1f} %, linear model {100 * rows['linear, the whole spectrogram']:.1f} %")


def half_right(lab: Lab) -> Truth:
    """What the mean spectrum is worth to a linear model, measured."""
    words, pictures = sounds(lab), spectrograms(lab)
    found = _linear(words, pictures["train"].mean(axis=1), pictures["test"].mean(axis=1))
    answer = (
        "nearly all, more than 90 %"
        if found > 0.9
        else "hardly more than by guessing, less than 20 %"
        if found < 0.2
        else "about half of them"
    )
    return Truth(
        answer,
        f"{100 * found:.0f} %. The mean over time tells which sounds occur, and each pair of sounds makes two words. "
        "Between the two it can only guess.",
    )


def heard_backwards(lab: Lab) -> Iterator[View]:
    """What the network makes of words played backwards, frame by frame."""
    words, pictures = sounds(lab), spectrograms(lab)
    told = answers(_trained(lab), np.ascontiguousarray(pictures["test"][:, ::-1]))
    # words come in pairs, 0 and 1, 2 and 3, …
    yield Text(
        "With the frames in reverse order, the network hears the *other* word of the pair in "
        f"{100 * share(told, words.y_test ^ 1):.0f} % of the test sounds, and the spoken one in "
        f"{100 * share(told, words.y_test):.0f} %. It listens to the order."
    )


def sound_network(lab: Lab) -> Iterator[View]:
    """The summary of the network that listens."""
    yield inspect.summary(_build(lab)).table()


def _build(lab: Lab) -> SequenceClassifier:
    keras.utils.set_random_seed(lab.seed)
    shape = spectrograms(lab)["train"].shape[1:]
    return SequenceClassifier(shape, len(sounds(lab).class_names), cell="gru", units=UNITS, name="listener")


def _trained(lab: Lab) -> keras.Model:
    """The network that listens; trained once."""
    model = lab.kept("sounds")
    if model is None:
        words, pictures = sounds(lab), spectrograms(lab)
        model = _build(lab)
        fitted = train_classifier(
            lab,
            model,
            (pictures["train"], words.y_train),
            (pictures["validation"], words.y_validation),
            kind=KIND,
            epochs=EPOCHS,
            title="sounds",
            learning_rate=LEARNING_RATE,
        )
        lab.keep("sounds", model)
        found = share(answers(model, pictures["test"]), words.y_test)
        results = {"right %": 100 * found, "parameters": model.count_params()}
        lab.log("sounds", results, fitted.seconds, data="sounds", attention="–", epochs=len(fitted.history["loss"]))
    return model


def _linear(words: Dataset, past: np.ndarray, future: np.ndarray) -> float:
    return share(linear_answers(past, words.y_train, future), words.y_test)

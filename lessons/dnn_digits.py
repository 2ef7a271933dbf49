"""The same kind of network on real handwriting, beside a plain linear classifier."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach import data as datasets
from dlteach import inspect
from dlteach.data import Dataset
from dlteach.inspect.pictures import diverging, gallery
from dlteach.lessons.dnn_bench import build_network, train
from dlteach.training.evaluate import loss_and_accuracy, probabilities
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

EPOCHS = 25
HIDDEN = (128, 64)
NETWORK = {"input_shape": (8, 8, 1), "hidden_sizes": HIDDEN, "classes": 10}
SHOWN = 16


def digits(lab: Lab) -> Dataset:
    """The handwritten digits, 8×8 pixels each, loaded once."""
    if "digits" not in lab.memory:
        lab.memory["digits"] = datasets.load("digits", seed=lab.seed)
    return lab.memory["digits"]


def see_digits(lab: Lab) -> Iterator[View]:
    """One digit of each class."""
    data = digits(lab)
    firsts = [int(np.argmax(data.y_train == label)) for label in range(10)]
    yield gallery(
        data.title,
        data.x_train[firsts],
        data.class_names,
        f"One 8×8 image of each digit. {len(data.x_train):,} to train on, {len(data.x_test):,} to test. Source: {data.source}.",
        columns=5,
        name="digits",
    )


def digit_parameters(lab: Lab) -> Truth:
    """The parameter count of the first hidden layer on the digits, asked of Keras."""
    layer = keras.layers.Dense(HIDDEN[0])
    layer.build((None, 64))
    return Truth(f"{layer.count_params()}", f"128 · (64 + 1) = {layer.count_params():,}. The bias is the + 1.")


def train_digits(lab: Lab) -> Iterator[View]:
    """Trains a linear classifier and a network with two hidden layers on the digits."""
    data = digits(lab)
    rows = []
    for title, hidden in (("no hidden layer", ()), ("128 and 64 units", HIDDEN)):
        model = build_network(lab, **(NETWORK | {"hidden_sizes": hidden}))
        fitted = train(lab, model, data, f"digits, {title}", EPOCHS, learning_rate=0.005)
        loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
        wrong = round(len(data.y_test) * (1 - accuracy))
        rows.append([title, f"{model.count_params():,}", f"{loss:.3f}", f"{100 * accuracy:.2f} %", str(wrong)])
        lab.log(
            f"digits, {title}",
            {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
            fitted.seconds,
            data="digits",
        )
    lab.keep("digits", model)
    yield Table(
        f"Real handwriting, {len(data.y_test)} test images",
        ["hidden layers", "parameters", "test loss", "test accuracy", "wrong"],
        rows,
        numeric=[1, 2, 3, 4],
        name="digits-results",
    )
    yield Text(
        f"Without a hidden layer the network already reads {rows[0][3]} of these digits: the classes lie almost apart in the "
        f"pixels. The hidden layers bring that to {rows[1][3]}. On easy data, depth buys little. Always train the plain "
        "model too; else you do not know what the deep one is worth."
    )


def first_weights(lab: Lab) -> Iterator[View]:
    """What the units of the first hidden layer look for, as pictures of their weights."""
    model = _trained(lab)
    kernel = model.get_layer("hidden_1").get_weights()[0]
    strongest = np.argsort(-np.linalg.norm(kernel, axis=0))[:SHOWN]
    largest = float(np.abs(kernel[:, strongest]).max())
    before = build_network(lab, **NETWORK).get_layer("hidden_1").get_weights()[0]
    empty = never_inked(digits(lab))
    yield gallery(
        "What units of the first hidden layer look for",
        [diverging(kernel[:, unit].reshape(8, 8), largest) for unit in strongest],
        [str(unit + 1) for unit in strongest],
        f"The 64 weights of {SHOWN} units, laid out like the pixels: orange wants ink there, blue wants none. "
        f"{empty.sum()} of the 64 pixels are empty in every training image. A weight's gradient is its input times the "
        f"blame, and the input there is always 0: these weights moved by {np.abs(kernel - before)[empty].max():g}. All "
        f"others moved by {np.abs(kernel - before)[~empty].mean():.3f} on average.",
        columns=8,
        name="first-weights",
    )


def digit_mistakes(lab: Lab) -> Iterator[View]:
    """The test digits it is most wrongly sure about."""
    data = digits(lab)
    predicted = probabilities(_trained(lab), data.x_test)
    if (predicted.argmax(axis=1) == data.y_test).all():
        yield Text("It made no mistake on the test images. That happens; another seed would show some.")
        return
    yield inspect.worst_mistakes(data.x_test, data.y_test, predicted, data.class_names)


def never_inked(data: Dataset) -> np.ndarray:
    """Which of the 64 pixels are 0 in every training image: boolean, (64,)."""
    return (data.x_train.reshape(len(data.x_train), -1) == 0).all(axis=0)


def _trained(lab: Lab) -> keras.Model:
    return lab.trained(train_digits, name="digits")

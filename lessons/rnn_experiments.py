"""The experiments of the RNN lesson: forgetting with length, prices that cannot be forecast, and reading letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import keras
import numpy as np

from dlteach.data import Dataset
from dlteach.lessons.recurrent_bench import adding, train, trained_adder
from dlteach.lessons.recurrent_text import characters_learned
from dlteach.lessons.rnn_bench import error, plain_forecasts, waves
from dlteach.models import SequenceForecaster
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

LENGTHS = (10, 25, 50)
PRICE_EPOCHS = 5


def forgetting(lab: Lab) -> Iterator[View]:
    """A plain RNN on the adding problem of 10, 25 and 50 steps."""
    rows = []
    for length in LENGTHS:
        _, reached, fitted = trained_adder(lab, length, "rnn")
        guess = float(np.var(adding(lab, length).y_test))
        rows.append([str(length), f"{guess:.3f}", f"{reached:.3f}", f"{fitted.seconds:.1f}"])
    yield Table(
        "A plain RNN adds two marked numbers of a sequence",
        ["steps", "always the mean", "plain RNN", "seconds"],
        rows,
        numeric=[0, 1, 2, 3],
        note="Mean squared error on test sequences. A second row of inputs marks the two numbers; all others are noise.",
        name="forgetting",
    )
    yield Text(
        "Nothing but the distance has changed from row to row. The network learns from errors that travel back, and from "
        "far away hardly any arrive. The next lesson mends that."
    )


def random_walks(dataset: Dataset, seed: int) -> Dataset:
    """Series like prices: each value is the one before plus a random step, and the last value given is 0.

    Args:
        dataset: gives the shapes; all its values are replaced.
        seed: of the steps.
    """
    random = np.random.default_rng(seed)

    def walks(like: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        walk = random.normal(0, 0.1, (len(like), like.shape[1] + 1)).cumsum(axis=1).astype("float32")
        walk -= walk[:, -2:-1]
        return walk[:, :-1, None], walk[:, -1:]

    x_train, y_train = walks(dataset.x_train)
    x_validation, y_validation = walks(dataset.x_validation)
    x_test, y_test = walks(dataset.x_test)
    return replace(
        dataset,
        x_train=x_train,
        y_train=y_train,
        x_validation=x_validation,
        y_validation=y_validation,
        x_test=x_test,
        y_test=y_test,
    )


def prices(lab: Lab) -> Iterator[View]:
    """An RNN on random walks, beside persistence and the linear model."""
    data = random_walks(waves(lab), lab.seed)
    keras.utils.set_random_seed(lab.seed)
    model = SequenceForecaster(
        input_shape=data.x_train.shape[1:], cell="rnn", units=int(lab.settings["units"]), name="prices"
    )
    fitted = train(lab, model, data, "plain RNN on random walks", PRICE_EPOCHS)
    errors = {name: error(values, data.y_test) for name, values in plain_forecasts(data).items()}
    errors["network"] = error(model.predict_on_batch(data.x_test), data.y_test)
    yield Table(
        "The next value of a random walk",
        ["forecast", "error"],
        [
            ["the last value again (persistence)", f"{errors['persistence']:.5f}"],
            ["linear autoregression", f"{errors['linear']:.5f}"],
            ["plain RNN", f"{errors['network']:.5f}"],
        ],
        numeric=[1],
        note="Mean squared error on test series. Each step is drawn at random, so nothing can beat persistence in the long run.",
        name="prices",
    )
    lab.log(
        "plain RNN on random walks",
        {"test error": errors["network"], "parameters": model.count_params()},
        fitted.seconds,
        data="random walks",
        epochs=len(fitted.history["loss"]),
    )
    ahead = errors["network"] < errors["persistence"]
    verdict = (
        "The network is ahead by chance here, with so few test series." if ahead else "The network comes no lower."
    )
    yield Text(
        f"{verdict} Share prices from day to day are close to such a walk. When somebody shows you a network that follows a "
        "price chart closely, look whether it says anything but yesterday's price."
    )


def write_text(lab: Lab) -> Iterator[View]:
    """A plain RNN that learns to predict the next character, beside two counting tables."""
    yield from characters_learned(lab, "rnn")

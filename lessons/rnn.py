"""What the RNN lesson builds, trains and looks into. Each function is named by a directive of rnn.md."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach import inspect
from dlteach.inspect.pictures import diverging, gallery
from dlteach.lessons.recurrent_bench import NAMES, how_it_went, train
from dlteach.lessons.rnn_bench import build_forecaster, error, plain_forecasts, waves
from dlteach.lessons.rnn_by_hand import (
    all_states_shape,
    clipped_number,
    left_after_fifty,
    parameters,
    second_state,
    steps_by_hand,
)
from dlteach.lessons.rnn_experiments import forgetting, prices, write_text
from dlteach.lessons.rnn_gradients import clipping, exploding, vanishing
from dlteach.models import SequenceForecaster
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, Truth, View

__all__ = [
    "all_states_shape",
    "best_forecast",
    "clipped_number",
    "clipping",
    "exploding",
    "forecast_on",
    "forgetting",
    "how_far_back",
    "left_after_fifty",
    "network",
    "parameters",
    "pieces",
    "prepare",
    "prices",
    "second_state",
    "see_waves",
    "states_over_time",
    "steps_by_hand",
    "train_rnn",
    "vanishing",
    "write_text",
]

EPOCHS = 16
AHEAD = 20
# the variance of the noise on every value: standard deviation 0.05
NOISE = 0.05**2


def prepare(lab: Lab) -> None:
    """Makes the series ahead, while the learner reads."""
    waves(lab)


def see_waves(lab: Lab) -> Iterator[View]:
    """Two series of the data set."""
    data = waves(lab)
    shown = [np.append(data.x_test[i, :, 0], data.y_test[i]).tolist() for i in (0, 1)]
    steps = data.x_test.shape[1]
    yield Curve(
        data.title,
        [Series(f"series {number}", values) for number, values in enumerate(shown, start=1)],
        f"Two series of {steps} steps, and the value after them. The first ends at {shown[0][-1]:.2f}, the second at "
        f"{shown[1][-1]:.2f}.",
        x_label="step",
        y_label="value",
        name="waves",
    )
    yield Text(
        f"{len(data.x_train):,} series to train on, {len(data.x_validation):,} to validate, {len(data.x_test):,} to test. Each "
        "is the sum of two waves with periods of their own, and some noise."
    )


def pieces(lab: Lab) -> Iterator[View]:
    """The network piece by piece: what each adds, its output shape, and why."""
    why = {
        "sequence": "one value a step",
        "recurrent_1": "read the steps, keep a state",
        "output": "one weighted sum: the next value",
    }
    yield Table(
        "From a series to its next value",
        ["piece", "layer", "shape after it", "why"],
        [
            [
                layer.name,
                type(layer).__name__,
                ", ".join(str(size) for size in layer.output.shape[1:]),
                why[layer.name],
            ]
            for layer in build_forecaster(lab).layers
        ],
        numeric=[2],
        name="pieces",
    )


def network(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    yield inspect.summary(build_forecaster(lab)).table()


def train_rnn(lab: Lab) -> Iterator[View]:
    """Trains the forecaster and compares it on the test set with two forecasts that need no network."""
    data = waves(lab)
    model = build_forecaster(lab)
    name = NAMES[model.config["cell"]]
    fitted = train(lab, model, data, f"{name} on waves", EPOCHS)
    lab.keep("main", model)
    yield inspect.loss_curve(fitted.history)
    yield Text(how_it_went(fitted))
    errors = _errors(lab, model)
    yield Table(
        "Mean squared error on the test series",
        ["forecast", "error"],
        [
            ["the last value again (persistence)", f"{errors['persistence']:.4f}"],
            ["weighted sum of the 50 values (linear autoregression)", f"{errors['linear']:.4f}"],
            [f"{name} of {model.config['units']} units", f"{errors['network']:.4f}"],
            ["nothing can beat the noise", f"{NOISE:.4f}"],
        ],
        numeric=[1],
        name="forecasts",
    )
    yield Text(_verdict(errors, name))
    yield Result(f"test error {errors['network']:.4f}")
    lab.log(
        f"{name} on waves",
        {
            "test error": errors["network"],
            "linear model": errors["linear"],
            "parameters": model.count_params(),
        },
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
    )


def best_forecast(lab: Lab) -> Iterator[Truth]:
    """Which of three forecasts has the smallest error, and whether the lead is large."""
    errors = _errors(lab, _trained(lab))
    ahead = "linear" if errors["linear"] < errors["network"] else "network"
    close = max(errors["linear"], errors["network"]) < 1.25 * min(errors["linear"], errors["network"])
    answers = {
        "linear": "The linear model, clearly",
        "network": "The network, clearly",
    }
    yield Truth(
        "The network and the linear model come out nearly equal" if close else answers[ahead],
        f"Persistence {errors['persistence']:.4f}, linear {errors['linear']:.4f}, network {errors['network']:.4f}. Nearly "
        "equal means here: less than a quarter apart.",
    )


def states_over_time(lab: Lab) -> Iterator[View]:
    """The hidden state of every unit while the network reads one test series."""
    model = _trained(lab)
    x = waves(lab).x_test[:1]
    states = model.states(x)[0]
    signs = [float(np.corrcoef(states[5:, unit], x[0, 5:, 0])[0, 1]) for unit in range(states.shape[1])]
    along = np.abs(signs)
    closest, farthest = int(np.argmax(along)), int(np.argmin(along))
    yield gallery(
        f"The hidden state: {states.shape[1]} units over {states.shape[0]} steps",
        [diverging(states.T)],
        ["time runs to the right; blue below zero, orange above"],
        f"Each row is a unit. Unit {closest + 1} follows the series most closely (correlation {along[closest]:.2f}, sign left "
        f"out), unit {farthest + 1} least ({along[farthest]:.2f}).",
        name="hidden-state",
    )
    yield Curve(
        "The series, and the units that follow it most and least closely",
        [
            Series("series", x[0, :, 0].tolist()),
            Series(f"unit {closest + 1}", states[:, closest].tolist()),
            Series(f"unit {farthest + 1}", states[:, farthest].tolist()),
        ],
        f"Unit {closest + 1} runs {'with' if signs[closest] > 0 else 'against'} the series, and so tells where it is. Units that "
        "run ahead or behind tell where it is going.",
        x_label="step",
        y_label="value",
        name="two-units",
    )


def how_far_back(lab: Lab) -> Iterator[View]:
    """How much each input step still moves the trained network's forecast."""
    yield inspect.gradient_curve(_trained(lab), waves(lab).x_test[:64])


def forecast_on(lab: Lab) -> Iterator[View]:
    """Forecasts fed back as inputs, step after step, beside what really came."""
    model = _trained(lab)
    data = waves(lab, horizon=AHEAD)
    series, truth = data.x_test[:1], data.y_test[0]
    told = []
    for _ in range(AHEAD):
        told.append(float(np.ravel(model.predict_on_batch(series))[0]))
        series = np.concatenate([series[:, 1:], np.array([[[told[-1]]]], "float32")], axis=1)
    off = np.abs(np.array(told) - truth)
    half = AHEAD // 2
    yield Curve(
        f"{AHEAD} steps ahead, each forecast fed back as the next input",
        [Series("what came", truth.tolist()), Series("forecast", told)],
        f"Over the first {half} steps the forecast is off by {off[:half].mean():.2f} on average, over the last {half} by "
        f"{off[half:].mean():.2f}. The network reads its own errors and goes on from there.",
        x_label="steps ahead",
        y_label="value",
        name="forecast-on",
    )


def _errors(lab: Lab, model: SequenceForecaster) -> dict[str, float]:
    data = waves(lab)
    errors = {name: error(values, data.y_test) for name, values in plain_forecasts(data).items()}
    return errors | {"network": error(model.predict_on_batch(data.x_test), data.y_test)}


def _verdict(errors: dict[str, float], name: str) -> str:
    """Says in plain words whether the network was worth it."""
    if errors["network"] >= errors["persistence"]:
        return f"The {name} is no better than saying the last value again. It has to be trained longer."
    better = f"The {name} beats persistence {errors['persistence'] / errors['network']:.1f} times over. "
    if errors["network"] >= errors["linear"]:
        lead = "a little " if errors["network"] < 1.25 * errors["linear"] else "clearly "
        return better + (
            f"The linear model, found by one calculation without training, is still {lead}better. Always print such a "
            "baseline beside a network."
        )
    if errors["linear"] < 1.25 * errors["network"]:
        return better + "It also beats the linear model, by a little. Always print such a baseline beside a network."
    return better + (
        f"It also beats the linear model, {errors['linear'] / errors['network']:.1f} times over. Always print such a baseline "
        "beside a network."
    )


def _trained(lab: Lab) -> SequenceForecaster:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_rnn, SequenceForecaster)

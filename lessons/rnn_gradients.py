"""Three curves on the gradient of a plain RNN: it vanishes with distance, explodes with weight, and can be clipped."""

from __future__ import annotations

import math
from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

from dlteach import inspect
from dlteach.inspect.words import listed
from dlteach.lessons.recurrent_inside import powered
from dlteach.lessons.rnn_bench import build_forecaster, waves
from dlteach.models import SequenceForecaster
from dlteach.models.gradients import values_and_gradients
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Text, View

SCALES = (0.5, 0.8, 1.0, 1.5, 2.0)
WEIGHTS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
EXAMPLES = 64
EXPLOSIVE = 1.5
FEW = 160
RATE = 0.1
ROUNDS = 30


def scaled_network(lab: Lab, scale: float) -> SequenceForecaster:
    """An untrained plain RNN whose recurrent weights are so many times as large as Keras draws them."""
    model = build_forecaster(lab, cell="rnn")
    weights = model.get_layer("recurrent_1").cell.recurrent_kernel
    weights.assign(scale * ops.convert_to_numpy(weights))
    return model


def reach(lab: Lab, scale: float) -> list[float]:
    """How much the output changes with the input so many steps back, 0 first: the mean gradient norm."""
    model = scaled_network(lab, scale)
    return inspect.gradient_curve(model, waves(lab).x_test[:EXAMPLES]).series[0].y[::-1]


def loss_gradient(lab: Lab, scale: float) -> float:
    """The length of the loss's gradient over all weights, before any training."""
    model = scaled_network(lab, scale)
    data = waves(lab)
    x, y = (ops.convert_to_tensor(values[:EXAMPLES]) for values in (data.x_train, data.y_train))
    _, gradients = values_and_gradients(
        lambda: [ops.mean(ops.square(model(x, training=True) - y))],
        model.trainable_variables,
        model.non_trainable_variables,
    )
    return math.sqrt(sum(float(ops.sum(ops.square(gradient))) for gradient in gradients))


def vanishing(lab: Lab) -> Iterator[View]:
    """Gradient norm against distance in time, for several sizes of the recurrent weights."""
    found = {scale: reach(lab, scale) for scale in SCALES}
    distances = [float(distance) for distance in range(len(found[SCALES[0]]))]
    last = int(distances[-1])
    yield Curve(
        "Gradient norm against distance in time",
        [Series(f"weights × {scale:g}", values, distances) for scale, values in found.items()],
        f"From the last input to the one {last} steps back, the gradient changes by the factor "
        + listed([f"{powered(values[last] / values[0])} (weights × {scale:g})" for scale, values in found.items()])
        + ".",
        x_label="steps back",
        y_label="gradient norm",
        log_y=True,
        name="vanishing",
    )
    yield Text(
        "Keras draws recurrent weights that keep every length (an *orthogonal* matrix). With them the gradient "
        f"{last} steps back is {found[1.0][last] / found[1.0][0]:.2g} times that of the last step: a good start, but training "
        "moves the weights. Halve them, and the gradient vanishes. Double them, and it explodes."
    )


def exploding(lab: Lab) -> Iterator[View]:
    """The length of the loss's gradient against the size of the recurrent weights, with and without clipping."""
    lengths = [loss_gradient(lab, scale) for scale in WEIGHTS]
    limit = float(lab.settings["clip"])
    yield Curve(
        "Length of the loss's gradient against the recurrent weights",
        [
            Series("as computed", lengths, list(WEIGHTS)),
            Series(f"clipped to {limit:g}", [min(length, limit) for length in lengths], list(WEIGHTS)),
        ],
        f"With weights × {WEIGHTS[0]:g} the gradient's length is {powered(lengths[0])}, with × {WEIGHTS[-1]:g} it is "
        f"{powered(lengths[-1])}. Clipped, it is {limit:g} at most.",
        x_label="recurrent weights, times Keras's",
        y_label="length",
        log_y=True,
        name="exploding",
    )


def clipping(lab: Lab) -> Iterator[View]:
    """A training with too large recurrent weights, once without clipping and once with it."""
    limit = float(lab.settings["clip"])
    histories = {
        "no clipping": _explosive_training(lab, None).history["loss"],
        f"clipped to {limit:g}": _explosive_training(lab, limit).history["loss"],
    }
    told, lines = [], []
    for name, losses in histories.items():
        numbers = _finite(losses)
        lines.append(Series(name, numbers))
        ended = f"the loss goes from {powered(losses[0])} to {powered(losses[-1])}"
        if len(numbers) < len(losses):
            ended = f"from round {len(numbers) + 1} on the loss is too large to be a number"
        told.append(f"{name[0].upper()}{name[1:]}: {ended}.")
    yield Curve(
        f"Loss, weights × {EXPLOSIVE:g} at the start, plain gradient descent",
        [line for line in lines if line.y],
        " ".join(told),
        x_label=f"round of {FEW // 32} steps",
        y_label="loss",
        log_y=True,
        name="clipping",
    )
    yield Text(
        "One step along a huge gradient throws the weights so far that nothing leads back. Clipping "
        "shortens the step and keeps its direction. To a gradient that has *vanished* it does nothing."
    )


def _explosive_training(lab: Lab, limit: float | None) -> Fitted:
    model = scaled_network(lab, EXPLOSIVE)
    data = waves(lab)
    title = f"weights × {EXPLOSIVE:g}, " + ("no clipping" if limit is None else f"clipped to {limit:g}")
    lab.compile(model, "recurrent", optimizer=keras.optimizers.SGD(RATE, global_clipnorm=limit), loss="mse")
    return lab.fit(
        model, data.x_train[:FEW], data.y_train[:FEW], kind="recurrent", epochs=ROUNDS, title=title, batch_size=32
    )


def _finite(losses: list[float]) -> list[float]:
    """The losses up to the first that is no number."""
    good = np.isfinite(losses)
    return losses[: len(losses) if good.all() else int(np.argmin(good))]

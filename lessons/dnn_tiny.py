"""A network small enough for paper: two inputs, two ReLU units, one output; forward, backward and one step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.lessons.dnn_bench import plain
from dlteach.models.gradients import values_and_gradients
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

INPUT, TARGET = np.array([1.0, 2.0]), 1.5
NAMES = ("w₁₁", "w₂₁", "b₁", "w₁₂", "w₂₂", "b₂", "v₁", "v₂", "c")


def first_weights() -> dict[str, np.ndarray]:
    """The weights of the tiny network: column j of `W` and entry j of `b` belong to hidden unit j."""
    return {
        "W": np.array([[0.5, 1.0], [0.5, -0.25]]),
        "b": np.array([-0.5, 0.0]),
        "v": np.array([2.0, -1.0]),
        "c": np.array(0.5),
    }


def forward(weights: dict[str, np.ndarray], x: np.ndarray) -> dict[str, np.ndarray]:
    """Runs the input through the network and keeps every value on the way."""
    # z = x W + b
    z = x @ weights["W"] + weights["b"]
    # h = max(0, z)
    h = np.maximum(0, z)
    # y = h · v + c
    y = h @ weights["v"] + weights["c"]
    return {"x": x, "z": z, "h": h, "y": y}


def backward(weights: dict[str, np.ndarray], values: dict[str, np.ndarray], target: float) -> dict[str, np.ndarray]:
    """Sends the blame back through the network: how the loss ½ (y − target)² changes with each weight."""
    # ∂L/∂y = y − target
    dy = values["y"] - target
    # y = h · v + c, so each hidden value gets the blame times its weight
    dh = dy * weights["v"]
    # a ReLU passes the blame on where it was awake
    dz = dh * (values["z"] > 0)
    # each weight: what it was multiplied with, times the blame behind it
    return {"W": np.outer(values["x"], dz), "b": dz, "v": dy * values["h"], "c": dy}


def loss_of(weights: dict[str, np.ndarray]) -> float:
    """The loss ½ (y − target)² of the one example."""
    return float(0.5 * (forward(weights, INPUT)["y"] - TARGET) ** 2)


def stepped(weights: dict[str, np.ndarray], rate: float) -> dict[str, np.ndarray]:
    """The weights after one step of gradient descent."""
    gradient = backward(weights, forward(weights, INPUT), TARGET)
    # w ← w − η ∂L/∂w
    return {name: weights[name] - rate * gradient[name] for name in weights}


def forward_by_hand(lab: Lab) -> Iterator[View]:
    """Every product of the forward pass."""
    weights = first_weights()
    values = forward(weights, INPUT)
    (a, b), (z1, z2), (h1, h2) = INPUT, values["z"], values["h"]
    w, v = weights["W"], weights["v"]
    yield Table(
        "Forward: from the input to the prediction",
        ["value", "how", "result"],
        [
            ["z₁", _plus(f"{a:g}·{plain(w[0, 0])}", f"{b:g}·{plain(w[1, 0])}", weights["b"][0]), f"{z1:g}"],
            ["z₂", _plus(f"{a:g}·{plain(w[0, 1])}", f"{b:g}·({plain(w[1, 1])})", weights["b"][1]), f"{z2:g}"],
            ["h₁ = ReLU(z₁)", f"max(0, {z1:g})", f"{h1:g}"],
            ["h₂ = ReLU(z₂)", f"max(0, {z2:g})", f"{h2:g}"],
            ["y", _plus(f"{h1:g}·{plain(v[0])}", f"{h2:g}·({plain(v[1])})", weights["c"]), f"{values['y']:g}"],
        ],
        numeric=[2],
        note=f"The target is {TARGET:g}. Loss L = ½ (y − target)² = ½ ({values['y']:g} − {TARGET:g})² = {loss_of(weights):g}.",
        name="tiny-forward",
    )


def blame_of_v2(lab: Lab) -> Truth:
    """One entry of the gradient."""
    weights = first_weights()
    values = forward(weights, INPUT)
    gradient = backward(weights, values, TARGET)["v"][1]
    blame = values["y"] - TARGET
    return Truth(
        f"{gradient:g}",
        f"(y − target) · h₂ = {blame:g} · {values['h'][1]:g} = {plain(gradient)}. It is positive: making v₂ larger would make "
        "the loss larger, so training makes v₂ smaller.",
    )


def backward_by_hand(lab: Lab) -> Iterator[View]:
    """The blame of each value and the gradient of each weight, beside what Keras's backend says."""
    weights = first_weights()
    values = forward(weights, INPUT)
    gradient = backward(weights, values, TARGET)
    dy, (d1, d2), (v1, v2) = gradient["c"], gradient["b"], weights["v"]
    yield Text(
        f"The output is {plain(dy)} too high: ∂L/∂y = y − target = {values['y']:g} − {TARGET:g} = {plain(dy)}.\n\n"
        f"It came from h₁ with weight {plain(v1)} and from h₂ with weight {plain(v2)}. So ∂L/∂h₁ = {plain(dy)} · {plain(v1)} = "
        f"{plain(d1)} and ∂L/∂h₂ = {plain(dy)} · ({plain(v2)}) = {plain(d2)}. Both units were awake (z above 0), so the "
        "blame passes their ReLU unchanged."
    )
    ours, theirs = in_order(gradient), in_order(keras_gradient(weights))
    (a, b), (h1, h2) = INPUT, values["h"]
    how = [
        f"{a:g} · {plain(d1)}",
        f"{b:g} · {plain(d1)}",
        f"{plain(d1)}",
        f"{a:g} · ({plain(d2)})",
        f"{b:g} · ({plain(d2)})",
        f"{plain(d2)}",
        f"{h1:g} · {plain(dy)}",
        f"{h2:g} · {plain(dy)}",
        f"{plain(dy)}",
    ]
    yield Table(
        "Backward: what each weight was multiplied with, times the blame behind it",
        ["weight", "how", "by hand", f"{keras.config.backend()} says"],
        [list(row) for row in zip(NAMES, how, map(plain, ours), map(plain, theirs), strict=True)],
        numeric=[2, 3],
        note=f"wᵢⱼ leads from input i to hidden unit j. Largest difference: {np.abs(ours - theirs).max():.1g}.",
        name="tiny-backward",
    )


def one_step(lab: Lab) -> Iterator[View]:
    """The loss after one step, for several learning rates."""
    weights = first_weights()
    before = loss_of(weights)
    rows = []
    for rate in (0.001, 0.01, 0.02, 0.1):
        after = stepped(weights, rate)
        rows.append([f"{rate:g}", f"{forward(after, INPUT)['y']:.3f}", f"{loss_of(after):.4f}"])
    yield Table(
        f"One step of gradient descent from a loss of {before:g}",
        ["learning rate η", "prediction after it", "loss after it"],
        rows,
        numeric=[0, 1, 2],
        note=f"The target is {TARGET:g}; before the step the prediction was {forward(weights, INPUT)['y']:g}.",
        name="tiny-step",
    )


def keras_gradient(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The gradient of the same network, built of Keras layers and differentiated by the backend."""
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, activation="relu"), layers.Dense(1)])
    model.set_weights([weights["W"], weights["b"], weights["v"][:, None], weights["c"][None]])
    x = ops.convert_to_tensor(INPUT[None].astype("float32"))

    def losses() -> list[Any]:
        return [ops.sum(0.5 * ops.square(model(x) - TARGET))]

    _, gradients = values_and_gradients(losses, model.trainable_variables, model.non_trainable_variables)
    w, b, v, c = (ops.convert_to_numpy(ops.stop_gradient(one)) for one in gradients)
    return {"W": w, "b": b, "v": v[:, 0], "c": c[0]}


def in_order(gradient: dict[str, np.ndarray]) -> np.ndarray:
    """The nine entries in the order of `NAMES`."""
    w, b = gradient["W"], gradient["b"]
    return np.array([w[0, 0], w[1, 0], b[0], w[0, 1], w[1, 1], b[1], *gradient["v"], gradient["c"]], "float64")


def _plus(first: str, second: str, bias: Any) -> str:
    sign = "−" if bias < 0 else "+"
    return f"{first} + {second} {sign} {abs(float(bias)):g}"

"""The adding problem and one step of an LSTM on numbers small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.inspect.words import listed
from dlteach.lessons.recurrent_bench import adding, build_adder
from dlteach.lessons.recurrent_inside import powered
from dlteach.scratch import lstm_step
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

SHORT = 10


def see_adding(lab: Lab) -> Iterator[View]:
    """One short sequence of the adding problem, with its answer."""
    dataset = adding(lab, SHORT)
    # the first sequence whose numbers, rounded as they are shown, add up to the rounded sum
    numbers, marks = next(
        (row[:, 0], row[:, 1]) for row in dataset.x_test if _adds_up([float(x) for x in row[row[:, 1] == 1, 0]])
    )
    yield Table(
        f"One sequence of {SHORT} steps",
        ["step", *(str(step) for step in range(1, SHORT + 1))],
        [["number", *(f"{number:.2f}" for number in numbers)], ["mark", *(f"{mark:g}" for mark in marks)]],
        numeric=list(range(1, SHORT + 1)),
        name="adding",
    )
    first, second = numbers[marks == 1]
    yield Text(
        f"The answer is {first:.2f} + {second:.2f} = **{first + second:.2f}**. The first mark stands in the first half, "
        "the second in the second half. The network sees one column at a time and is asked after the last one."
    )


def _adds_up(numbers: list[float]) -> bool:
    """Whether rounding to two digits before adding gives what it gives afterwards."""
    return round(100 * sum(numbers)) == sum(round(100 * number) for number in numbers)


def mean_guess(lab: Lab) -> Truth:
    """The error of always saying 1, measured on the test set."""
    y = adding(lab, int(lab.settings["length"])).y_test
    return Truth(
        f"{np.mean((y - 1) ** 2):.3f}",
        "A number drawn evenly between 0 and 1 has the variance 1/12, and the sum of two has 1/6, which is "
        f"{1 / 6:.3f}. On our test set it is a little off by chance. A network must fall clearly below this to have "
        "remembered anything at all.",
    )


def step_by_hand(lab: Lab) -> Iterator[View]:
    """One step of one unit, every number shown."""
    x, h, c = 1.0, 0.5, 2.0
    kernel = np.array([[1.0, -0.5, 2.0, 0.5]], "float32")
    recurrent = np.array([[1.0, 1.0, -2.0, -1.0]], "float32")
    bias = np.array([0.0, 1.0, 0.0, 0.0], "float32")
    sums = x * kernel[0] + h * recurrent[0] + bias
    values = [_sigmoid(sums[0]), _sigmoid(sums[1]), float(np.tanh(sums[2])), _sigmoid(sums[3])]
    names = ["input gate i", "forget gate f", "candidate g", "output gate o"]
    yield Text(f"The input is x = {x:g}, the old hidden state h = {h:g}, and the old cell state c = {c:g}.")
    yield Table(
        "Three gates and a candidate: z = x · w + h · u + b",
        ["", "w", "u", "b", "z", "bent by", "value"],
        [
            [name, *(_text(number) for number in numbers), "tanh" if name[0] == "c" else "σ", f"{value:.3f}"]
            for name, *numbers, value in zip(names, kernel[0], recurrent[0], bias, sums, values, strict=True)
        ],
        numeric=[1, 2, 3, 4, 6],
        note="σ(z) = 1 / (1 + e^−z) lies between 0 and 1, tanh between −1 and 1.",
        name="one-step",
    )
    hidden, cell = lstm_step(
        np.array([[x]], "float32"), np.array([[h]], "float32"), np.array([[c]], "float32"), kernel, recurrent, bias
    )
    i, f, g, o = values
    new_c, new_h = float(ops.convert_to_numpy(cell)[0, 0]), float(ops.convert_to_numpy(hidden)[0, 0])
    yield Text(
        f"New cell state: c' = f · c + i · g = {f:.3f} · {c:g} + {i:.3f} · {g:.3f} = **{new_c:.3f}**.\n\n"
        f"New hidden state: h' = o · tanh(c') = {o:.3f} · {np.tanh(new_c):.3f} = **{new_h:.3f}**."
    )


def gradient_left(lab: Lab) -> Truth:
    """What is left of a gradient after 50 steps with a forget gate of 0.98."""
    left = 100 * 0.98**50
    return Truth(
        f"{left:.0f}",
        f"0.98^50 = {0.98**50:.2f}. With 0.9 it would be {100 * 0.9**50:.1f} %, with 0.73, the sigmoid of a bias of 1, one "
        f"part in {1 / 0.73**50 / 1e6:.0f} million, and with 0.5, the sigmoid of 0, one part in {powered(1 / 0.5**50)}. A gate "
        "has to be nearly 1 to keep something for long, and training can move it there.",
    )


def gate_keeps(lab: Lab) -> Iterator[View]:
    """What is left along the cell state, step by step, for several forget gates."""
    gates = (0.5, 0.73, 0.9, 0.98, 0.999)
    steps = 50
    yield Curve(
        "What is left of a gradient along the cell state",
        [Series(f"f = {gate:g}", [gate**step for step in range(1, steps + 1)]) for gate in gates],
        f"After {steps} steps there is left: "
        + listed([f"{powered(gate**steps)} with f = {gate:g}" for gate in gates])
        + ".",
        x_label="steps back",
        y_label="factor",
        log_y=True,
        name="gate-keeps",
    )


def parameters(lab: Lab) -> Truth:
    """The parameter count of the LSTM layer, asked of Keras."""
    units = int(lab.settings["units"])
    layer = build_adder(lab, int(lab.settings["length"]), "lstm").get_layer("recurrent_1")
    plain = build_adder(lab, int(lab.settings["length"]), "rnn").get_layer("recurrent_1").count_params()
    return Truth(
        str(layer.count_params()),
        f"4 · {units} · (2 + {units} + 1) = {layer.count_params():,}: four sets, and in each a unit sees 2 inputs, {units} "
        f"hidden values and a bias. A plain RNN has one set, {plain:,}.",
    )


def all_states_shape(lab: Lab) -> Truth:
    """The shape of the hidden states of one sequence, asked of the network."""
    length = int(lab.settings["length"])
    states = build_adder(lab, length, "lstm").states(adding(lab, length).x_test[:1])
    return Truth(
        ", ".join(str(size) for size in states.shape[1:]),
        "One hidden state for each step, and one number in it for each unit. How many features the input has does not "
        "show in it.",
    )


def _sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


def _text(number: float) -> str:
    return f"{number:g}".replace("-", "−")

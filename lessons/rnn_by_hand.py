"""A plain recurrent layer on numbers small enough to follow, and its shapes and counts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.lessons.rnn_bench import build_forecaster, waves
from dlteach.scratch import clip_by_global_norm, rnn_step
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

INPUT_WEIGHT, RECURRENT_WEIGHT, BIAS = 1.0, 0.8, 0.0
IMPULSE = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def states_by_hand() -> list[float]:
    """The hidden state of one unit after each step of the impulse, by `dlteach.scratch.rnn_step`."""
    w, u, b = (np.array(value, "float32") for value in ([[INPUT_WEIGHT]], [[RECURRENT_WEIGHT]], [BIAS]))
    h = np.zeros((1, 1), "float32")
    states = []
    for x in IMPULSE:
        h = ops.convert_to_numpy(rnn_step(np.array([[x]], "float32"), h, w, u, b))
        states.append(float(h[0, 0]))
    return states


def steps_by_hand(lab: Lab) -> Iterator[View]:
    """One unit reads a single 1 and then zeros: how long does it remember?"""
    states = states_by_hand()
    before = [0.0, *states[:-1]]
    yield Text(
        f"One unit, input weight w = {INPUT_WEIGHT:g}, recurrent weight u = {RECURRENT_WEIGHT:g}, bias b = {BIAS:g}. It reads a "
        "single 1 and then only zeros. Its state starts at 0."
    )
    yield Table(
        "h' = tanh(w · x + u · h + b)",
        ["step", "x", "old h", "w · x + u · h + b", "new h"],
        [
            [str(step), f"{x:g}", f"{old:.3f}", f"{INPUT_WEIGHT * x + RECURRENT_WEIGHT * old + BIAS:.3f}", f"{new:.3f}"]
            for step, (x, old, new) in enumerate(zip(IMPULSE, before, states, strict=True), start=1)
        ],
        numeric=[0, 1, 2, 3, 4],
        name="by-hand",
    )
    yield Text(
        f"The 1 is still there after {len(IMPULSE)} steps, but only as {states[-1]:.3f} of {states[0]:.3f}. Every step "
        "multiplied it by u and bent it. That is a memory, and it fades."
    )


def second_state(lab: Lab) -> Truth:
    """The hidden state after the second step of the impulse."""
    first, second = states_by_hand()[:2]
    return Truth(
        f"{second:.2f}",
        f"After the first step h = tanh(1) = {first:.3f}. Then x is 0, so h' = tanh({RECURRENT_WEIGHT:g} · {first:.3f}) = "
        f"{second:.3f}.",
    )


def parameters(lab: Lab) -> Truth:
    """The parameter count of the recurrent layer, asked of Keras."""
    units = int(lab.settings["units"])
    count = build_forecaster(lab, cell="rnn").get_layer("recurrent_1").count_params()
    return Truth(
        str(count),
        f"Each of the {units} units sees 1 input, {units} old hidden values and a bias: {units} · (1 + {units} + 1) = {count:,}. "
        "The number of steps does not matter: the weights are shared by all of them.",
    )


def all_states_shape(lab: Lab) -> Truth:
    """The shape of the hidden states of one series, asked of the network."""
    states = build_forecaster(lab, cell="rnn").states(waves(lab).x_test[:1])
    return Truth(
        ", ".join(str(size) for size in states.shape[1:]),
        "One hidden state after each step, and one number in it for each unit.",
    )


def left_after_fifty(lab: Lab) -> Truth:
    """What is left of a gradient after 50 factors of 0.9."""
    return Truth(
        f"{100 * 0.9**50:.1f}",
        f"0.9^50 = {0.9**50:.4f}. With a factor of 0.8 it is {0.8**50:.5f}. And with 1.1, only a little above 1, the "
        f"gradient grows to {1.1**50:.0f} times its size.",
    )


def clipped_number(lab: Lab) -> Truth:
    """The first number of the gradient (3, 4) after clipping to length 1."""
    clipped, length = clip_by_global_norm([ops.convert_to_tensor([3.0, 4.0])], clip_norm=1.0)
    first, second = ops.convert_to_numpy(clipped[0])
    return Truth(
        f"{first:.1f}",
        f"Its length is √(3² + 4²) = {float(length):g}, so both numbers are divided by {float(length):g}: ({first:.1f}, "
        f"{second:.1f}). The direction stays.",
    )

"""Shapes, teacher forcing and attention on numbers small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import layers, ops

from dlteach.lessons.seq2seq_bench import dates
from dlteach.lessons.translation import check_phrase, shifted
from dlteach.scratch import scaled_dot_product_attention
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

STATES = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], "float32")
QUESTION = np.array([[2.0, 0.0]], "float32")


def see_data(lab: Lab) -> Iterator[View]:
    """Some phrases and their dates, and how many there are."""
    check_phrase(lab)
    data = dates(lab)
    vocabulary = data.extra["vocabulary"]
    spelled = ["".join(vocabulary[token] for token in row if token) for row in data.y_test[:8]]
    yield Table(
        "Eight phrases of the test set",
        ["source", "target"],
        [[phrase, target] for phrase, target in zip(data.extra["phrases_test"][:8], spelled, strict=True)],
        name="data",
    )
    yield Text(
        f"{len(data.x_train):,} phrases to train on, {len(data.x_validation):,} to validate, {len(data.x_test):,} to test. "
        f"The longest has {data.x_train.shape[1]} characters; every target has {data.y_train.shape[1]}. The vocabulary "
        f"has {len(vocabulary)} entries: {len(vocabulary) - 2} characters, the padding and the start token. "
        f"Source: {data.source}."
    )


def encoder_shape(lab: Lab) -> Truth:
    """The shape of a bidirectional GRU's states, asked of Keras."""
    layer = layers.Bidirectional(layers.GRU(64, return_sequences=True))
    shape = layer.compute_output_shape((None, 12, 32))[1:]
    return Truth(
        ", ".join(map(str, shape)),
        "A state for each of the 12 places, and in each 64 numbers of the reader from the left and 64 of the one from the "
        "right.",
    )


def teacher_forcing(lab: Lab) -> Iterator[View]:
    """What the decoder reads and what it is to say, place by place."""
    data = dates(lab)
    vocabulary = data.extra["vocabulary"]
    target = data.y_test[:1]
    given = shifted(target, data.extra["start"])
    yield Table(
        f"Teacher forcing on “{data.extra['phrases_test'][0]}”",
        ["", *[str(place) for place in range(1, target.shape[1] + 1)]],
        [
            ["the decoder is given", *[vocabulary[token] for token in given[0]]],
            ["it is to say", *[vocabulary[token] for token in target[0]]],
        ],
        note=f"“{vocabulary[data.extra['start']]}” is the start token. What is given is the target, moved by one place.",
        name="teacher-forcing",
    )


def attention_by_hand(lab: Lab) -> Iterator[View]:
    """Three states, one question: scores, weights and context."""
    scores = QUESTION @ STATES.T
    powers = np.exp(scores[0])
    # the scratch function divides scores by √d, the dot product here does not
    context, weights = scaled_dot_product_attention(QUESTION * np.sqrt(QUESTION.shape[-1]), STATES, STATES)
    weights, context = ops.convert_to_numpy(weights)[0], ops.convert_to_numpy(context)[0]
    yield Table(
        "The decoder's state is (2, 0)",
        ["place", "state h", "score", "e^score", "weight"],
        [
            [str(place + 1), f"({h[0]:g}, {h[1]:g})", f"{score:g}", f"{power:.3f}", f"{weight:.3f}"]
            for place, (h, score, power, weight) in enumerate(zip(STATES, scores[0], powers, weights, strict=True))
        ],
        numeric=[2, 3, 4],
        note=f"Score: number by number, added up. The e^score add up to {powers.sum():.3f}; each is divided by that.",
        name="attention-by-hand",
    )
    sums = " + ".join(f"{weight:.3f}·({h[0]:g}, {h[1]:g})" for weight, h in zip(weights, STATES, strict=True))
    yield Text(
        f"The context is {sums}, which is **({context[0]:.3f}, {context[1]:.3f})**. Like the decoder's state, places 1 and 3 "
        f"have something in their first number. So their scores are high, and they get most of the weight: "
        f"{weights[0] + weights[2]:.3f} together."
    )


def first_weight(lab: Lab) -> Truth:
    """The softmax of 2, 0, 0."""
    weights = ops.convert_to_numpy(ops.softmax(np.array([2.0, 0.0, 0.0], "float32")))
    power = float(np.exp(2))
    return Truth(
        f"{weights[0]:.3f}",
        f"e² / (e² + e⁰ + e⁰) = {power:.2f} / {power + 2:.2f} = {weights[0]:.3f}. The two others share the rest, "
        f"{weights[1]:.3f} each.",
    )


def caption_places(lab: Lab) -> Truth:
    """The places of a 14×14 map, asked of Keras: the maps laid out as a sequence of states."""
    shape = layers.Reshape((-1, 512)).compute_output_shape((None, 14, 14, 512))[1:]
    return Truth(
        str(shape[0]),
        f"14 · 14 = {shape[0]} places, and the state of each has {shape[1]} numbers, one from each map.",
    )

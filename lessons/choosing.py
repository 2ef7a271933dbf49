"""What the lesson on choosing builds, trains and looks into. Each function is named by a directive of choosing.md."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import layers, ops

from dlteach.inspect.pictures import gallery
from dlteach.lessons.choosing_contest import image_contest, task_data, text_contest
from dlteach.lessons.choosing_experiments import dense_when_moved, moved_images, scrambled_pixels, shuffled_words
from dlteach.lessons.choosing_guide import advice, side_by_side
from dlteach.lessons.choosing_networks import IMAGE, TEXT
from dlteach.models.attention import attention_weights
from dlteach.training.lab import Lab
from dlteach.views import Table, Truth, View

__all__ = [
    "advice",
    "attention_size",
    "contestants",
    "dense_when_moved",
    "image_contest",
    "moved_images",
    "patch_tokens",
    "prepare",
    "scrambled_pixels",
    "see_tasks",
    "shuffled_words",
    "side_by_side",
    "text_contest",
    "windows_of_words",
]


def prepare(lab: Lab) -> None:
    """Loads both data sets ahead, while the learner reads."""
    task_data(lab, "image")
    task_data(lab, "text")


def see_tasks(lab: Lab) -> Iterator[View]:
    """Some examples of both tasks."""
    images, texts = task_data(lab, "image"), task_data(lab, "text")
    yield gallery(
        "The image task: which digit?",
        images.x_train[:6],
        [images.class_names[label] for label in images.y_train[:6]],
        f"{len(images.x_train):,} images of 8×8 pixels to train on, {len(images.x_test)} to test, ten classes.",
        columns=6,
        name="digits",
    )
    written, answers = texts.extra["texts_train"], texts.y_train
    yield Table(
        "The sequence task: which opinion?",
        ["sentence", "class"],
        [[written[number], texts.class_names[answers[number]]] for number in range(4)],
        note=f"{len(texts.x_train):,} sentences to train on, {len(texts.x_test)} to test, of at most "
        f"{texts.x_train.shape[1]} words.",
        name="opinions",
    )


def contestants(lab: Lab) -> Iterator[View]:
    """The four networks for each task and their sizes."""
    image, text = task_data(lab, "image"), task_data(lab, "text")
    rows = [
        [
            name,
            IMAGE[name].title,
            f"{IMAGE[name].build(image).count_params():,}",
            TEXT[name].title,
            f"{TEXT[name].build(text).count_params():,}",
        ]
        for name in IMAGE
    ]
    yield Table(
        "Four networks for each task",
        ["network", "image task", "parameters", "sequence task", "parameters"],
        rows,
        numeric=[2, 4],
        note="Their sizes are alike on purpose, so that the kind of network makes the difference.",
        name="contestants",
    )


def patch_tokens(lab: Lab) -> Truth:
    """How many tokens an image of 8×8 gives, asked of Keras."""
    shape = layers.Conv2D(32, 2, strides=2).compute_output_shape((None, 8, 8, 1))
    return Truth(str(shape[1] * shape[2]), f"{shape[1]} patches across and {shape[2]} down.")


def windows_of_words(lab: Lab) -> Truth:
    """The output shape of a convolution over words, asked of Keras."""
    shape = layers.Conv1D(48, 5, padding="same").compute_output_shape((None, 17, 24))[1:]
    return Truth(
        ", ".join(map(str, shape)), "Same padding keeps the 17 places, and each filter gives one value a place."
    )


def attention_size(lab: Lab) -> Truth:
    """How many attention weights a head computes for 100 tokens, asked of the layer's own function."""
    tokens = ops.convert_to_tensor(np.zeros((1, 100, 1, 8), "float32"))
    count = int(np.prod(attention_weights(tokens, tokens).shape))
    return Truth(
        str(count),
        f"100 · 100 = {count:,}. Twice as many tokens need four times as many. An RNN would take 100 steps, one by one.",
    )

"""What each network relied on: moved images, scrambled pixels, shuffled words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dlteach.data import Dataset
from dlteach.inspect.shifts import accuracy_when_moved
from dlteach.lessons.choosing_contest import EPOCHS, outcomes, task_data, train_one
from dlteach.lessons.choosing_networks import IMAGE
from dlteach.training.evaluate import loss_and_accuracy
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

# the place, among the amounts of the contest, of the one that the scrambled images are trained with
FEW = 0


def dense_when_moved(lab: Lab) -> Iterator[View | Truth]:
    """The accuracy of the dense network on images moved by one pixel."""
    share = _moved(lab)["MLP"]
    before = outcomes(lab, "image")["MLP"][-1].accuracy
    yield Truth(
        f"{100 * share:.0f}",
        f"Unmoved it has {100 * before:.1f} %. Every weight of its first layer belongs to one pixel, and the strokes now stand "
        "at other pixels.",
    )


def moved_images(lab: Lab) -> Iterator[View]:
    """All four networks on images moved by one pixel."""
    moved = _moved(lab)
    reached = outcomes(lab, "image")
    yield Table(
        "Test images moved by one pixel; they are eight wide",
        ["network", "unmoved", "moved", "lost"],
        [
            [
                name,
                f"{100 * reached[name][-1].accuracy:.1f} %",
                f"{100 * share:.1f} %",
                f"{100 * (reached[name][-1].accuracy - share):.1f}",
            ]
            for name, share in moved.items()
        ],
        numeric=[1, 2, 3],
        note="Mean over moving left, right, up and down. No network saw moved images in training.",
        name="moved-images",
    )
    least = min(moved, key=lambda name: reached[name][-1].accuracy - moved[name])
    yield Text(f"The {least} loses least. None of them is untouched: what matters in your problem, show in training.")


def scrambled_pixels(lab: Lab) -> Iterator[View]:
    """The dense and the convolutional network on images whose pixels were reordered, all in the same way."""
    data = task_data(lab, "image")
    scrambled = scramble(data, lab.seed)
    rows = []
    for name in ("MLP", "CNN"):
        before = outcomes(lab, "image")[name][FEW]
        _, after = train_one(lab, IMAGE[name], scrambled, before.examples, EPOCHS["image"], f"{name}, pixels scrambled")
        rows.append([name, f"{100 * before.accuracy:.1f} %", f"{100 * after.accuracy:.1f} %"])
        lab.log(
            f"{name}, pixels scrambled",
            {"test accuracy %": 100 * after.accuracy, "parameters": after.parameters},
            after.seconds,
        )
    yield Table(
        "The pixels of every image in another order, always the same one",
        ["network", "as they were", "scrambled"],
        rows,
        numeric=[1, 2],
        note=f"Test accuracy after training on {before.examples:,} images: with little data a supposition weighs most.",
        name="scrambled-pixels",
    )
    yield Text(
        f"To you, a scrambled digit is noise. The MLP had {rows[0][1]} and has {rows[0][2]} now: it never knew which pixels are "
        f"neighbours. The CNN had {rows[1][1]} and has {rows[1][2]}: what it supposes is no longer true."
    )


def shuffled_words(lab: Lab) -> Iterator[View]:
    """The four networks on test sentences whose words stand in another order."""
    data = task_data(lab, "text")
    shuffled = shuffle_words(data.x_test, lab.seed)
    reached = outcomes(lab, "text")
    rows = []
    for name, model in lab.memory["text models"].items():
        _, share = loss_and_accuracy(model, shuffled, data.y_test)
        rows.append([name, f"{100 * reached[name][-1].accuracy:.1f} %", f"{100 * share:.1f} %"])
    yield Table(
        "Test sentences with their words in random order",
        ["network", "as written", "shuffled"],
        rows,
        numeric=[1, 2],
        note="Guessing gets 50 %. The networks were trained on sentences as they are written.",
        name="shuffled-words",
    )
    yield Text(
        "What falls to guessing needed the order. What stays above could do with *which* words were there, whatever their "
        "order: two negations turn a sentence back, wherever they stand."
    )


def scramble(data: Dataset, seed: int) -> Dataset:
    """The images with their pixels in another order, the same for all of them."""
    order = np.random.default_rng([seed, 2]).permutation(int(np.prod(data.x_train.shape[1:])))

    def reordered(images: np.ndarray) -> np.ndarray:
        return images.reshape(len(images), -1)[:, order].reshape(images.shape)

    return replace(
        data,
        x_train=reordered(data.x_train),
        x_validation=reordered(data.x_validation),
        x_test=reordered(data.x_test),
    )


def shuffle_words(sentences: np.ndarray, seed: int) -> np.ndarray:
    """Each sentence with its words in a random order; the padding (0) stays at the end."""
    random = np.random.default_rng([seed, 3])
    mixed = sentences.copy()
    for sentence in mixed:
        length = int((sentence != 0).sum())
        sentence[:length] = random.permutation(sentence[:length])
    return mixed


def _moved(lab: Lab) -> dict[str, float]:
    """Network → accuracy on images moved by one pixel."""
    if "moved" not in lab.memory:
        outcomes(lab, "image")
        data = task_data(lab, "image")
        lab.memory["moved"] = {
            name: accuracy_when_moved(model, data.x_test, data.y_test, 1)
            for name, model in lab.memory["image models"].items()
        }
    return lab.memory["moved"]

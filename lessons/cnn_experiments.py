"""The experiments of the CNN lesson: shifted images, other pooling, other numbers of filters."""

from __future__ import annotations

from collections.abc import Iterator

import keras
from keras import layers

from dlteach.data import Dataset
from dlteach.inspect.shifts import accuracy_when_moved
from dlteach.lessons.cnn_bench import build_lenet, filters_from, framed, images, train
from dlteach.training.evaluate import loss_and_accuracy
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

EXPERIMENT_EPOCHS = 6
EXPERIMENT_IMAGES = 1500
MARGIN = 2


def dense_under_shift(lab: Lab) -> Iterator[View | Truth]:
    """The accuracy of a dense network on images moved by two pixels."""
    accuracies = _shift_accuracies(lab)["dense"]
    yield Truth(
        f"{100 * accuracies[-1]:.0f}",
        f"Unmoved it reaches {100 * accuracies[0]:.1f} %. A dense network learns what stands at *which pixel*. Moved by two of "
        f"{_shift_data(lab).x_train.shape[2]} pixels, the digits stand where it has never seen them.",
    )


def shift_test(lab: Lab) -> Iterator[View]:
    """Three networks of about equal size on images moved by 0, 1 and 2 pixels."""
    accuracies = _shift_accuracies(lab)
    networks = {name: make(_shift_data(lab)) for name, make in SHIFT_NETWORKS.items()}
    titles = {
        "dense": "dense: pixels, one hidden layer",
        "flattened": "CNN: two convolutions, flattened, dense",
        "pooled": "CNN: three convolutions, each map's maximum",
    }
    yield Table(
        "Test accuracy when the images are moved",
        ["network", "parameters", "unmoved", "by 1 pixel", "by 2 pixels"],
        [
            [
                titles[name],
                f"{networks[name].count_params():,}",
                *(f"{100 * value:.1f} %" for value in accuracies[name]),
            ]
            for name in titles
        ],
        numeric=[1, 2, 3, 4],
        note="Mean over moving left, right, up and down. No network saw altered copies.",
        name="shift-test",
    )
    yield Text(
        "So it is not the convolution alone. A convolution *moves* its answer along with the image; a dense layer behind a "
        "flattening still expects each answer at its place. The third network takes the maximum of each map, wherever "
        "it stands (*global max pooling*), and holds. LeNet-5 flattens: that is why you trained it on shifted copies."
    )


def without_pooling(lab: Lab) -> Iterator[View]:
    """LeNet-5 with average pooling, max pooling, and strides instead."""
    yield from _compare(
        lab,
        "Three ways to shrink a map",
        "pooling",
        {kind: {"pooling": kind} for kind in ("average", "max", "none")},
        "Without pooling the convolutions step two pixels at a time instead: the same shapes and parameters, fewer sums.",
    )


def how_many_filters(lab: Lab) -> Iterator[View]:
    """LeNet-5 with 1, 2, 6 and 12 filters in the first layer."""
    yield from _compare(
        lab,
        "How many filters does it take?",
        "filters",
        {str(count): {"filters": filters_from(count)} for count in (1, 2, 6, 12)},
        f"Short trainings, {_epochs(lab.epochs or EXPERIMENT_EPOCHS)} each: compare them with each other, not with the long one.",
    )


def _epochs(number: int) -> str:
    return "one epoch" if number == 1 else f"{number} epochs"


def _compare(lab: Lab, title: str, column: str, variants: dict[str, dict], note: str) -> Iterator[View]:
    data = images(lab)
    rows, accuracies = [], []
    for name, changes in variants.items():
        model = build_lenet(lab, **changes)
        fitted = train(lab, model, data, f"{column} {name}", EXPERIMENT_EPOCHS, limit=3 * EXPERIMENT_IMAGES)
        loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
        accuracies.append(accuracy)
        rows.append(
            [name, f"{model.count_params():,}", f"{fitted.seconds:.1f}", f"{loss:.3f}", f"{100 * accuracy:.2f} %"]
        )
        lab.log(
            f"LeNet-5, {column} {name}",
            {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
            fitted.seconds,
            epochs=len(fitted.history["loss"]),
            **{column: name},
        )
    columns = [column, "parameters", "seconds", "test loss", "test accuracy"]
    yield Table(title, columns, rows, numeric=[1, 2, 3, 4], note=note, name=column)
    apart = round((max(accuracies) - min(accuracies)) * len(data.y_test))
    yield Text(
        f"The best and the worst are {apart} of {len(data.y_test):,} test images apart. On the digits, another seed moves "
        "such a result by two or three images, so trust only larger differences, and look at the loss, which counts how "
        "sure it was."
    )


def _dense(data: Dataset) -> keras.Model:
    return keras.Sequential(
        [
            keras.Input(data.x_train.shape[1:]),
            layers.Flatten(),
            layers.Dense(154, activation="relu"),
            layers.Dense(len(data.class_names), activation="softmax"),
        ]
    )


def _flattened(data: Dataset) -> keras.Model:
    return keras.Sequential(
        [
            keras.Input(data.x_train.shape[1:]),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(150, activation="relu"),
            layers.Dense(len(data.class_names), activation="softmax"),
        ]
    )


def _pooled(data: Dataset) -> keras.Model:
    return keras.Sequential(
        [
            keras.Input(data.x_train.shape[1:]),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.GlobalMaxPooling2D(),
            layers.Dense(len(data.class_names), activation="softmax"),
        ]
    )


SHIFT_NETWORKS = {"dense": _dense, "flattened": _flattened, "pooled": _pooled}


def _shift_data(lab: Lab) -> Dataset:
    """The images in their own size on an empty margin, so that moving them by two pixels cuts nothing off."""
    return framed(lab.dataset(), MARGIN, EXPERIMENT_IMAGES)


def _shift_accuracies(lab: Lab) -> dict[str, list[float]]:
    """Accuracy at shifts of 0, 1 and 2 pixels, by network; trained once a session."""
    if "shift" not in lab.memory:
        lab.memory["shift"] = {name: _shift_accuracy(lab, name) for name in SHIFT_NETWORKS}
    return lab.memory["shift"]


def _shift_accuracy(lab: Lab, name: str) -> list[float]:
    data = _shift_data(lab)
    keras.utils.set_random_seed(lab.seed)
    model = SHIFT_NETWORKS[name](data)
    kind = "dense" if name == "dense" else "convolutional"
    fitted = train(lab, model, data, f"shift test: {name}", 20, kind=kind)
    accuracies = [accuracy_when_moved(model, data.x_test, data.y_test, distance) for distance in range(MARGIN + 1)]
    lab.log(
        f"shift test: {name}",
        {
            "test accuracy %": 100 * accuracies[0],
            "moved 2 px %": 100 * accuracies[-1],
            "parameters": model.count_params(),
        },
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
    )
    return accuracies

"""What the CNN lesson builds, trains and looks into. Each function is named by a directive of cnn.md."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.lessons.cnn_bench import (
    build_lenet,
    example_image,
    image_shape,
    images,
    original_images,
    shape_text,
    train,
)
from dlteach.lessons.cnn_by_hand import (
    convolve_by_hand,
    edges,
    first_convolution_parameters,
    first_map_shape,
    flattened_length,
    padding_and_stride,
    pool_by_hand,
    pooled_shape,
    scores_to_probabilities,
    shift_and_pool,
)
from dlteach.lessons.cnn_experiments import dense_under_shift, how_many_filters, shift_test, without_pooling
from dlteach.training.evaluate import loss_and_accuracy, probabilities
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, Truth, View

__all__ = [
    "confusion",
    "convolve_by_hand",
    "dense_under_shift",
    "edges",
    "first_convolution_parameters",
    "first_map_shape",
    "flattened_length",
    "heaviest_layer",
    "how_many_filters",
    "layer_by_layer",
    "learned_filters",
    "lenet",
    "mistakes",
    "padding_and_stride",
    "pieces",
    "pool_by_hand",
    "pooled_shape",
    "prepare",
    "receptive_fields",
    "scores_to_probabilities",
    "see_data",
    "shift_and_pool",
    "shift_test",
    "train_lenet",
    "where_it_looked",
    "without_pooling",
]

EPOCHS = 12


def prepare(lab: Lab) -> None:
    """Loads the data set ahead, while the learner reads."""
    images(lab)


def see_data(lab: Lab) -> Iterator[View]:
    """One image of each class, and how many there are."""
    data = images(lab)
    plain = original_images(lab)
    firsts = [int(np.argmax(plain.y_train == label)) for label in range(len(plain.class_names))]
    height, width, channels = plain.x_train.shape[1:]
    words = f"One {height}×{width} image for each of the classes {', '.join(plain.class_names)}."
    yield gallery(data.title, plain.x_train[firsts], plain.class_names, words, columns=5, name="data")
    altered = len(data.x_train) - len(plain.x_train)
    copies = f", and {altered:,} altered copies of those" if altered else ""
    yield Text(
        f"{len(plain.x_train):,} images to train on{copies}; {len(data.x_validation):,} to validate; {len(data.x_test):,} "
        f"to test. Each is {height}×{width} with {channels} channel{'s' * (channels > 1)}. Source: {data.source}."
    )


def receptive_fields(lab: Lab) -> Iterator[View]:
    """The receptive field of each layer of LeNet-5."""
    rows = inspect.summary(build_lenet(lab)).rows
    shown = [row for row in rows if row.receptive_field is not None]
    yield Table(
        "How many pixels one value depends on",
        ["layer", "output", "receptive field"],
        [[row.name, row.shape_text, row.field_text] for row in shown],
        numeric=[1, 2],
        note="A k×k window adds (k − 1) × the pixels between neighbouring values of the layer before.",
        name="receptive-fields",
    )


def pieces(lab: Lab) -> Iterator[View]:
    """LeNet-5 piece by piece: what each adds, its output shape, and why."""
    model = build_lenet(lab)
    why = {
        "c1": "capture: small filters find strokes",
        "s2": "compress: half the size, small shifts forgiven",
        "c3": "capture: combinations of strokes",
        "s4": "compress again",
        "flatten": "one list of all values",
        "c5": "weigh all features together",
        "f6": "a shorter description of the digit",
        "output": "one probability for each class",
    }
    rows = [
        [layer.name, type(layer).__name__, shape_text(layer.output.shape[1:]), why[layer.name]]
        for layer in model.layers
        if layer.name in why
    ]
    start = shape_text(image_shape(lab))
    yield Table(
        f"From an image of {start} to {rows[-1][2]} probabilities",
        ["piece", "layer", "shape after it", "why"],
        rows,
        numeric=[2],
        name="pieces",
    )


def lenet(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    model = build_lenet(lab)
    summary = inspect.summary(model)
    yield summary.table()
    yield Text(
        f"{model.count_params():,} parameters in all. LeCun's own count of 1998 was 60,000: his third layer saw only some of "
        "the maps, his pooling had weights, and his output compared with drawn characters. "
        "`dlteach summary lenet5_original` shows that form."
        if model.count_params() == 61706
        else f"{model.count_params():,} parameters in all."
    )


def heaviest_layer(lab: Lab) -> Truth:
    """The layer with the most parameters, asked of the model."""
    model = build_lenet(lab)
    counts = {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}
    total = sum(counts.values())
    names = {
        "c1": "c1, the first convolution",
        "c3": "c3, the second convolution",
        "c5": "c5, the first dense layer",
        "output": "output, the last dense layer",
    }
    name = max(names, key=lambda key: counts[key])
    convolutions = counts["c1"] + counts["c3"]
    return Truth(
        names[name],
        f"{name} has {counts[name]:,} of {total:,}, {100 * counts[name] / total:.0f} %. The two convolutions, which do the "
        f"seeing, need only {convolutions:,}.",
    )


def train_lenet(lab: Lab) -> Iterator[View]:
    """Trains LeNet-5 on the whole training set and measures it on the test set, once."""
    data = images(lab)
    model = build_lenet(lab)
    fitted = train(lab, model, data, "LeNet-5", EPOCHS)
    lab.keep("main", model)
    loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
    yield inspect.loss_curve(fitted.history)
    yield Text(
        f"{inspect.how_it_went(fitted)} The weights of epoch {fitted.best_epoch} were kept: none did better on the "
        f"validation set. Wrong on {round(len(data.y_test) * (1 - accuracy))} of {len(data.y_test):,} test images."
    )
    yield Result(f"test accuracy {100 * accuracy:.2f} %")
    lab.log(
        "LeNet-5",
        {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
    )


def learned_filters(lab: Lab) -> Iterator[View]:
    """The first layer's filters after training."""
    yield inspect.filters(_trained(lab), "c1")


def layer_by_layer(lab: Lab) -> Iterator[View]:
    """The feature maps of one image in each layer that has maps."""
    model, image = _trained(lab), example_image(lab)
    for name in ("c1", "s2", "c3", "s4"):
        if any(layer.name == name for layer in model.layers):
            yield inspect.feature_maps(model, image, name)


def where_it_looked(lab: Lab) -> Iterator[View]:
    """Saliency and Grad-CAM for one image."""
    model, image = _trained(lab), example_image(lab)
    yield inspect.saliency(model, image)
    yield inspect.grad_cam(model, image, "c3")


def confusion(lab: Lab) -> Iterator[View]:
    """The confusion matrix on the test set."""
    data = images(lab)
    predicted = probabilities(_trained(lab), data.x_test).argmax(axis=1)
    yield inspect.confusion_matrix(data.y_test, predicted, data.class_names)


def mistakes(lab: Lab) -> Iterator[View]:
    """The test images the network is most wrongly sure about."""
    data = images(lab)
    predicted = probabilities(_trained(lab), data.x_test)
    wrong = int((predicted.argmax(axis=1) != data.y_test).sum())
    if wrong == 0:
        yield Text("It made no mistake on the test images. These are the ones it was least sure about.")
        sureness = predicted.max(axis=1)
        least = np.argsort(sureness)[:5]
        labels = [f"{data.class_names[data.y_test[i]]}: {100 * sureness[i]:.0f} %" for i in least]
        words = f"The least sure answer had a probability of {100 * sureness[least[0]]:.0f} %."
        yield gallery("Least sure", data.x_test[least], labels, words, name="least-sure")
        return
    yield Text("Would you have read these differently? The label says what the network saw, and what it should have.")
    yield inspect.worst_mistakes(data.x_test, data.y_test, predicted, data.class_names)


def _trained(lab: Lab) -> keras.Model:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_lenet)

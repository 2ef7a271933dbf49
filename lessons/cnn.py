"""What the CNN lesson builds, trains and looks into. Each function is named by a directive of cnn.md and gets the lab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import keras
import numpy as np
from keras import layers, ops

from dlteach import inspect
from dlteach.data import Dataset
from dlteach.inspect.pictures import gallery, stretched
from dlteach.inspect.shifts import accuracy_when_moved, moved
from dlteach.models import LeNet5
from dlteach.scratch import conv2d, max_pool2d
from dlteach.training.evaluate import loss_and_accuracy, probabilities
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, Truth, View

EPOCHS = 12
SIDE = 32
EXPERIMENT_EPOCHS = 6
EXPERIMENT_IMAGES = 1500


def prepare(lab: Lab) -> None:
    """Loads the data set ahead, while the learner reads."""
    _data(lab)


def see_data(lab: Lab) -> Iterator[View]:
    """One image of each class, and how many there are."""
    data = _data(lab)
    plain = lab.dataset(size=SIDE)
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


def convolve_by_hand(lab: Lab) -> Iterator[View]:
    """A 5×5 image under a 3×3 filter, every product shown for one place."""
    image = np.zeros((5, 5), "float32")
    image[:, 2:4] = 2
    kernel = np.array([[-1, 0, 1]] * 3, "float32")
    bias = 1.0
    yield _grid("The image, 5×5", image)
    yield _grid("The filter, 3×3: right minus left; its bias is 1", kernel)
    window = image[0:3, 0:3]
    products = " + ".join(
        f"{pixel:g}·{weight:g}".replace("·-", "·−") for pixel, weight in zip(window.flat, kernel.flat, strict=True)
    )
    feature_map = ops.convert_to_numpy(conv2d(image[None, ..., None], kernel[..., None, None], bias))[0, ..., 0]
    total = float((window * kernel).sum()) + bias
    yield Text(
        f"In the top left corner: {products}, which is {total - bias:g}; plus the bias {bias:g} is **{total:g}**."
    )
    yield _grid("The feature map, 3×3", feature_map)
    yield Text(
        f"Its largest value, {feature_map.max():g}, stands where the picture steps from dark to bright, and its smallest, "
        f"{feature_map.min():g}, where it steps back. 5 pixels leave 5 − 3 + 1 = {feature_map.shape[0]} places."
    )


def edges(lab: Lab) -> Iterator[View]:
    """Two designed filters on a real image."""
    image = _example(lab)
    gray = image.mean(axis=-1, keepdims=True)
    vertical = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")
    filters = np.stack([vertical, vertical.T], axis=-1)[:, :, None]
    maps = np.abs(ops.convert_to_numpy(conv2d(gray[None], filters))[0])
    yield gallery(
        "A picture and what two edge filters answer",
        [stretched(gray), stretched(maps[..., 0]), stretched(maps[..., 1])],
        ["the picture", "upright edges", "level edges"],
        f"The filter for upright edges answers {maps[..., 0].mean():.2f} on average, the one for level edges "
        f"{maps[..., 1].mean():.2f}. Each map is bright along the strokes of its direction and dark elsewhere.",
        name="edges",
    )


def first_map_shape(lab: Lab) -> Truth:
    """The output shape of c1, asked of Keras."""
    shape = layers.Conv2D(6, 5).compute_output_shape((None, *_shape(lab)))[1:]
    return Truth(_shape_text(shape), "32 − 5 + 1 = 28 places in each direction, and one map for each filter.")


def padding_and_stride(lab: Lab) -> Iterator[View]:
    """The size of a feature map for several kernels, paddings and strides."""
    rows = []
    for kernel in (3, 5):
        for padding in ("valid", "same"):
            for stride in (1, 2):
                layer = layers.Conv2D(6, kernel, strides=stride, padding=padding)
                shape = layer.compute_output_shape((None, SIDE, SIDE, 1))
                rows.append([f"{kernel}×{kernel}", padding, str(stride), f"{shape[1]}×{shape[2]}"])
    yield Table(
        f"What Keras makes of {SIDE}×{SIDE} pixels",
        ["filter", "padding", "stride", "map"],
        rows,
        numeric=[2, 3],
        note="With stride s, same padding leaves ⌈n / s⌉ places (⌈ ⌉: round up), whatever the filter's size.",
        name="padding",
    )


def first_convolution_parameters(lab: Lab) -> Truth:
    """The parameter count of c1, asked of Keras."""
    channels = _shape(lab)[-1]
    layer = layers.Conv2D(6, 5)
    layer.build((None, *_shape(lab)))
    count = layer.count_params()
    pixels = int(np.prod(_shape(lab)))
    outputs = int(np.prod(layer.compute_output_shape((None, *_shape(lab)))[1:]))
    return Truth(
        str(count),
        f"6 filters × (5 × 5 × {channels} weights + 1 bias) = {count}. A dense layer from {pixels:,} pixels to the same "
        f"{outputs:,} values would need {(pixels + 1) * outputs:,}. That is what sharing weights saves.",
    )


def pool_by_hand(lab: Lab) -> Iterator[View]:
    """Max and average pooling of a 4×4 map."""
    values = np.array([[1, 3, 0, 0], [2, 0, 0, 4], [0, 0, 5, 1], [0, 2, 1, 1]], "float32")
    batch = values[None, ..., None]
    yield _grid("A feature map, 4×4", values)
    yield _grid("Max pooling with 2×2 tiles", ops.convert_to_numpy(max_pool2d(batch))[0, ..., 0])
    averaged = ops.convert_to_numpy(ops.average_pool(batch, 2, data_format="channels_last"))[0, ..., 0]
    yield _grid("Average pooling with 2×2 tiles", averaged)


def pooled_shape(lab: Lab) -> Truth:
    """The output shape of s2, asked of Keras."""
    maps = layers.Conv2D(6, 5).compute_output_shape((None, *_shape(lab)))
    shape = layers.AveragePooling2D(2).compute_output_shape(maps)[1:]
    return Truth(
        _shape_text(shape), "Height and width are halved; each map is pooled for itself, so there are still 6."
    )


def shift_and_pool(lab: Lab) -> Iterator[View]:
    """How much a one-pixel shift changes a feature map, before and after pooling."""
    images = lab.dataset(size=SIDE).x_test[:50].mean(axis=-1, keepdims=True)
    vertical = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "float32")[..., None, None]
    rows, changes = [], {}
    for tiles in (1, 2, 4, 8):
        before, after = (
            ops.convert_to_numpy(max_pool2d(ops.abs(conv2d(x, vertical, padding="same")), tiles))
            for x in (images, moved(images, 1, 0))
        )
        changes[tiles] = float(np.abs(after - before).sum() / np.abs(before).sum())
        size = f"{before.shape[1]}×{before.shape[2]}"
        rows.append(["none" if tiles == 1 else f"{tiles}×{tiles}", size, f"{100 * changes[tiles]:.0f} %"])
    yield Table(
        "How much a shift by one pixel changes the map of upright edges",
        ["max pooling", "map", "change"],
        rows,
        numeric=[1, 2],
        note="Change: sum of absolute differences over sum of values, 50 test images.",
        name="shift-and-pool",
    )
    yield Text(
        f"Without pooling the shift changes {100 * changes[1]:.0f} % of the map, with 4×4 tiles {100 * changes[4]:.0f} %. "
        "Pooling forgives small shifts. It does not undo them, and larger tiles forget more."
    )


def receptive_fields(lab: Lab) -> Iterator[View]:
    """The receptive field of each layer of LeNet-5."""
    rows = inspect.summary(_lenet(lab)).rows
    shown = [row for row in rows if row.receptive_field is not None]
    yield Table(
        "How many pixels one value depends on",
        ["layer", "output", "receptive field"],
        [[row.name, row.shape_text, row.field_text] for row in shown],
        numeric=[1, 2],
        note="A k×k window adds (k − 1) × the pixels between neighbouring values of the layer before.",
        name="receptive-fields",
    )


def flattened_length(lab: Lab) -> Truth:
    """The length after flattening, asked of Keras."""
    length = layers.Flatten().compute_output_shape((None, 5, 5, 16))[1]
    return Truth(str(length), f"5 × 5 × 16 = {length}.")


def scores_to_probabilities(lab: Lab) -> Iterator[View]:
    """A softmax and two cross-entropies by hand."""
    scores = np.array([2.0, 1.0, 0.0], "float32")
    powers = np.exp(scores)
    chances = ops.convert_to_numpy(ops.softmax(scores))
    yield Table(
        "Three scores become probabilities",
        ["class", "score s", "e^s", "probability", "loss if it is the right one"],
        [
            [name, f"{s:g}", f"{e:.3f}", f"{p:.3f}", f"{-np.log(p):.3f}"]
            for name, s, e, p in zip("ABC", scores, powers, chances, strict=True)
        ],
        numeric=[1, 2, 3, 4],
        note=f"The e^s add up to {powers.sum():.3f}. log is the natural logarithm.",
        name="softmax",
    )


def pieces(lab: Lab) -> Iterator[View]:
    """LeNet-5 piece by piece: what each adds, its output shape, and why."""
    model = _lenet(lab)
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
        [layer.name, type(layer).__name__, _shape_text(layer.output.shape[1:]), why[layer.name]]
        for layer in model.layers
        if layer.name in why
    ]
    start = _shape_text(_shape(lab))
    yield Table(
        f"From an image of {start} to {rows[-1][2]} probabilities",
        ["piece", "layer", "shape after it", "why"],
        rows,
        numeric=[2],
        name="pieces",
    )


def lenet(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    model = _lenet(lab)
    summary = inspect.summary(model)
    yield summary.table()
    yield Text(
        f"{model.count_params():,} parameters in all. LeCun's own count of 1998 was 60,000: his third layer saw only some of "
        "the maps, his pooling had weights, and his output compared with drawn letters. "
        "`dlteach summary lenet5_original` shows that form."
        if model.count_params() == 61706
        else f"{model.count_params():,} parameters in all."
    )


def heaviest_layer(lab: Lab) -> Truth:
    """The layer with the most parameters, asked of the model."""
    model = _lenet(lab)
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
    data = _data(lab)
    model = _lenet(lab)
    fitted = _train(lab, model, data, "LeNet-5", EPOCHS)
    lab.keep("main", model)
    loss, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
    epochs = len(fitted.history["loss"])
    first, last = fitted.history["loss"][0], fitted.history["loss"][-1]
    lowest = int(np.argmin(fitted.history["val_loss"])) + 1
    yield Curve(
        "Loss, epoch by epoch",
        [Series("training", fitted.history["loss"]), Series("validation", fitted.history["val_loss"])],
        f"The training loss falls from {first:.2g} to {last:.2g} in {epochs} epochs; the lowest validation loss, "
        f"{min(fitted.history['val_loss']):.2g}, is reached in epoch {lowest}.",
        x_label="epoch",
        y_label="loss",
        log_y=True,
        name="loss",
    )
    ended = " You ended it early." if fitted.stopped else ""
    yield Text(
        f"{fitted.steps:,} steps in {fitted.seconds:.1f} s of training, after {fitted.compile_seconds:.1f} s of "
        f"compiling.{ended} The weights of epoch {fitted.best_epoch} were kept: none did better on the "
        f"validation set. Wrong on {round(len(data.y_test) * (1 - accuracy))} of {len(data.y_test):,} test images."
    )
    yield Result(f"test accuracy {100 * accuracy:.2f} %")
    lab.log(
        "LeNet-5",
        {"test accuracy %": 100 * accuracy, "test loss": loss, "parameters": model.count_params()},
        fitted.seconds,
        epochs=epochs,
    )


def learned_filters(lab: Lab) -> Iterator[View]:
    """The first layer's filters after training."""
    yield inspect.filters(_trained(lab), "c1")


def layer_by_layer(lab: Lab) -> Iterator[View]:
    """The feature maps of one image in each layer that has maps."""
    model, image = _trained(lab), _example(lab)
    for name in ("c1", "s2", "c3", "s4"):
        if any(layer.name == name for layer in model.layers):
            yield inspect.feature_maps(model, image, name)


def where_it_looked(lab: Lab) -> Iterator[View]:
    """Saliency and Grad-CAM for one image."""
    model, image = _trained(lab), _example(lab)
    yield inspect.saliency(model, image)
    yield inspect.grad_cam(model, image, "c3")


def confusion(lab: Lab) -> Iterator[View]:
    """The confusion matrix on the test set."""
    data = _data(lab)
    predicted = probabilities(_trained(lab), data.x_test).argmax(axis=1)
    yield inspect.confusion_matrix(data.y_test, predicted, data.class_names)


def mistakes(lab: Lab) -> Iterator[View]:
    """The test images the network is most wrongly sure about."""
    data = _data(lab)
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
        {str(count): {"filters": _filters(count)} for count in (1, 2, 6, 12)},
        f"Short trainings, {EXPERIMENT_EPOCHS} epochs each: compare them with each other, not with the long one.",
    )


def _compare(lab: Lab, title: str, column: str, variants: dict[str, dict], note: str) -> Iterator[View]:
    data = _data(lab)
    rows, accuracies = [], []
    for name, changes in variants.items():
        model = _lenet(lab, **changes)
        fitted = _train(lab, model, data, f"{column} {name}", EXPERIMENT_EPOCHS, limit=3 * EXPERIMENT_IMAGES)
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
        f"The best and the worst are {apart} of {len(data.y_test):,} test images apart. Another seed moves such a result by "
        "two or three images, so trust only larger differences, and look at the loss, which counts how sure it was."
    )


def _train(
    lab: Lab, model: keras.Model, data: Dataset, title: str, epochs: int, limit: int | None = None, kind="convolutional"
):
    x, y = data.x_train[:limit], data.y_train[:limit]
    batch_size = min(int(lab.settings["batch_size"]), len(x))
    steps = (lab.epochs or epochs) * -(-len(x) // batch_size)
    schedule = keras.optimizers.schedules.CosineDecay(float(lab.settings["learning_rate"]), steps)
    lab.compile(
        model,
        kind,
        optimizer=keras.optimizers.Adam(schedule),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    validation = (data.x_validation, data.y_validation)
    return lab.fit(model, x, y, kind=kind, epochs=epochs, title=title, validation=validation, batch_size=batch_size)


def _data(lab: Lab) -> Dataset:
    if lab.data_name == "digits":
        return lab.dataset(size=SIDE, augment=int(lab.settings["augment"]))
    return lab.dataset(size=SIDE)


def _shape(lab: Lab) -> tuple[int, int, int]:
    return (SIDE, SIDE, 3 if lab.data_name == "cifar10" else 1)


def _shape_text(shape) -> str:
    return ", ".join(str(size) for size in shape)


def _grid(title: str, values: np.ndarray) -> Table:
    rows = [[f"{value:g}" for value in row] for row in values]
    return Table(title, [""] * values.shape[1], rows, numeric=list(range(values.shape[1])))


def _example(lab: Lab) -> np.ndarray:
    """The image the lesson follows through the network: the first test image of class 3."""
    data = lab.dataset(size=SIDE)
    return data.x_test[int(np.argmax(data.y_test == 3))]


def _filters(first: int) -> tuple[int, int]:
    """As many maps in the second convolution as LeNet-5 has for so many in the first: 16 for 6."""
    return first, max(1, round(first * 16 / 6))


def _lenet(lab: Lab, **changes) -> LeNet5:
    keras.utils.set_random_seed(lab.seed)
    options = {
        "filters": _filters(int(lab.settings["filters"])),
        "pooling": lab.settings["pooling"],
        "activation": lab.settings["activation"],
    }
    return LeNet5(input_shape=_shape(lab), name="lenet5", **(options | changes))


def _trained(lab: Lab) -> keras.Model:
    """The trained network; it is trained now when that step was skipped."""
    if lab.kept("main") is None:
        for _ in train_lenet(lab):
            pass
    model = lab.kept("main")
    assert model is not None
    return model


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
MARGIN = 2


def _shift_data(lab: Lab) -> Dataset:
    """The images in their own size on an empty margin, so that moving them by two pixels cuts nothing off."""
    data = lab.dataset()

    def framed(images: np.ndarray) -> np.ndarray:
        return np.pad(images, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)))

    chosen = slice(EXPERIMENT_IMAGES)
    return replace(
        data,
        x_train=framed(data.x_train[chosen]),
        y_train=data.y_train[chosen],
        x_validation=framed(data.x_validation[chosen]),
        y_validation=data.y_validation[chosen],
        x_test=framed(data.x_test[chosen]),
        y_test=data.y_test[chosen],
    )


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
    fitted = _train(lab, model, data, f"shift test: {name}", 20, kind=kind)
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

"""Faces: attributes, and people recognised whom the network has never seen, by the angle between two embeddings."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
from keras import layers
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import roc_auc_score, roc_curve

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.lessons.vision_bench import faces, train
from dlteach.models import CosineScores, LargeMarginCosineLoss
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, Truth, View

EPOCHS = 12
FILTERS = (16, 32, 64)
EMBEDDING = 64
SCALE, MARGIN = 16.0, 0.2
SHOWN = 3


def build_reader(lab: Lab) -> keras.Model:
    """Three convolutions, an embedding, and on it two heads: cosines with every person of the training, and attributes."""
    keras.utils.set_random_seed(lab.seed)
    data = faces(lab)
    people = len(np.unique(data.extra["person_train"]))
    image = keras.Input(data.x_train.shape[1:], name="image")
    x = image  # (batch, 32, 32, 1)
    for number, filters in enumerate(FILTERS, start=1):
        x = layers.Conv2D(filters, 3, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = layers.BatchNormalization(momentum=0.9, name=f"norm{number}")(x)
        x = layers.Activation("relu", name=f"relu{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool{number}")(x)
    x = layers.Flatten(name="flatten")(x)  # (batch, 4 · 4 · 64)
    embedding = layers.Dense(EMBEDDING, name="embedding")(x)
    person = CosineScores(people, dtype="float32", name="person")(embedding)
    attributes = layers.Dense(len(data.class_names), activation="sigmoid", dtype="float32", name="attributes")(x)
    return keras.Model(image, {"person": person, "attributes": attributes}, name="face_reader")


def see_faces(lab: Lab) -> Iterator[View]:
    """Pictures of two people, and who is in which split."""
    data = faces(lab)
    for title, first in (("One person", 0), ("Another", 10)):
        chosen = slice(first, first + SHOWN)
        said = [
            ", ".join(name for name, there in zip(data.class_names[:2], row, strict=False) if there)
            for row in data.y_train[chosen]
        ]
        yield gallery(
            title,
            data.x_train[chosen],
            said,
            "Drawn, 32×32 gray pixels. Place, light, glasses and mood change; the proportions stay.",
            columns=SHOWN,
            name=f"person-{first}",
        )
    counts = {split: len(np.unique(data.extra[f"person_{split}"])) for split in ("train", "validation", "test")}
    yield Text(
        f"{counts['train']} people to learn on, ten pictures of each; {counts['validation']} others to set a "
        f"threshold with; {counts['test']} others to test on. No real face was used, and none of these people exists."
    )


def train_reader(lab: Lab) -> Iterator[View]:
    """Trains the reader of faces and measures it on people whom it never saw."""
    data, model = faces(lab), build_reader(lab)
    losses = {"person": LargeMarginCosineLoss(SCALE, MARGIN), "attributes": "binary_crossentropy"}
    targets = {"person": data.extra["person_train"], "attributes": data.y_train}
    fitted = train(lab, model, data.x_train, targets, "faces", EPOCHS, losses)
    lab.keep("faces", model)
    for name in ("embeddings", "attributes"):
        lab.memory.pop(name, None)
    reached = verified(
        *(compared(_vectors(lab)[split], data.extra[f"person_{split}"]) for split in ("validation", "test"))
    )
    lab.log("faces", {"verification %": 100 * reached, "parameters": model.count_params()}, fitted.seconds)
    yield inspect.loss_curve(fitted.history)
    yield Text(inspect.how_it_went(fitted))
    yield Result(f"verification of strangers {100 * reached:.1f} %")


def reader(lab: Lab) -> keras.Model:
    """The trained reader; it is trained now when that step was skipped."""
    return lab.trained(train_reader, name="faces")


def pixels(images: np.ndarray) -> np.ndarray:
    """Each picture as one long vector, its mean brightness taken away."""
    flat = images.reshape(len(images), -1)
    return flat - flat.mean(axis=1, keepdims=True)


def cosines(vectors: np.ndarray) -> np.ndarray:
    """The cosine of the angle between every two vectors, (n, n)."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit @ unit.T


def compared(vectors: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How alike the two pictures of each pair are, and whether they show the same person."""
    first, second = np.triu_indices(len(people), 1)
    return cosines(vectors)[first, second], people[first] == people[second]


def verified(validation: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]) -> float:
    """The share of pairs judged rightly, same and different people counted alike; the threshold is set on other people."""
    alike, same = validation
    wrong, right, thresholds = roc_curve(same, alike)
    threshold = thresholds[int((right - wrong).argmax())]
    alike, same = test
    return float(((alike >= threshold)[same].mean() + (alike < threshold)[~same].mean()) / 2)


def known_again(vectors: np.ndarray, people: np.ndarray) -> float:
    """One picture of everybody is on file: for how many of the other pictures is the most alike of them the right one?"""
    _, file = np.unique(people, return_index=True)
    asked = np.setdiff1d(np.arange(len(people)), file)
    nearest = cosines(vectors)[np.ix_(asked, file)].argmax(axis=1)
    return float((people[file][nearest] == people[asked]).mean())


def strangers(lab: Lab) -> Iterator[View]:
    """Verification and identification of people never trained on: embeddings beside raw pixels."""
    data = faces(lab)
    ways = {
        "raw pixels": {split: pixels(getattr(data, f"x_{split}")) for split in ("validation", "test")},
        "embeddings": _vectors(lab),
    }
    rows, series, areas = [], [], {}
    people = {split: data.extra[f"person_{split}"] for split in ("validation", "test")}
    for name, vectors in ways.items():
        pairs = {split: compared(vectors[split], people[split]) for split in people}
        alike, same = pairs["test"]
        areas[name] = float(roc_auc_score(same, alike))
        wrong, right, _ = roc_curve(same, alike)
        few = np.linspace(0, len(wrong) - 1, 200).astype(int)
        series.append(Series(name, right[few].tolist(), wrong[few].tolist()))
        reached, again = verified(pairs["validation"], pairs["test"]), known_again(vectors["test"], people["test"])
        rows.append([name, f"{areas[name]:.3f}", f"{100 * reached:.1f} %", f"{100 * again:.1f} %"])
    count = len(np.unique(people["test"]))
    yield Curve(
        "The same person or not? ROC curve over all pairs of test pictures",
        series,
        f"Area under the curve: {areas['embeddings']:.3f} for embeddings, {areas['raw pixels']:.3f} for pixels; 0.5 "
        "is guessing.",
        x_label="share of different pairs taken for the same",
        y_label="share of same pairs found",
        name="roc",
    )
    yield Table(
        "Strangers: people the network was never trained on",
        ["compared by", "area under ROC", "same or not?", f"which of {count}?"],
        rows,
        numeric=[1, 2, 3],
        note=f"Guessing: 0.500, 50 % and {100 / count:.1f} %. Which: one picture of everybody is on file.",
        name="strangers",
    )


def best_at_strangers(lab: Lab) -> Truth:
    """Which comparison tells strangers apart better, measured."""
    data = faces(lab)
    people = data.extra["person_test"]
    ours, plain = (known_again(vectors, people) for vectors in (_vectors(lab)["test"], pixels(data.x_test)))
    if abs(ours - plain) < 0.1:
        answer = "about as many as pixels do"
    elif ours > 0.8:
        answer = "nearly all of them"
    else:
        answer = (
            "more than pixels do, but not nearly all" if ours > plain else "none, for it does not know these people"
        )
    return Truth(
        answer,
        f"Embeddings name {100 * ours:.1f} % rightly, pixels {100 * plain:.1f} %. The network has not learned "
        "*people*; it has learned what makes people differ.",
    )


def attributes(lab: Lab) -> Iterator[View]:
    """How often each attribute is recognised on strangers, beside a linear model on pixels."""
    data = faces(lab)
    said = keras.ops.convert_to_numpy(reader(lab).predict_on_batch(data.x_test)["attributes"]) > 0.5
    x, x_test = pixels(data.x_train), pixels(data.x_test)
    rows, gains = [], {}
    for number, name in enumerate(data.class_names):
        truth = data.y_test[:, number]
        linear = RidgeClassifier(10.0).fit(x, data.y_train[:, number]).score(x_test, truth)
        most = max(truth.mean(), 1 - truth.mean())
        ours = float((said[:, number] == truth).mean())
        gains[name] = 100 * (ours - linear)
        rows.append([name, f"{100 * most:.1f} %", f"{100 * linear:.1f} %", f"{100 * ours:.1f} %"])
    yield Table(
        "Attributes of strangers' faces: share that is right",
        ["attribute", "the commoner answer", "linear, on pixels", "network"],
        rows,
        numeric=[1, 2, 3],
        note='"Eyes wide apart" is a line drawn through a quantity: near the line nobody can be sure.',
        name="attributes",
    )
    best, worst = max(gains, key=lambda name: gains[name]), min(gains, key=lambda name: gains[name])
    gained = {name: f"{gains[name]:+.1f}".replace("-", "−") for name in (best, worst)}
    yield Text(
        f"Against the linear model the network gains most on {best}: {gained[best]} points; least on {worst}: {gained[worst]}. "
        "A weight for each pixel sees what covers many pixels. It cannot follow a thin line that lies elsewhere in every picture."
    )


def _vectors(lab: Lab) -> dict[str, np.ndarray]:
    """The embeddings of the validation and test pictures."""
    if "embeddings" not in lab.memory:
        model = reader(lab)
        cut = keras.Model(model.input, model.get_layer("embedding").output)
        data = faces(lab)
        lab.memory["embeddings"] = {
            split: keras.ops.convert_to_numpy(cut.predict_on_batch(getattr(data, f"x_{split}"))).astype("float32")
            for split in ("validation", "test")
        }
    return lab.memory["embeddings"]

"""Films in the lesson on pictures, films and sounds: what happens, told by a network with windows of several frames."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach import data, inspect
from dlteach.data import Dataset
from dlteach.inspect.pictures import gallery
from dlteach.lessons.multimodal_plain import answers, linear_answers, share, train_classifier
from dlteach.models import VideoClassifier
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, Truth, View

EPOCHS = 8
LEARNING_RATE = 0.003
SHOWN = ("moves right", "turns left", "grows")
KIND = "convolutional"
NAMES = {"windows": "3-D convolution, all frames", "recurrent": "CNN and GRU, all frames"}
# what the learner may choose instead: a CNN on every frame, and a GRU that reads what it made of them
RECURRENT = {"window": 1, "cell": "gru", "filters": (8, 16)}


def clips(lab: Lab) -> Dataset:
    """The films, made once a session from the lab's seed."""
    if "clips" not in lab.memory:
        lab.memory["clips"] = data.load("clips", seed=lab.seed)
    return lab.memory["clips"]


def see_films(lab: Lab) -> Iterator[View]:
    """Four frames of three films, and what there is to learn."""
    films = clips(lab)
    places = [int(np.argmax(films.y_test == films.class_names.index(action))) for action in SHOWN]
    frames = [films.x_test[place, frame] for place in places for frame in range(4)]
    labels = [f"{action} {frame}" for action in SHOWN for frame in range(1, 5)]
    listed = ", ".join(films.class_names)
    yield gallery(
        "The first four frames of three films",
        frames,
        labels,
        f"A row is a film, a picture one of its frames. Rows: {', '.join(SHOWN)}. What leaves on one side comes in "
        "on the other.",
        columns=4,
        name="films",
    )
    count, height, width, _ = films.x_train.shape[1:]
    yield Text(
        f"{len(films.class_names)} actions: {listed}. {len(films.x_train):,} films to train on, {len(films.x_test)} "
        f"to test, each of {count} frames of {height}×{width} pixels. Source: {films.source}."
    )


def film_shape(lab: Lab) -> Truth:
    """The shape behind the first convolution and pooling, asked of the model."""
    model = build(lab)
    shape = model.get_layer("pool_1").output.shape[1:]
    return Truth(
        ", ".join(map(str, shape)),
        "The padding keeps 8 frames of 20×20; pooling over one frame and 2×2 pixels halves height and width only. 8 "
        "filters leave 8 maps.",
    )


def film_window(lab: Lab) -> Truth:
    """The parameters of the first three-dimensional convolution, asked of the model."""
    count = build(lab).get_layer("conv_1").count_params()
    return Truth(f"{count}", f"(3 · 3 · 3 · 1 + 1) · 8 = {count}: 27 weights and a bias for each of the 8 filters.")


def build(lab: Lab, **options) -> VideoClassifier:
    """The classifier of films with windows of three frames; the first weights are drawn from the lab's seed."""
    keras.utils.set_random_seed(lab.seed)
    films = clips(lab)
    arguments = {"input_shape": films.x_train.shape[1:], "classes": len(films.class_names), "name": "films"}
    return VideoClassifier(**{**arguments, **options})


def chosen(lab: Lab) -> VideoClassifier:
    """The classifier that the learner's setting asks for."""
    return build(lab, **(RECURRENT if lab.settings["films"] == "recurrent" else {}))


def film_network(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    yield inspect.summary(chosen(lab)).table()


def train_films(lab: Lab) -> Iterator[View]:
    """Trains on the films, and prints the rivals that see one frame or only weigh pixels."""
    films = clips(lab)
    model, found = _trained(lab)
    middle = films.x_train.shape[1] // 2
    one = [x[:, middle : middle + 1] for x in (films.x_train, films.x_validation, films.x_test)]
    single = build(lab, input_shape=one[0].shape[1:], window=1)
    _fit(lab, single, films, one[0], one[1], "one frame only")
    rows = {
        "guessing": 1 / len(films.class_names),
        "linear model, one frame": share(linear_answers(one[0], films.y_train, one[2]), films.y_test),
        "CNN, one frame": share(answers(single, one[2]), films.y_test),
        "linear model, all frames": share(linear_answers(films.x_train, films.y_train, films.x_test), films.y_test),
        NAMES[str(lab.settings["films"])]: found,
    }
    yield Table(
        f"What happens? {len(films.x_test)} unseen films",
        ["by", "right"],
        [[name, f"{100 * value:.1f} %"] for name, value in rows.items()],
        numeric=[1],
        note="The linear models weigh every pixel; weights by least squares.",
        name="films-right",
    )
    yield Text(
        f"A single frame is worth a guess, as it must be. Weighing the pixels of all frames gives "
        f"{100 * rows['linear model, all frames']:.0f} %: a motion is no sum of pixels, it is how two frames *fit "
        f"together*. {model.count_params():,} parameters find it."
    )
    yield Result(f"actions right {100 * found:.1f} %, one frame {100 * rows['CNN, one frame']:.1f} %")


def film_mistakes(lab: Lab) -> Iterator[View]:
    """Which actions are taken for which."""
    films = clips(lab)
    model, _ = _trained(lab)
    yield inspect.confusion_matrix(films.y_test, answers(model, films.x_test), films.class_names)


def shuffled_frames(lab: Lab) -> Truth:
    """How many films are recognised when their frames are shuffled, measured."""
    found = played(lab)["in random order"][0]
    answer = (
        "nearly all: the same frames are there"
        if found > 0.9
        else "as many as by guessing, about 1 in 8"
        if found < 0.18
        else "some, at most half: what changes, but not which way"
    )
    return Truth(
        answer,
        f"{100 * found:.0f} %. In random order a film that moves left has the same frames as one that moves right. "
        "No network at all could get more than half of them on average, since every action is another one backwards.",
    )


def order_of_frames(lab: Lab) -> Iterator[View]:
    """The trained network on films in order, shuffled and backwards, beside one whose windows hold one frame."""
    films = clips(lab)
    found = played(lab)
    yield Table(
        "The same films, the frames in another order",
        ["frames", "right action", "the opposite action"],
        [[name, f"{100 * right:.1f} %", f"{100 * wrong:.1f} %"] for name, (right, wrong) in found.items()],
        numeric=[1, 2],
        note="Opposite: moves left for moves right, grows for shrinks, and so on.",
        name="order-of-frames",
    )
    yield Text(
        f"Of films played backwards the network names the opposite action in {100 * found['backwards'][1]:.0f} %, and "
        "that is what they show. It has learned the direction of time."
    )
    blind = build(lab, window=1)
    _fit(lab, blind, films, films.x_train, films.x_validation, "windows of one frame")
    right = share(answers(blind, films.x_test), films.y_test)
    yield Text(
        "And a network whose windows hold one frame? What it finds in them is only pooled over time: "
        f"{100 * right:.0f} % after as many epochs. It gives a film and its reverse the same answer, so half is the "
        "most that it could get on average."
    )


def played(lab: Lab) -> dict[str, tuple[float, float]]:
    """Shares of right and of opposite answers, for the test films in order, in random order and backwards."""
    if "played" not in lab.memory:
        films = clips(lab)
        model, _ = _trained(lab)
        random = np.random.default_rng(lab.seed)
        mixed = np.stack([film[random.permutation(len(film))] for film in films.x_test])
        # actions come in pairs, 0 and 1, 2 and 3, …
        opposite = films.y_test ^ 1
        lab.memory["played"] = {}
        for name, x in (
            ("in order", films.x_test),
            ("in random order", mixed),
            ("backwards", np.ascontiguousarray(films.x_test[:, ::-1])),
        ):
            told = answers(model, x)
            lab.memory["played"][name] = share(told, films.y_test), share(told, opposite)
    return lab.memory["played"]


def _trained(lab: Lab) -> tuple[keras.Model, float]:
    """The classifier and its share of right answers on the test films; trained once."""
    films, model = clips(lab), lab.kept("films")
    if model is None:
        model = chosen(lab)
        _fit(lab, model, films, films.x_train, films.x_validation, "films")
        lab.keep("films", model)
    return model, share(answers(model, films.x_test), films.y_test)


def _fit(lab: Lab, model: keras.Model, films: Dataset, x: np.ndarray, held_out: np.ndarray, title: str) -> None:
    fitted = train_classifier(
        lab,
        model,
        (x, films.y_train),
        (held_out, films.y_validation),
        kind=KIND,
        epochs=EPOCHS,
        title=title,
        learning_rate=LEARNING_RATE,
    )
    test = films.x_test if x.shape[1] > 1 else films.x_test[:, films.x_test.shape[1] // 2 :][:, :1]
    lab.log(
        title,
        {"right %": 100 * share(answers(model, test), films.y_test), "parameters": model.count_params()},
        fitted.seconds,
        data="clips",
        attention="–",
        epochs=len(fitted.history["loss"]),
    )

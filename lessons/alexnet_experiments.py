"""Two experiments of the lesson on AlexNet: its parts taken away, and altered copies of few pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import keras
import numpy as np

from dlteach.data import Dataset
from dlteach.lessons.alexnet_bench import EPOCHS, build_narrow, centred, images
from dlteach.lessons.alexnet_race import RACE_SIDE, four_layers
from dlteach.lessons.image_runs import run
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

FEW, MARGIN, VIEWS = 200, 4, 10
FEW_EPOCHS = 80


def without_parts(lab: Lab) -> Iterator[View]:
    """The narrow AlexNet as it is, without response normalization, and without dropout."""
    data = images(lab)
    rows: list[list[str]] = []
    seconds = []
    for title, changes in (
        ("as in the paper", {"local_response_normalization": True, "dropout": 0.5}),
        ("without LRN", {"local_response_normalization": False, "dropout": 0.5}),
        ("without dropout", {"local_response_normalization": True, "dropout": 0.0}),
    ):
        # with the lesson's own settings, the network as in the paper has been trained already
        usual = lab.settings["normalization"] == "on" and float(lab.settings["dropout"]) == 0.5
        outcome = lab.memory.get("narrow") if not rows and usual else None
        if outcome is None:
            model = build_narrow(lab, **changes)
            outcome = run(lab, f"narrow AlexNet, {title}", model, data, EPOCHS, part=title)
        seconds.append(outcome.fitted.seconds)
        rows.append(
            [
                title,
                f"{outcome.fitted.seconds:.1f}",
                f"{100 * outcome.seen:.1f} %",
                f"{100 * outcome.new:.1f} %",
                f"{outcome.loss:.3f}",
            ]
        )
    yield Table(
        "What are its parts good for?",
        ["narrow AlexNet", "seconds", "training pictures", "test pictures", "test loss"],
        rows,
        numeric=[1, 2, 3, 4],
        note=f"{len(data.x_train):,} pictures, {lab.epochs or EPOCHS} epochs; one test picture is "
        f"{100 / len(data.y_test):.1f} %.",
        name="without-parts",
    )
    yield Text(
        "Dropout and LRN were made for 60 million parameters and a million photographs. In a small network on many simple "
        f"pictures there is little overfitting to prevent. Look at the time, too: {seconds[0]:.1f} s with LRN, "
        f"{seconds[1]:.1f} s without."
    )


def altered_copies(lab: Lab) -> Iterator[View]:
    """The small network of the race on few pictures, with and without crops and mirror images, for equally many steps."""
    rows, news = [], []
    for title, altered, epochs in (
        (f"{FEW} pictures", False, FEW_EPOCHS),
        (f"{VIEWS} views of each", True, FEW_EPOCHS // VIEWS),
    ):
        data = few_pictures(lab, altered)
        keras.utils.set_random_seed(lab.seed)
        model = four_layers(data.x_train.shape[1:], len(data.class_names), "relu")
        outcome = run(lab, f"few pictures: {title}", model, data, epochs, pictures=FEW)
        news.append(outcome.new)
        rows.append(
            [
                title,
                f"{outcome.fitted.steps:,}",
                f"{100 * outcome.seen:.1f} %",
                f"{100 * outcome.new:.1f} %",
                f"{outcome.loss:.3f}",
            ]
        )
    yield Table(
        "Few pictures, with and without crops and mirror images",
        ["trained on", "steps", "what it was trained on", "test pictures", "test loss"],
        rows,
        numeric=[1, 2, 3, 4],
        note=f"Pictures are drawn with {RACE_SIDE + 2 * MARGIN} pixels; a view is a crop of {RACE_SIDE}, half of them mirrored.",
        name="altered-copies",
    )
    if news[1] > news[0]:
        yield Text(
            f"From {100 * news[0]:.1f} to {100 * news[1]:.1f} % without a single new picture. Without its crops and mirror "
            "images, the authors wrote, their network overfitted so badly that they would have had to make it much smaller."
        )
    else:
        yield Text(f"Here the views did not pay: {100 * news[0]:.1f} against {100 * news[1]:.1f} %. Try another seed.")


def few_pictures(lab: Lab, altered: bool) -> Dataset:
    """The first pictures of the training set, each as its middle crop, or as several random crops, half of them mirrored.

    Validation and test show the middle crop. All are centred by the same statistics.
    """
    large = lab.dataset(side=RACE_SIDE + 2 * MARGIN)
    middle = slice(MARGIN, MARGIN + RACE_SIDE)
    x, y = large.x_train[:FEW], large.y_train[:FEW]
    plain = replace(
        large,
        x_train=x[:, middle, middle],
        y_train=y,
        x_validation=large.x_validation[:, middle, middle],
        x_test=large.x_test[:, middle, middle],
    )
    if not altered:
        return centred(plain)
    random = np.random.default_rng(lab.seed)
    views = []
    for _ in range(VIEWS):
        tops, lefts = random.integers(0, 2 * MARGIN + 1, (2, FEW))
        crop = np.stack([one[t : t + RACE_SIDE, a : a + RACE_SIDE] for one, t, a in zip(x, tops, lefts, strict=True)])
        mirrored = random.random(FEW) < 0.5
        crop[mirrored] = crop[mirrored, :, ::-1]
        views.append(crop)
    order = random.permutation(VIEWS * FEW)
    return centred(replace(plain, x_train=np.concatenate(views)[order], y_train=np.tile(y, VIEWS)[order]))

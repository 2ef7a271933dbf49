"""Object detection: the pictures, the training of the detector, what it finds, and plain rivals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach import inspect
from dlteach.inspect.average_precision import average_precision, hits, mean_average_precision, precision_and_recall
from dlteach.inspect.boxes import COLOUR_NAMES, with_boxes
from dlteach.inspect.pictures import tile
from dlteach.inspect.words import listed, percent
from dlteach.lessons.vision_baselines import mean_box, patches
from dlteach.lessons.vision_bench import SIDE, pictures, train, true_boxes
from dlteach.lessons.vision_detector import build_detector
from dlteach.models import FCOS, FCOSLoss, fcos_targets
from dlteach.models.fcos import Found
from dlteach.training.lab import Lab
from dlteach.views import Curve, Picture, Result, Series, Table, Text, View

EPOCHS = 6
OVERLAPS = (0.5, 0.75)
SURE = 0.3  # boxes that are drawn


def see_pictures(lab: Lab) -> Iterator[View]:
    """Some pictures with their true boxes, and how many there are."""
    data = pictures(lab)
    names = listed([f"{name} {colour}" for name, colour in zip(data.class_names, COLOUR_NAMES, strict=False)])
    yield Picture(
        "Three pictures",
        [tile(image) for image in data.x_train[:3]],
        f"{SIDE}×{SIDE} pixels each, with one to four shapes.",
        columns=3,
        name="pictures",
    )
    yield Picture(
        "The boxes that are wanted",
        [_drawn(lab, "train", number) for number in range(3)],
        f"The same pictures, dimmed, with a box around each shape: {names}.",
        columns=3,
        name="boxes",
    )
    shapes = int((data.y_train >= 0).sum())
    yield Text(
        f"{len(data.x_train):,} pictures with {shapes:,} shapes to train on, {len(data.x_validation):,} to validate, "
        f"{len(data.x_test):,} to test. A shape may hide up to a quarter of another. The answer is no longer one "
        "class: it is a *list*, and nobody says how long."
    )


def train_detector(lab: Lab) -> Iterator[View]:
    """Trains the detector and measures it on the test pictures, once."""
    data, model = pictures(lab), build_detector(lab)
    targets = {}
    for split in ("train", "validation"):
        boxes, labels = true_boxes(lab, split)
        targets[split] = fcos_targets(boxes, labels, len(data.class_names), SIDE, SIDE, model.strides)
    held_out = (data.x_validation, targets["validation"])
    fitted = train(lab, model, data.x_train, targets["train"], "detector", EPOCHS, FCOSLoss(), validation=held_out)
    lab.keep("main", model)
    lab.memory.pop("found", None)
    reached = precision_at(lab, found(lab), 0.5)
    lab.log("FCOS", {"mAP@0.5 %": 100 * reached, "parameters": model.count_params()}, fitted.seconds)
    yield inspect.loss_curve(fitted.history)
    yield Text(inspect.how_it_went(fitted))
    yield Result(f"test mAP@0.5 {100 * reached:.1f} %")


def detector(lab: Lab) -> FCOS:
    """The trained detector; it is trained now when that step was skipped."""
    return lab.trained(train_detector, FCOS)


def found(lab: Lab) -> list[Found]:
    """What the detector finds in the test pictures."""
    if "found" not in lab.memory:
        lab.memory["found"] = detector(lab).detect(pictures(lab).x_test, overlap=float(lab.settings["overlap"]))
    return lab.memory["found"]


def precision_at(lab: Lab, what: list[Found], overlap: float) -> float:
    """Mean average precision on the test pictures."""
    boxes, labels = true_boxes(lab, "test")
    return mean_average_precision(what, boxes, labels, len(pictures(lab).class_names), overlap)


def rivals(lab: Lab) -> Iterator[View]:
    """The detector beside patches that stand out and beside the mean box."""
    data = pictures(lab)
    answers = {
        "the mean box, always": mean_box(data, len(data.x_test)),
        "patches of one colour": [patches(image)[0] for image in data.x_test],
        "FCOS": found(lab),
    }
    reached = {name: [precision_at(lab, answer, overlap) for overlap in OVERLAPS] for name, answer in answers.items()}
    yield Table(
        "Detection of the test pictures: mean average precision",
        ["", *(f"IoU ≥ {overlap:g}" for overlap in OVERLAPS)],
        [[name, *(f"{100 * value:.1f} %" for value in values)] for name, values in reached.items()],
        numeric=[1, 2],
        note="Patches: connected pixels of one colour, far from the ground's, named by the share of their box that they fill.",
        name="detection-rivals",
    )
    plain, ours = reached["patches of one colour"][0], reached["FCOS"][0]
    yield Text(
        f"The rule without a network is no fool: {100 * plain:.1f} %. It was written by somebody who knows how these "
        "pictures are drawn: one colour a shape, and a triangle fills half its box. In photographs it would be lost. FCOS was "
        f"told nothing of the kind and reaches {100 * ours:.1f} %."
        if ours > plain
        else f"This time the rule without a network wins: {100 * plain:.1f} % against {100 * ours:.1f} %. Train longer."
    )
    strict_plain, strict_ours = reached["patches of one colour"][1], reached["FCOS"][1]
    yield Text(
        f"At the stricter threshold of {OVERLAPS[1]:g} it is {100 * strict_plain:.1f} % against {100 * strict_ours:.1f} %. "
        + (
            "The network is ahead there, too."
            if strict_ours > strict_plain
            else "There the rule wins: what it finds, it outlines to the pixel, and the network guesses four distances."
        )
    )


def see_found(lab: Lab) -> Iterator[View]:
    """What was wanted and what was found in three test pictures."""
    data = pictures(lab)
    answers = found(lab)
    # the pictures with the most shapes are the hardest
    chosen = np.argsort(-(data.y_test >= 0).sum(axis=1), kind="stable")[:3]
    yield Picture(
        "Wanted, in the three test pictures with most shapes",
        [_drawn(lab, "test", number) for number in chosen],
        f"{listed([str((data.y_test[number] >= 0).sum()) for number in chosen])} shapes.",
        columns=3,
        name="wanted",
    )
    tiles, told = [], []
    for number in chosen:
        sure = answers[number].scores > SURE
        boxes, labels, scores = (
            part[sure] for part in (answers[number].boxes, answers[number].labels, answers[number].scores)
        )
        tiles.append(tile(with_boxes(data.x_test[number], boxes, labels)))
        names = [f"{data.class_names[label]} {percent(score)}" for label, score in zip(labels, scores, strict=True)]
        told.append(listed(names or ["nothing"]))
    yield Picture(
        f"Found, with a score above {SURE:g}",
        tiles,
        ". ".join(f"Picture {number}: {names}" for number, names in enumerate(told, start=1)) + ".",
        columns=3,
        name="found",
    )


def precision_curve(lab: Lab) -> Iterator[View]:
    """Precision over recall of each class, and the area under it."""
    data, answers = pictures(lab), found(lab)
    boxes, labels = true_boxes(lab, "test")
    series, told = [], []
    for label, name in enumerate(data.class_names):
        objects = int((labels == label).sum())
        right, _ = hits(answers, boxes, labels, label)
        precision, recall = precision_and_recall(right, objects)
        series.append(Series(name, precision.tolist(), recall.tolist()))
        told.append(f"{name} {100 * average_precision(right, objects):.1f} %")
    yield Curve(
        "Precision over recall, as the detector grows less sure",
        series,
        f"Average precision: {', '.join(told)}.",
        x_label="recall",
        y_label="precision",
        name="precision-recall",
    )


def _drawn(lab: Lab, split: str, number: int):
    boxes, labels = true_boxes(lab, split)
    there = labels[number] >= 0
    image = getattr(pictures(lab), f"x_{split}")[number]
    return tile(with_boxes(image, boxes[number][there], labels[number][there]))

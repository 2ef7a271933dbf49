"""Object detection: the pictures, the detector, its training, what it finds, and plain rivals."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach import inspect
from dlteach.inspect.average_precision import average_precision, hits, mean_average_precision, precision_and_recall
from dlteach.inspect.boxes import COLOUR_NAMES, with_boxes
from dlteach.inspect.pictures import gallery, heat_over, tile
from dlteach.inspect.words import listed, percent
from dlteach.lessons.vision_baselines import mean_box, patches
from dlteach.lessons.vision_bench import SIDE, pictures, train, true_boxes
from dlteach.models import FCOS, FCOSLoss, fcos_targets
from dlteach.models.fcos import Found
from dlteach.training.lab import Lab
from dlteach.views import Curve, Picture, Result, Series, Table, Text, Truth, View

EPOCHS = 6
OVERLAPS = (0.5, 0.75)
SURE = 0.3  # boxes that are drawn


def build_detector(lab: Lab) -> FCOS:
    """A small FCOS: four convolutions, one level, a head of two; first weights drawn from the seed."""
    keras.utils.set_random_seed(lab.seed)
    return FCOS(
        (SIDE, SIDE, 3),
        len(pictures(lab).class_names),
        backbone=(16, 32),
        pyramid_filters=32,
        extra_levels=0,
        head_layers=2,
        groups=8,
        name="fcos",
    )


def see_pictures(lab: Lab) -> Iterator[View]:
    """Some pictures with their true boxes, and how many there are."""
    data = pictures(lab)
    names = listed([f"{name} {colour}" for name, colour in zip(data.class_names, COLOUR_NAMES, strict=False)])
    yield Picture(
        "Pictures and the boxes that are wanted",
        [tile(image) for image in data.x_train[:3]] + [_drawn(lab, "train", number) for number in range(3)],
        f"Three pictures of {SIDE}×{SIDE} pixels, and below them the same with their boxes: {names}.",
        columns=3,
        name="pictures",
    )
    shapes = int((data.y_train >= 0).sum())
    yield Text(
        f"{len(data.x_train):,} pictures with {shapes:,} shapes to train on, {len(data.x_validation):,} to validate, "
        f"{len(data.x_test):,} to test. A shape may hide up to a quarter of another. The answer is no longer one "
        "class: it is a *list*, and nobody says how long."
    )


def detector_summary(lab: Lab) -> Iterator[View]:
    """The detector piece by piece."""
    model = build_detector(lab)
    summary = inspect.summary(model)
    pieces = {
        "backbone": ("conv",),
        "pyramid": ("lateral", "level"),
        "class branch": ("class_head", "classes"),
        "box branch": ("box_head", "sides", "scale", "centre_ness"),
    }
    why = {
        "backbone": "features, at a quarter of the size",
        "pyramid": "one level here; five in the paper",
        "class branch": "what lies here? a score a class",
        "box branch": "how far are the four sides? how central?",
    }
    rows = []
    for piece, starts in pieces.items():
        own = [row for row in summary.rows if row.name.startswith(starts)]
        rows.append(
            [piece, f"{sum(row.parameters for row in own):,}", f"{sum(row.flops for row in own) / 1e6:.1f}", why[piece]]
        )
    cells = SIDE // model.strides[0]
    yield Table(
        "A small FCOS, piece by piece",
        ["piece", "parameters", "MFLOP", "why"],
        rows,
        numeric=[1, 2],
        note=f"{summary.parameters:,} parameters. Output: {cells}×{cells} places, each with {model.output_shape[-1]} numbers.",
        name="detector",
    )


def places(lab: Lab) -> Truth:
    """How many places answer, asked of the model."""
    model = build_detector(lab)
    count, stride = model.output_shape[1], model.strides[0]
    return Truth(
        str(count), f"A place every {stride} pixels: {SIDE} / {stride} = {SIDE // stride} each way, {count} in all."
    )


def see_targets(lab: Lab) -> Iterator[View]:
    """What each place of one picture should answer."""
    data = pictures(lab)
    boxes, labels = true_boxes(lab, "train")
    target = fcos_targets(boxes[:1], labels[:1], 3, SIDE, SIDE, (4,))[0]
    cells = SIDE // 4
    middle = target[:, -1].reshape(cells, cells)
    inside = int((target[:, :3].sum(axis=1) > 0).sum())
    large = np.kron(middle, np.ones((4, 4)))
    yield gallery(
        "One picture, its boxes, and the centre-ness wanted at each place",
        [
            data.x_train[0],
            with_boxes(data.x_train[0], boxes[0][labels[0] >= 0], labels[0][labels[0] >= 0]),
            heat_over(data.x_train[0], large),
        ],
        ["picture", "boxes", "centre-ness"],
        f"{inside} of {len(target)} places lie in a box; brightest, up to {middle.max():.2f}, in the middle of each.",
        columns=3,
        name="targets",
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
    if lab.kept("main") is None:
        for _ in train_detector(lab):
            pass
    model = lab.kept("main")
    assert isinstance(model, FCOS)
    return model


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


def see_found(lab: Lab) -> Iterator[View]:
    """What was wanted and what was found in three test pictures."""
    data = pictures(lab)
    answers = found(lab)
    # the pictures with the most shapes are the hardest
    chosen = np.argsort(-(data.y_test >= 0).sum(axis=1), kind="stable")[:3]
    tiles = [_drawn(lab, "test", number) for number in chosen]
    told = []
    for number in chosen:
        sure = answers[number].scores > SURE
        names = [
            f"{data.class_names[label]} {percent(score)}"
            for label, score in zip(answers[number].labels[sure], answers[number].scores[sure], strict=True)
        ]
        tiles.append(
            tile(with_boxes(data.x_test[number], answers[number].boxes[sure], answers[number].labels[sure]), "found")
        )
        told.append(listed(names))
    yield Picture(
        "Wanted (above) and found (below)",
        tiles,
        "Found, with scores. "
        + ". ".join(f"Picture {number}: {names}" for number, names in enumerate(told, start=1))
        + ".",
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
    return tile(with_boxes(image, boxes[number][there], labels[number][there]), "wanted")

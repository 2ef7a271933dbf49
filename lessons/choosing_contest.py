"""The contest: every network on both tasks, with little, more and all of the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np

from dlteach import data as datasets
from dlteach.data import Dataset
from dlteach.inspect.words import listed
from dlteach.lessons.choosing_networks import IMAGE, TEXT, Candidate
from dlteach.training.evaluate import loss_and_accuracy
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, View

BATCH = 64
EPOCHS = {"image": 25, "text": 12}
SIZES = {"image": (100, 400), "text": (500, 1500)}
CANDIDATES = {"image": IMAGE, "text": TEXT}
DATA = {"image": "digits", "text": "opinions"}
ENOUGH = 0.9


@dataclass(frozen=True)
class Outcome:
    """What one network reached with one amount of data."""

    examples: int
    accuracy: float
    seconds: float
    parameters: int


def task_data(lab: Lab, task: str) -> Dataset:
    """The images or the sentences, loaded once."""
    if task not in lab.memory:
        lab.memory[task] = datasets.load(DATA[task], seed=lab.seed)
    return lab.memory[task]


def train_one(
    lab: Lab, candidate: Candidate, data: Dataset, examples: int, epochs: int, title: str
) -> tuple[keras.Model, Outcome]:
    """Trains one network on the first `examples`, with as many steps as if there were all of them."""
    keras.utils.set_random_seed(lab.seed)
    model = candidate.build(data)
    # a small part is repeated, so that every training has equally many steps
    chosen = np.resize(np.arange(examples), len(data.x_train))
    steps = (lab.epochs or epochs) * -(-len(chosen) // BATCH)
    # all networks get the same treatment, so that their times can be compared; only that XLA on a CPU runs convolutions ten
    # times slower inside a loop of steps than step by step, which says nothing of the network
    kind = candidate.kind if lab.device.backend == "jax" else "dense"
    lab.compile(
        model,
        kind,
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(candidate.learning_rate, steps)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    fitted = lab.fit(
        model,
        data.x_train[chosen],
        data.y_train[chosen],
        kind=kind,
        epochs=epochs,
        title=title,
        validation=(data.x_validation, data.y_validation),
        batch_size=BATCH,
    )
    _, accuracy = loss_and_accuracy(model, data.x_test, data.y_test)
    return model, Outcome(examples, accuracy, fitted.seconds, model.count_params())


def outcomes(lab: Lab, task: str) -> dict[str, list[Outcome]]:
    """Network → what it reached with each amount of data; the networks trained on all of it are kept in memory."""
    key = f"{task} outcomes"
    if key not in lab.memory:
        data = task_data(lab, task)
        lab.memory[key], lab.memory[f"{task} models"] = {}, {}
        for name, candidate in CANDIDATES[task].items():
            reached = []
            for examples in (*SIZES[task], len(data.x_train)):
                title = f"{name}, {examples:,} {_things(task)}"
                model, outcome = train_one(lab, candidate, data, examples, EPOCHS[task], title)
                reached.append(outcome)
                lab.log(
                    title,
                    {"test accuracy %": 100 * outcome.accuracy, "parameters": outcome.parameters},
                    outcome.seconds,
                    data=DATA[task],
                )
            lab.memory[key][name] = reached
            lab.memory[f"{task} models"][name] = model
    return lab.memory[key]


def image_contest(lab: Lab) -> Iterator[View]:
    """Four networks read handwriting."""
    yield from _contest(lab, "image", "Handwritten digits, 8×8 pixels")
    best = max(lab.memory["image models"], key=lambda name: outcomes(lab, "image")[name][-1].accuracy)
    lab.keep("main", lab.memory["image models"][best])


def text_contest(lab: Lab) -> Iterator[View]:
    """Four networks read opinions with negations."""
    yield from _contest(lab, "text", "Opinions with negation")


def _contest(lab: Lab, task: str, title: str) -> Iterator[View]:
    reached = outcomes(lab, task)
    sizes = [outcome.examples for outcome in next(iter(reached.values()))]
    yield Table(
        title,
        ["network", "parameters", "seconds", *(f"on {size:,}" for size in sizes), "enough"],
        [
            [
                name,
                f"{row[-1].parameters:,}",
                f"{row[-1].seconds:.1f}",
                *(f"{100 * outcome.accuracy:.1f} %" for outcome in row),
                enough(row),
            ]
            for name, row in reached.items()
        ],
        numeric=[1, 2, 3, 4, 5, 6],
        note=f"On {sizes[0]:,}: test accuracy after training on {sizes[0]:,} examples; all trainings have equally many steps. "
        f"Seconds: of the last training. Enough: the smallest of these amounts that gives {100 * ENOUGH:.0f} %.",
        name=f"{task}-contest",
    )
    yield Curve(
        "Accuracy against examples",
        [
            Series(name, [100 * one.accuracy for one in row], [float(one.examples) for one in row])
            for name, row in reached.items()
        ],
        f"With {sizes[0]:,} examples {_leader(reached, 0)}; with all {sizes[-1]:,} {_leader(reached, -1)}.",
        x_label="training examples",
        y_label="test accuracy %",
        name=f"{task}-curve",
    )
    few, all_of_it = (_spread(reached, place) for place in (0, -1))
    test = len(task_data(lab, task).y_test)
    told = (
        f"the best and the worst are {all_of_it:.1f} points apart; one of the {test} test examples is {100 / test:.1f} points"
        if all_of_it
        else "all four are alike"
    )
    yield Text(
        f"With all the data {told}. With {sizes[0]:,} examples they are {few:.1f} points apart. "
        "*Little data is where the choice matters most.*"
        if all_of_it < few
        else f"With all the data {told}, more than with little data: not all networks can use what more examples offer."
    )
    yield Result(f"best: {_leader(reached, -1)}")


def enough(row: list[Outcome]) -> str:
    """The smallest amount of data that gave 90 %, in words."""
    return next(
        (f"{outcome.examples:,}" for outcome in row if outcome.accuracy >= ENOUGH), f"more than {row[-1].examples:,}"
    )


def _spread(reached: dict[str, list[Outcome]], place: int) -> float:
    """How many points lie between the best and the worst network with one amount of data."""
    shares = [row[place].accuracy for row in reached.values()]
    return 100 * (max(shares) - min(shares))


def _leader(reached: dict[str, list[Outcome]], place: int) -> str:
    most = max(row[place].accuracy for row in reached.values())
    first = [name for name, row in reached.items() if row[place].accuracy == most]
    return f"{listed(first)} {'leads' if len(first) == 1 else 'lead alike'} with {100 * most:.1f} %"


def _things(task: str) -> str:
    return "images" if task == "image" else "sentences"

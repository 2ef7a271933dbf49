"""Rows on whole programs: how soon something can be read, what a lesson costs beside a bare script."""

from __future__ import annotations

import sys

from benchmarks.contest import Contestant
from benchmarks.row import Goal, Row

PLACE = "benchmarks.ours.programs"
DLTEACH = [sys.executable, "-m", "dlteach"]
BASE = "import click and rich"


def _until(label: str, shown: str, *words: str) -> Contestant:
    return Contestant(label, f"{PLACE}:until", {"command": [*DLTEACH, *words], "shown": shown})


def _whole(label: str, *command: str) -> Contestant:
    return Contestant(label, f"{PLACE}:whole", {"command": [sys.executable, *command]})


def _long(label: str, *command: str) -> Contestant:
    options = {"command": [sys.executable, *command], "warm_up": False}
    return Contestant(label, f"{PLACE}:whole", options, "tensorflow", ("tensorflow",))


def _memory(label: str, *command: str) -> Contestant:
    options = {"command": [sys.executable, *command]}
    return Contestant(label, f"{PLACE}:peak_memory", options, "tensorflow", ("tensorflow",))


IMPORTS = "import keras, tensorflow, sklearn.datasets"

ROWS = [
    Row(
        "start",
        "from the command to the first thing to read",
        "s",
        [
            _whole(BASE, "-c", "import click, rich.console, rich.table"),
            _whole("dlteach glossary lstm", "-m", "dlteach", "glossary", "lstm"),
            _until("dlteach quiz lstm", "1 of ", "quiz", "lstm"),
            Contestant("dlteach review", f"{PLACE}:million", {"reviews": 1_000}),
            _until("dlteach lesson cnn", "Trains with", "lesson", "cnn"),
        ],
        [
            Goal("dlteach glossary lstm", BASE, 1.5, at_most=True),
            Goal("dlteach quiz lstm", BASE, 1.5, at_most=True),
            Goal("dlteach review", BASE, 1.5, at_most=True),
            Goal("dlteach lesson cnn", BASE, 2.0, at_most=True),
        ],
        25,
    ),
    Row(
        "latency",
        "longest of thirty waits from a key to the next screen",
        "s",
        [
            Contestant("while Keras is imported", f"{PLACE}:latency", {"work": "importing"}, needs=("tensorflow",)),
            Contestant("while a training runs", f"{PLACE}:latency", {"work": "training"}, needs=("tensorflow",)),
            Contestant("16 ms", f"{PLACE}:fixed", {"seconds": 0.016}),
        ],
        [
            Goal("while Keras is imported", "16 ms", 1.0, at_most=True),
            Goal("while a training runs", "16 ms", 1.0, at_most=True),
        ],
        5,
    ),
    Row(
        "million",
        "first card of a review session",
        "s",
        [
            Contestant("a million reviews", f"{PLACE}:million", {"reviews": 1_000_000}),
            Contestant("one for each card", f"{PLACE}:million", {"reviews": 1_000}),
        ],
        [Goal("a million reviews", "one for each card", 2.0, at_most=True)],
        11,
    ),
    Row(
        "lesson",
        "whole `dlteach lesson cnn --yes`",
        "s",
        [
            _long("dlteach", "-m", "dlteach", "lesson", "cnn", "--yes", "--restart"),
            _long("bare Keras script", "-m", "benchmarks.peers.bare_cnn"),
            _long("the imports alone", "-c", IMPORTS),
        ],
        [Goal("dlteach", "bare Keras script", 1.1, at_most=True, less="the imports alone")],
        3,
    ),
    Row(
        "memory",
        "peak memory of `dlteach lesson cnn --yes`",
        "MB",
        [
            _memory("dlteach", "-m", "dlteach", "lesson", "cnn", "--yes", "--restart"),
            _memory("bare Keras script", "-m", "benchmarks.peers.bare_cnn"),
        ],
        [Goal("dlteach", "bare Keras script", 1.15, at_most=True)],
        1,
    ),
]

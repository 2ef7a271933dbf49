"""What a lesson can show, as plain data: text, tables, pictures, curves and heat maps.

`lessons`, `training` and `inspect` make views; `screen` draws them in a terminal and `export` in HTML and PNG. They
travel from the worker process, which owns Keras, to the terminal as JSON. This module therefore knows neither numpy nor rich.
Every view that is looked at also carries `words`: the same finding told in plain sentences, for those who cannot see it.
"""

from __future__ import annotations

import msgspec


class Text(msgspec.Struct, tag="text", frozen=True):
    """Markdown prose, written by a lesson's code because it holds computed numbers."""

    markdown: str


class Result(msgspec.Struct, tag="result", frozen=True):
    """One finding that stands on a line of its own, such as "test accuracy 99.17 %"."""

    line: str


class Table(msgspec.Struct, tag="table", frozen=True):
    """Rows of text under headed columns. `numeric` lists the columns (by index) that align right."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    numeric: list[int] = []
    note: str = ""
    name: str = ""


class Tile(msgspec.Struct, frozen=True):
    """One small image: `pixels` are bytes in row-major order, one (gray) or three (RGB) a pixel."""

    pixels: bytes
    height: int
    width: int
    channels: int = 1
    label: str = ""


class Picture(msgspec.Struct, tag="picture", frozen=True):
    """One image or a gallery of them; `words` says what is to be seen.

    Where the tiles follow each other in time, `per_moment` is how many show one moment; a page can then animate them.
    """

    title: str
    tiles: list[Tile]
    words: str
    columns: int | None = None
    name: str = ""
    per_moment: int = 0


class Series(msgspec.Struct, frozen=True):
    """One line of a curve; `x` counts from 1 when it is left out."""

    name: str
    y: list[float]
    x: list[float] | None = None


class Curve(msgspec.Struct, tag="curve", frozen=True):
    """One or more lines over a common axis; `words` says what they show."""

    title: str
    series: list[Series]
    words: str
    x_label: str = ""
    y_label: str = ""
    log_y: bool = False
    name: str = ""


class Heatmap(msgspec.Struct, tag="heatmap", frozen=True):
    """A matrix of numbers as colours, such as a confusion matrix or attention weights; `decimals` of the printed values."""

    title: str
    values: list[list[float]]
    words: str
    row_labels: list[str] = []
    column_labels: list[str] = []
    row_title: str = ""
    column_title: str = ""
    decimals: int = 0
    name: str = ""


class Source(msgspec.Struct, tag="source", frozen=True):
    """Program text with its origin, such as "dlteach.scratch.conv2d"."""

    origin: str
    code: str
    language: str = "python"


View = Text | Result | Table | Picture | Curve | Heatmap | Source


class Progress(msgspec.Struct, tag="progress", frozen=True):
    """Where a training stands. `epoch` counts from 1; times are seconds; a metric that is not known yet is None.

    `phase` is "compiling" until the first step has run, then "training". An `epoch_end` report carries the validation.
    """

    title: str
    phase: str
    epoch: int
    epochs: int
    step: int
    steps: int
    elapsed: float
    remaining: float | None = None
    loss: float | None = None
    accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    epoch_end: bool = False
    metrics: dict[str, float] = {}


class Run(msgspec.Struct, tag="run", frozen=True):
    """One finished training, for the log that experiments are compared in. `results` are numbers by name."""

    title: str
    settings: dict[str, str | int | float | bool]
    results: dict[str, float]
    seconds: float


class Truth(msgspec.Struct, tag="truth", frozen=True):
    """The answer to a prediction, computed by running it. `answer` in the form the learner types it; `words` explain."""

    answer: str
    words: str = ""
    views: list[View] = []

"""What the tutor and its worker process say to each other: one JSON object a line."""

from __future__ import annotations

import msgspec

from dlteach import views


class Start(msgspec.Struct, tag="start", frozen=True):
    """The worker's first line: which lesson, and how it is to be run."""

    lesson: str
    folder: str
    data: str
    seed: int
    epochs: int | None
    backend: str | None
    device: str
    settings: dict[str, str | int | float | bool]
    devices: int = 1
    precision: str = "auto"
    language: str = "en"


class CallFunction(msgspec.Struct, tag="call", frozen=True):
    """Run a function of the lesson's Python file."""

    function: str


class SaveModel(msgspec.Struct, tag="save", frozen=True):
    """Write the lesson's trained model to a file."""

    path: str


class ForgetTrainings(msgspec.Struct, tag="forget", frozen=True):
    """Remove what is kept of a function's trainings: its outcome is kept now, or it is to begin anew."""

    function: str


class Notice(msgspec.Struct, tag="notice", frozen=True):
    """A line for the learner, said while a function runs."""

    text: str


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """Keras is imported and the lesson's file is loaded."""

    device: str
    keras: str


class Done(msgspec.Struct, tag="done", frozen=True):
    """The request has been carried out."""


class Failed(msgspec.Struct, tag="failed", frozen=True):
    """The request could not be carried out."""

    problem: str
    remedy: str = ""
    place: str | None = None


Request = CallFunction | SaveModel | ForgetTrainings
Answer = (
    views.Text
    | views.Result
    | views.Table
    | views.Picture
    | views.Curve
    | views.Heatmap
    | views.Source
    | views.Progress
    | views.Run
    | views.Truth
    | Notice
    | Ready
    | Done
    | Failed
)

"""A lesson as data: sections with stable labels, each a list of steps. What the tutor plays and the exporters write."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

LEVELS = ("basic", "medium", "detailed")
CALL_KINDS = ("build", "train", "look", "experiment")
PREDICT_KINDS = ("number", "shape", "choice")
# in a lesson's `data`: any text file of the learner's
TEXT_FILE = "FILE.txt"


@dataclass(frozen=True)
class Prose:
    """Markdown to read."""

    line: int
    markdown: str


@dataclass(frozen=True)
class Overview:
    """The topic at three depths: level → Markdown."""

    line: int
    depths: dict[str, str]


@dataclass(frozen=True)
class Dialogue:
    """Teacher and student talk; each turn is (speaker, Markdown)."""

    line: int
    turns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Analogy:
    """A concept told through something familiar."""

    line: int
    markdown: str


@dataclass(frozen=True)
class Example:
    """Where the concept is used in the world, or a small case."""

    line: int
    markdown: str


@dataclass(frozen=True)
class Memory:
    """One memory aid of the topic's deck, by id."""

    line: int
    id: str


@dataclass(frozen=True)
class Code:
    """The real source of a function or class, named "module:object"."""

    line: int
    target: str


@dataclass(frozen=True)
class Call:
    """Runs the function of that name in the lesson's Python file. `kind` is build, train, look or experiment."""

    line: int
    kind: str
    function: str
    markdown: str = ""


@dataclass(frozen=True)
class Predict:
    """Asks for a guess, then runs the function that returns the truth. `tolerance` is absolute, for numbers."""

    line: int
    function: str
    kind: str
    prompt: str
    choices: tuple[str, ...] = ()
    tolerance: float = 0.0


@dataclass(frozen=True)
class Ask:
    """One question of a deck, by id."""

    line: int
    id: str


@dataclass(frozen=True)
class Drill:
    """A short drill of that many cards of the lesson's topic; answers enter the schedule."""

    line: int
    count: int


@dataclass(frozen=True)
class Runs:
    """The table of this learner's logged trainings of the lesson, newest last."""

    line: int


Step = Prose | Overview | Dialogue | Analogy | Example | Memory | Code | Call | Predict | Ask | Drill | Runs


@dataclass(frozen=True)
class Setting:
    """One value a learner may change with `--set name=value`."""

    name: str
    default: str | int | float | bool
    help: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Section:
    """A heading with its stable label, such as cnn-pooling, and what stands under it."""

    label: str
    title: str
    line: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Lesson:
    """One lesson, read from `lessons/topic.md`. `model` names what it builds; `data` the data sets it can use."""

    topic: str
    title: str
    summary: str
    order: int
    minutes: int
    path: Path
    requires: tuple[str, ...] = ()
    model: str = ""
    data: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    sections: tuple[Section, ...] = field(default=())

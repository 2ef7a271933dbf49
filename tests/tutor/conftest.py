"""A small lesson without Keras, a learner who types from a list, and a worker that needs no process."""

from types import SimpleNamespace

import pytest

from dlteach.content.lessons import read_lesson
from dlteach.store import Journal
from dlteach.tutor.messages import Ready
from dlteach.tutor.narrator import Narrator
from dlteach.tutor.options import Options
from dlteach.tutor.outcomes import Outcomes
from dlteach.tutor.prompter import Prompter
from dlteach.tutor.stage import Stage
from dlteach.views import Result, Run, Truth


class Learner:
    """A screen that types answers from a list and remembers what it was shown."""

    plain = True
    interactive = True
    width, height = 80, 24

    def __init__(self, *typed):
        self.typed = list(typed)
        self.shown = []
        self.asked = []

    def line(self, text="", style=None):
        self.shown.append(text)

    def heading(self, title, subtitle=""):
        self.shown.append(f"# {title}")

    def markdown(self, text):
        self.shown.append(text)

    def panel(self, kind, text):
        self.shown.append(f"{kind}: {text}")

    def dialogue(self, turns):
        self.shown.extend(f"{speaker}: {text}" for speaker, text in turns)

    def view(self, view):
        self.shown.append(getattr(view, "line", None) or getattr(view, "title", None) or getattr(view, "origin", ""))

    def clear(self):
        pass

    def aside(self, text):
        self.shown.append(text)

    def ask(self, prompt, hint=""):
        self.asked.append((prompt, hint))
        if not self.typed:
            raise EOFError
        return self.typed.pop(0)

    @property
    def headings(self):
        return [line[2:] for line in self.shown if line.startswith("# ")]

    @property
    def text(self):
        return "\n".join(self.shown)


class Hands:
    """Answers calls like the worker process and counts them."""

    is_ready = True

    def __init__(self):
        self.calls = []
        self.forgotten = []

    def ready(self):
        return Ready("a test", "0")

    def forget(self, function):
        self.forgotten.append(function)

    def call(self, function):
        self.calls.append(function)
        if function.startswith("truth"):
            yield Truth({"truth_shape": "28, 28, 6", "truth_number": "156", "truth_choice": "the second"}[function])
        elif function == "train":
            yield Run("a training", {"filters": 6}, {"accuracy": 0.5}, 1.0)
            yield Result("test accuracy 50 %")
        else:
            yield Result(f"seen {function} {len(self.calls)}")


LESSON = """\
---
title: A small lesson
summary: For tests.
order: 1
requires: []
minutes: 1
model: LeNet5
---

(small-start)=
## Start

```{overview} basic
The basic overview.
```

```{overview} medium
The medium overview.
```

```{overview} detailed
The detailed overview.
```

Some prose.

---

More prose, on a screen of its own.

(small-run)=
## Run

This leads up to a training.

```{train} train
```

```{look} filters
```

(small-guess)=
## Guess

```{predict} truth_shape
:kind: shape
Which shape?
```

```{predict} truth_number
:kind: number
:tolerance: 4
How many?
```

```{predict} truth_choice
:kind: choice
Which one?
- the first
- the second
```

```{runs}
```
"""


@pytest.fixture
def lesson(tmp_path):
    (tmp_path / "small.md").write_text(LESSON)
    (tmp_path / "small.py").write_text("def train(lab): pass\ndef filters(lab): pass\n")
    return read_lesson(tmp_path / "small.md")


@pytest.fixture
def journal(tmp_path):
    with Journal.open(tmp_path / "journal.db") as opened:
        yield opened


@pytest.fixture
def staged(lesson, journal, tmp_path):
    """Makes a stage for a learner who types the given lines."""

    def make(*typed, playing=True, level="basic"):
        learner, hands = Learner(*typed), Hands()
        prompter = Prompter(learner, lesson, level, playing)
        stage = Stage(
            lesson, Options(level=level), learner, prompter, hands, journal, Outcomes(tmp_path / "outcomes"), Narrator()
        )
        return SimpleNamespace(stage=stage, learner=learner, hands=hands, journal=journal)

    return make

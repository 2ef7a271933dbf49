"""The real program in a pseudo-terminal, ended by every signal at every prompt of a lesson and in the midst of trainings.

After each end it is started again, and goes on where it was: no page is left out, nothing answered is lost, a training has the
result of one that was left alone.
"""

import contextlib
import json
import os
import re
import signal
import sqlite3
import time
from pathlib import Path

import pytest

pytest.importorskip("pty")
pytestmark = pytest.mark.slow
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -signal.SIGKILL}
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "pack" / "autoencoder_pack"
AT_A_PROMPT = re.compile(r"q\s+quit")
SETTINGS = {"TERM": "xterm", "LANG": "C.UTF-8", "TF_CPP_MIN_LOG_LEVEL": "3"}

TRAININGS = """\
import hashlib
import keras
import numpy as np
from dlteach import models
from dlteach.training import resuming
from dlteach.views import Result

resuming.SECONDS_BETWEEN = 0.3
POINTS = np.random.default_rng(0).normal(size=(4000, 2)).astype("float32")

def _left(model, fitted):
    told = repr([fitted.history, [one.tolist() for one in model.get_weights()]])
    return Result("left " + hashlib.sha256(told.encode()).hexdigest())

def train(lab):
    keras.utils.set_random_seed(lab.seed)
    layers = [keras.layers.Dense(64, "relu"), keras.layers.Dropout(0.3), keras.layers.BatchNormalization()]
    model = keras.Sequential([keras.Input((2,)), *layers, keras.layers.Dense(1)])
    steps = 40 * (len(POINTS) // 8)
    rate = keras.optimizers.schedules.CosineDecay(1e-3, steps)
    lab.compile(model, "dense", optimizer=keras.optimizers.Adam(rate), loss="mse")
    y = np.sin(3 * POINTS[:, :1])
    fitted = lab.fit(model, POINTS, y, kind="dense", epochs=40, title="a fit", batch_size=8)
    yield _left(model, fitted)

def play(lab):
    keras.utils.set_random_seed(lab.seed)
    model = models.GAN(input_shape=(2,), latent_dim=4, generator_units=(64,), discriminator_units=(64,), pieces=2,
                       dropout=(0, 0.3), output_activation=None)
    lab.compile(model, "adversarial")
    fitted = lab.fit(model, POINTS, None, kind="adversarial", epochs=40, title="a game", batch_size=8)
    yield _left(model, fitted)
"""
LESSON = """\
---
title: Two trainings
summary: For tests.
order: 900
requires: []
minutes: 1
---

(trainings-fit)=
## A fit

```{train} train
```

(trainings-game)=
## A game

```{train} play
```
"""


class Player:
    """A learner at a lesson in a pseudo-terminal, who notices what is asked."""

    def __init__(self, open_terminal, home, *arguments):
        self._journal = Path(home) / "journal.db"
        self.terminal = open_terminal(*arguments, DLTEACH_HOME=str(home), **SETTINGS)

    def wait(self, seconds=300):
        """Waits until something is asked, or the program ends; returns what was shown, None at the end."""
        end = time.monotonic() + seconds
        while not AT_A_PROMPT.search(self.terminal.written):
            assert time.monotonic() < end, self.terminal.written
            if not self._alive():
                return None
        # the hint is printed just before the prompt
        while self.terminal._read(0.3):
            pass
        return self.terminal.written

    def until(self, pattern, seconds=300):
        """Waits until a pattern is shown, while more is being printed."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.terminal.written, re.MULTILINE):
            assert time.monotonic() < end, self.terminal.written
            assert self._alive(), self.terminal.written

    def until_epoch(self, epoch, seconds=300):
        """Waits until an epoch, or a later one, is told: of quick ones not each is."""
        end = time.monotonic() + seconds
        while not any(int(told) >= epoch for told in re.findall(r"epoch (\d+)/", self.terminal.written)):
            assert time.monotonic() < end, self.terminal.written
            assert self._alive(), self.terminal.written

    def until_kept(self, home, then, seconds=60):
        """Waits until a checkpoint was written after a time, in nanoseconds."""
        end = time.monotonic() + seconds
        while not any(_written(file) > then for file in home.glob("lessons/trainings/*/checkpoints/*")):
            assert time.monotonic() < end, self.terminal.written
            assert self._alive(), self.terminal.written

    def _alive(self):
        if self.terminal._read(0.2):
            return True
        return Path(f"/proc/{self.terminal.process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"

    def answer(self):
        """Types what the prompt asks for."""
        shown = " ".join(self.terminal.written.split())
        self.terminal.written = ""
        wanted = "1" if re.search(r"1–\d choose|Your number", shown) else "1, 1, 1" if "Your shape" in shown else ""
        self.terminal.type(wanted + "\r")

    def place(self):
        """Section and step that the journal holds, and the kind of the prompt."""
        with contextlib.closing(sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True)) as journal:
            row = journal.execute(
                "SELECT detail FROM events WHERE kind = 'step' ORDER BY stamp DESC, id DESC LIMIT 1"
            ).fetchone()
        told = json.loads(row[0]) if row else {"section": "", "step": 0}
        return told["section"], told["step"], "Enter on" in " ".join(self.terminal.written.split())


def events(home, kind):
    with contextlib.closing(sqlite3.connect(Path(home) / "journal.db")) as journal:
        rows = journal.execute("SELECT detail FROM events WHERE kind = ? ORDER BY stamp, id", (kind,)).fetchall()
        assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return [json.loads(row[0]) for row in rows]


def pages_of(events):
    """Sections and steps in their order, each once where it came again right after."""
    found = []
    for event in events:
        if not found or found[-1] != (event["section"], event["step"]):
            found.append((event["section"], event["step"]))
    return found


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(number).name)
def test_ended_at_every_prompt_of_a_lesson(number, open_terminal, tmp_path):
    from dlteach.content.lessons import read_lesson
    from dlteach.tutor.player import pages

    home = tmp_path / "home"
    arguments = ["--from", str(EXAMPLES), "--trust", "lesson", "autoencoder", "--plain", "--epochs", "1"]
    ended_at, reviews, predictions = [], 0, 0
    while True:
        player = Player(open_terminal, home, *arguments)
        shown = player.wait()
        assert shown is not None
        if ended_at:
            assert ended_at[-1][0] == "" or "You stopped at" in shown
            player.answer()
            shown = player.wait()
            # where it was ended, not a page before or after
            assert player.place()[:2] == ended_at[-1][:2] or ended_at[-1][0] == ""
        while shown is not None and player.place() in ended_at:
            player.answer()
            shown = player.wait()
        if shown is None:
            assert player.terminal.end() == 0
            break
        ended_at.append(player.place())
        assert player.terminal.end(number) == SIGNALS[number]
        assert "Traceback" not in player.terminal.written
        assert len(events(home, "review")) >= reviews
        assert len(events(home, "prediction")) >= predictions
        reviews, predictions = len(events(home, "review")), len(events(home, "prediction"))
        assert len(ended_at) < 60, ended_at
    lesson = read_lesson(EXAMPLES / "lessons" / "autoencoder.md")
    assert pages_of(events(home, "step")) == [(page.section.label, page.index) for page in pages(lesson.sections)]
    assert len(ended_at) > len(pages(lesson.sections)), ended_at
    assert len(events(home, "finish")) == 1
    # the guess was asked for once, and one answer was given at least
    assert predictions == 1
    assert reviews >= 1


@pytest.fixture
def pack(tmp_path):
    """A pack with a lesson of two trainings, each of some seconds."""
    folder = tmp_path / "trainings_pack" / "lessons"
    folder.mkdir(parents=True)
    (folder / "trainings.md").write_text(LESSON, encoding="utf-8")
    (folder / "trainings.py").write_text(TRAININGS, encoding="utf-8")
    return folder.parent


def left(shown):
    """What the trainings left behind, as the lesson told it."""
    return re.findall(r"left([0-9a-f]{64})", "".join(shown.split()))


def test_ended_in_the_midst_of_trainings(pack, open_terminal, children, dlteach, tmp_path):
    lesson = ["--from", str(pack), "--trust", "lesson", "trainings"]
    alone = dlteach(*lesson, "--plain", "--yes", DLTEACH_HOME=str(tmp_path / "alone"), **SETTINGS)
    assert alone.returncode == 0, alone
    home = tmp_path / "home"
    told = []
    for title in ("a fit", "a game"):
        for number in SIGNALS:
            player = Player(open_terminal, home, *lesson, "--plain")
            assert player.wait() is not None
            player.answer()
            if title == "a game" and number == next(iter(SIGNALS)):
                # past the fit, which is kept
                assert player.wait() is not None
                told.append(player.terminal.written)
                player.answer()
            then = time.time_ns()
            begun = _epoch_of(player, title)
            player.until_epoch(begun + 3)
            player.until_kept(home, then)
            workers = children(player.terminal.process)
            assert workers
            if number == signal.SIGINT:
                # the first one asks the training to end in order; it is held up, so that the second one comes before that
                os.kill(workers[0], signal.SIGSTOP)
                os.kill(player.terminal.process, number)
                time.sleep(0.5)
            assert player.terminal.end(number) == SIGNALS[number]
            assert "Traceback" not in player.terminal.written
            print(f"{title}: began at epoch {begun}, ended by {number.name} in epoch {begun + 3}")
            assert not_running(workers)
        if title == "a fit":
            player = Player(open_terminal, home, *lesson, "--plain")
            assert player.wait() is not None
            player.answer()
            shown = player.wait()
            assert "a fit: training goes on at epoch" in shown
            assert player.terminal.end(signal.SIGKILL) == -signal.SIGKILL
    player = Player(open_terminal, home, *lesson, "--plain")
    player.wait()
    player.answer()
    shown = player.wait()
    assert "a game: training goes on at epoch" in shown
    told.append(shown)
    assert left("".join(told)) == left(alone.stdout.decode())
    player.answer()
    assert player.wait() is None
    assert player.terminal.end() == 0
    assert not list(home.glob("lessons/trainings/*/checkpoints/*"))


def _written(file):
    if file.suffix == ".unfinished":
        return 0
    with contextlib.suppress(FileNotFoundError):
        return file.stat().st_mtime_ns
    return 0


def _epoch_of(player, title):
    """The epoch that a training begins with: the first, or the one it goes on at."""
    player.until(f"^{title}\r$")
    found = re.search(r"goes on at epoch (\d+)", player.terminal.written)
    return int(found[1]) if found else 1


def not_running(processes):
    end = time.monotonic() + 10
    while any(Path(f"/proc/{process}").exists() for process in processes) and time.monotonic() < end:
        time.sleep(0.1)
    return not any(Path(f"/proc/{process}").exists() for process in processes)

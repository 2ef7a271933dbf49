"""Lets a training go on where it was interrupted, with the result it would have had.

At the end of an epoch, or in the midst of a long one, everything the rest of the training hangs on is written to a file:
weights, the optimizer's moments and its count of steps, the states of random numbers, the place in the order of examples,
what the callbacks remember, the history. The same training, started again, finds the file and goes on from there.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import keras
import numpy as np

from dlteach.language import _
from dlteach.training import checkpoint, state

SECONDS_BETWEEN = 2.0
# at most a fiftieth of the time goes into writing
TIMES_AS_LONG = 50


def to_standard_output(text: str) -> None:
    """Prints a line."""
    print(text, flush=True)


@dataclass
class Saved:
    """A training as it stood.

    Attributes:
        epoch: the next one, from 0.
        step: the next one in that epoch, from 0.
        seconds: that it took so far.
        history: by metric, of the epochs that are over.
        memories: of the callbacks, from `state.remembered`.
        arrays: that belong to the memories.
        ended: what the training left behind, when nothing of it is left to do.
        metrics: values of the metrics' variables in the midst of an epoch.
        random: the state of the random numbers that no variable holds.
    """

    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    history: dict[str, list[float]] = field(default_factory=dict)
    memories: list[dict[str, Any]] = field(default_factory=list)
    arrays: list[np.ndarray] = field(default_factory=list)
    ended: dict[str, Any] | None = None
    metrics: list[np.ndarray] = field(default_factory=list)
    random: list[np.ndarray] = field(default_factory=list)


class Checkpoint:
    """The file from which one training goes on.

    Args:
        path: of the file.
        say: is called with each line that the reader should know: that the training goes on, or why it does not.
        way_back: how to begin anew, told where the training goes on.
        wishes: settings that the file is to carry, so that others can tell what training it belongs to.
        keeps_result: whether the file stays when the training has ended, so that it is not repeated.
    """

    def __init__(
        self,
        path: Path,
        say: Callable[[str], None] = to_standard_output,
        *,
        way_back: str = "",
        wishes: dict[str, Any] | None = None,
        keeps_result: bool = False,
    ):
        self.path, self.say, self.keeps_result, self._wishes = path, say, keeps_result, wishes or {}
        self._way_back = way_back or _("delete {file} to begin anew").format(file=path)
        self._identity: dict[str, Any] = {}
        self._written = time.perf_counter()
        self._pause = SECONDS_BETWEEN
        self._failed = False

    def open(
        self, model: keras.Model, batch: tuple[Any, ...], identity: dict[str, Any], epochs: int, title: str
    ) -> Saved | None:
        """Sets the model to what the file holds.

        Args:
            model: compiled; where there is a file, all its variables are made.
            batch: inputs, or inputs and targets, from which it learns their shapes.
            identity: what the training hangs on; a name that begins with "the" has a value that nobody can read.
            epochs: of the whole training.
            title: of the training.

        Returns:
            The training as it stood; None where it begins anew, which is told unless there is no file.
        """
        self._identity = identity
        self._written = time.perf_counter()
        try:
            header, arrays = checkpoint.read(self.path)
            groups = []
            for size in header["sizes"]:
                groups.append(arrays[:size])
                arrays = arrays[size:]
            *groups, metrics, random = groups
            saved = Saved(**header["saved"], arrays=arrays, metrics=metrics, random=random)
            why_not = _difference(header["identity"], identity)
        except FileNotFoundError:
            return None
        except OSError as error:
            why = _("the checkpoint {file} cannot be read: {why}").format(file=self.path, why=error.strerror)
            self._begin_anew(title, why)
            return None
        except (checkpoint.Damaged, LookupError, TypeError, ValueError):
            self._begin_anew(title, _("the checkpoint {file} is damaged").format(file=self.path))
            return None
        if not why_not:
            state.build(model, batch)
        variables = state.variables(model)[: len(groups)]
        if not why_not and not state.fit_together(variables, groups):
            why_not = _("the network has changed")
        if why_not:
            self._begin_anew(title, _("the checkpoint does not fit: {why}").format(why=why_not))
            return None
        for some, values in zip(variables, groups, strict=True):
            state.assign(some, values)
        if saved.ended is not None:
            text = _("{title}this training had ended already and is not repeated ({way_back}).")
        else:
            text = _("{title}training goes on at epoch {epoch} of {epochs} ({way_back}).")
        self.say(
            text.format(
                title=f"{title}: " if title else "",
                epoch=min(saved.epoch + 1, epochs),
                epochs=epochs,
                way_back=self._way_back,
            )
        )
        return saved

    def due(self) -> bool:
        """Whether it is time to write again."""
        return time.perf_counter() - self._written >= self._pause

    def write(self, model: keras.Model, saved: Saved) -> None:
        """Writes the training as it stands. Where that fails, it is told once and the training goes on."""
        begun = time.perf_counter()
        groups = [*state.values(model), state.random_state()]
        fields = ("epoch", "step", "seconds", "history", "memories", "ended")
        header = {
            "wishes": self._wishes,
            "identity": self._identity,
            "saved": {name: getattr(saved, name) for name in fields},
            "sizes": [len(group) for group in groups],
        }
        try:
            checkpoint.write(self.path, header, [*chain(*groups), *saved.arrays])
        except OSError as error:
            if not self._failed:
                text = _("The checkpoint {file} cannot be written: {why}. The training goes on without.")
                self.say(text.format(file=self.path, why=error.strerror or error))
            self._failed = True
        self._written = time.perf_counter()
        self._pause = max(SECONDS_BETWEEN, TIMES_AS_LONG * (self._written - begun))

    def end(self, model: keras.Model, saved: Saved) -> None:
        """Removes the file of a training that has ended, or keeps its result there where it took its time."""
        if self.keeps_result and saved.seconds >= SECONDS_BETWEEN:
            self.write(model, saved)
            return
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _begin_anew(self, title: str, why: str) -> None:
        self.say(_("{title}{why}. Training begins anew.").format(title=f"{title}: " if title else "", why=why))


class Keeper(keras.callbacks.Callback):
    """Writes the checkpoint while a training runs; the last of its callbacks.

    Args:
        checkpoint: where to.
        saved: what the training goes on from; None where it begins anew.
        others: the callbacks that remember something.
        place: tells the next step of the epoch, from 0, where the training can go on in the midst of one; else 0.
        seconds: tells how long the training took so far.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        saved: Saved | None,
        others: Sequence[keras.callbacks.Callback],
        place: Callable[[], int],
        seconds: Callable[[], float],
    ):
        super().__init__()
        self._checkpoint, self._from, self._others, self._place, self._seconds = (
            checkpoint,
            saved,
            others,
            place,
            seconds,
        )
        self._now = Saved(history={name: list(values) for name, values in saved.history.items()} if saved else {})

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Reminds the other callbacks, which begin as if nothing had been before."""
        if self._from is not None:
            remind(self._others, self._from)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remembers the epoch and what the callbacks know at its beginning."""
        if self._from is not None:
            state.set_random_state(self._from.random)
            if self._from.step:
                state.assign(self.model.metrics_variables, self._from.metrics)
        self._from = None
        self._look(epoch)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Writes in the midst of a long epoch. The callbacks will see that epoch again from its beginning."""
        if self._checkpoint.due() and (step := self._place()):
            self._now.step = step
            self._write()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Adds to the history, and writes unless that was just done, or the epoch was cut short."""
        for name, value in (logs or {}).items():
            self._now.history.setdefault(name, []).append(float(value))
        if self._checkpoint.due() and not self.model.stop_training:
            self._look(epoch + 1)
            self._write()

    def ended(self, left: dict[str, Any]) -> Saved:
        """The training as it stands when it has ended, with what it left behind."""
        self._look(self._now.epoch + 1)
        self._now.seconds, self._now.ended = self._seconds(), left
        return self._now

    def _look(self, epoch: int) -> None:
        self._now.epoch, self._now.step, self._now.arrays = epoch, 0, []
        self._now.memories = [state.remembered(other, self._now.arrays) for other in self._others]

    def _write(self) -> None:
        self._now.seconds = self._seconds()
        self._checkpoint.write(self.model, self._now)


def remind(callbacks: Sequence[keras.callbacks.Callback], saved: Saved) -> None:
    """Gives callbacks back what they remembered."""
    for callback, memory in zip(callbacks, saved.memories, strict=True):
        state.remind(callback, memory, saved.arrays)


def _difference(then: dict[str, Any], now: dict[str, Any]) -> str:
    """In what one training differs from another, as text; empty where they are the same."""
    for name, value in now.items():
        if then.get(name) != value:
            if name.startswith("the "):
                return _("{name} has changed").format(name=_(name))
            return _("{name} was {then} and is {now}").format(name=_(name), then=then.get(name), now=value)
    return ""

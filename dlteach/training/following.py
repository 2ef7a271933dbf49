"""What follows a training from epoch to epoch: progress reports, the request to stop, the best weights."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import keras

from dlteach.training.stop import StopRequest
from dlteach.views import Progress

Report = Callable[[Progress], None]
SECONDS_BETWEEN_REPORTS = 0.1


class BestWeights(keras.callbacks.Callback):
    """Keeps the weights of the best epoch and puts them back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.epoch = 0
        self._best = float("-inf")
        self._weights: list[Any] | None = None

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Keeps a copy when no epoch before was better."""
        logs = logs or {}
        score = float(logs.get("val_accuracy", -float(logs.get("val_loss", "inf"))))
        if score >= self._best:
            self._best, self.epoch, self._weights = score, epoch + 1, self.model.get_weights()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Puts the best weights back."""
        if self._weights is not None:
            self.model.set_weights(self._weights)


class Watcher(keras.callbacks.Callback):
    """Turns Keras's callbacks into progress reports and honours the stop request."""

    def __init__(self, title: str, epochs: int, steps: int, report: Report, stop: StopRequest, before: float):
        super().__init__()
        # the seconds of a training that was interrupted
        self._before = before
        self.title, self.epochs, self.steps, self.report, self.stop = title, epochs, steps, report, stop
        self.stopped = False
        self.steps_done = 0
        self.compile_seconds = 0.0
        self._epoch = 0
        self._started = self._first_step = self._last_report = self._ended = 0.0

    def seconds(self) -> float:
        """Training time from the first finished step on."""
        return self._before + max(0.0, (self._ended or time.perf_counter()) - (self._first_step or self._started))

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Reports that compiling has begun."""
        self._started = time.perf_counter()
        self.report(Progress(self.title, "compiling", 1, self.epochs, 0, self.steps, 0.0))

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Remembers the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Reports at most ten times a second; with many steps a call, once a call."""
        now = time.perf_counter()
        if not self._first_step:
            self._first_step, self.compile_seconds = now, now - self._started
        # where many steps are one call, Keras counts the last, shorter call of an epoch as a whole one
        step = min(batch + 1, self.steps)
        self.steps_done = self._epoch * self.steps + step
        if self.stop:
            self.stopped = self.model.stop_training = True
        if now - self._last_report >= SECONDS_BETWEEN_REPORTS:
            self._last_report = now
            self.report(self._progress(step, logs or {}))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Reports the whole epoch, with validation."""
        self._last_report = time.perf_counter()
        self.report(self._progress(self.steps, logs or {}, epoch_end=True))

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Stops the clock."""
        self._ended = time.perf_counter()

    def _progress(self, step: int, logs: dict[str, Any], epoch_end: bool = False) -> Progress:
        numbers = {name: float(value) for name, value in logs.items() if not isinstance(value, dict)}
        elapsed = self._before + time.perf_counter() - self._started
        done = self._epoch * self.steps + step
        rate = (elapsed - self.compile_seconds) / max(1, done)
        return Progress(
            title=self.title,
            phase="training",
            epoch=self._epoch + 1,
            epochs=self.epochs,
            step=step,
            steps=self.steps,
            elapsed=elapsed,
            remaining=rate * (self.epochs * self.steps - done),
            loss=numbers.get("loss"),
            accuracy=numbers.get("accuracy"),
            validation_loss=numbers.get("val_loss"),
            validation_accuracy=numbers.get("val_accuracy"),
            epoch_end=epoch_end,
            metrics={
                name: value
                for name, value in numbers.items()
                if name not in ("loss", "accuracy", "val_loss", "val_accuracy")
            },
        )

"""`fit` with the fast settings: live progress, a graceful stop, and the best weights kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import keras

from dlteach.training import compiled_loop, distribution, feed, shares
from dlteach.training.choices import Choices
from dlteach.training.stop import StopRequest
from dlteach.views import Progress

Report = Callable[[Progress], None]
SECONDS_BETWEEN_REPORTS = 0.1


@dataclass(frozen=True)
class Fitted:
    """What a training left behind. `compile_seconds` pass before the first step is done; `seconds` are the rest."""

    history: dict[str, list[float]]
    seconds: float
    compile_seconds: float
    best_epoch: int
    stopped: bool
    steps: int = 0
    extra: dict[str, Any] = field(default_factory=dict)


def fit(
    model: keras.Model,
    x: Any,
    y: Any,
    *,
    validation: tuple[Any, Any] | None = None,
    epochs: int,
    batch_size: int = 32,
    choices: Choices,
    seed: int = 0,
    title: str = "",
    report: Report = lambda progress: None,
    stop: StopRequest | None = None,
    callbacks: list[keras.callbacks.Callback] | None = None,
) -> Fitted:
    """Trains a compiled model and leaves it with the weights of its best epoch.

    The best epoch is the one with the highest validation accuracy, or the lowest validation loss where no accuracy is
    measured; of equal ones it is the later, trained longer. Without validation it is the last one.

    Args:
        model: a compiled model.
        x: inputs, (examples, …), or a dictionary of such arrays.
        y: targets, (examples, …); None where a model learns from inputs alone, as adversarial ones do.
        validation: inputs and targets held out, measured after every epoch.
        epochs: how often all examples are seen.
        batch_size: examples a step.
        choices: settings from `dlteach.training.choices.choose`.
        seed: of the order in which examples are seen.
        title: names the training in progress reports.
        report: is called with a `Progress` about ten times a second and at the end of each epoch.
        stop: ends the training early when it is set.
        callbacks: further Keras callbacks.

    Returns:
        The history by metric, and how long it took.
    """
    stop = stop if stop is not None else StopRequest()
    stop.clear()
    count = feed.examples(x)
    batch_size = min(batch_size, count)
    looped = compiled_loop.fits(model, x, y)
    shared = distribution.replicas(model) > 1
    pipelined = not looped and not shared and feed.uses_pipeline()
    steps = count // batch_size if looped or pipelined or shared else -(-count // batch_size)
    watcher = _Watcher(title, epochs, steps, report, stop)
    best = _BestWeights() if validation is not None else None
    callbacks = [watcher, *([best] if best else []), *(callbacks or [])]
    arguments: dict[str, Any] = {"epochs": epochs, "verbose": 0}
    if validation is not None:
        held_out = feed.examples(validation[0])
        size = shares.validation_batch_size(model, held_out) if shared else min(256, held_out)
        arguments.update(validation_data=validation, validation_batch_size=size)
    if shared:
        history = model.fit(**shares.arguments(model, x, y, batch_size, seed, callbacks), **arguments)
    elif looped:
        with compiled_loop.installed(model, x, y, batch_size, seed, choices) as (ticks, beginning):
            history = model.fit(ticks, callbacks=[beginning, *callbacks], **arguments)
    elif pipelined:
        pipeline = feed.batches(x, y, batch_size, seed)
        history = model.fit(pipeline, shuffle=False, callbacks=callbacks, **arguments)
    else:
        history = model.fit(x, y, batch_size=batch_size, callbacks=callbacks, **arguments)
    # numbers as Python floats, so that they can travel as JSON
    numbers = {name: [float(value) for value in values] for name, values in history.history.items()}
    finished = len(next(iter(numbers.values()), []))
    return Fitted(
        history=numbers,
        seconds=watcher.seconds(),
        compile_seconds=watcher.compile_seconds,
        best_epoch=best.epoch if best and best.epoch else finished,
        stopped=watcher.stopped,
        steps=watcher.steps_done,
    )


class _BestWeights(keras.callbacks.Callback):
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


class _Watcher(keras.callbacks.Callback):
    """Turns Keras's callbacks into progress reports and honours the stop request."""

    def __init__(self, title: str, epochs: int, steps: int, report: Report, stop: StopRequest):
        super().__init__()
        self.title, self.epochs, self.steps, self.report, self.stop = title, epochs, steps, report, stop
        self.stopped = False
        self.steps_done = 0
        self.compile_seconds = 0.0
        self._epoch = 0
        self._started = self._first_step = self._last_report = self._ended = 0.0

    def seconds(self) -> float:
        """Training time from the first finished step on."""
        return max(0.0, (self._ended or time.perf_counter()) - (self._first_step or self._started))

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
        elapsed = time.perf_counter() - self._started
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

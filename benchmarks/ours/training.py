"""Our side of the training rows: models of `dlteach.models`, trained by `dlteach.training.fit` as lessons are."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import numpy as np

from benchmarks import jobs
from benchmarks.pace import Pace
from dlteach.training.devices import prepare

DEVICE = prepare()

import keras  # noqa: E402

from dlteach import models  # noqa: E402
from dlteach.training.choices import choose  # noqa: E402
from dlteach.training.fit import fit  # noqa: E402


class Over(Exception):
    """The contest has ended in the middle of a training."""


class Laps(keras.callbacks.Callback):
    """One epoch is one lap; the first one, which compiles, is told apart. `shown` is the loss that is told."""

    def __init__(self, pace: Pace, steps: int, facts: dict[str, Any], shown: str = "loss"):
        super().__init__()
        self.pace, self.steps, self.facts, self.shown = pace, steps, facts, shown
        self.begun = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Waits for the word to run another lap."""
        if epoch == 1:
            self.pace.ready(first_lap_seconds=time.perf_counter() - self.begun, **self.facts)
        if epoch and not self.pace.go():
            raise Over
        if epoch:
            self.begun = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Reports the lap."""
        if epoch:
            self.pace.lap(self.steps, time.perf_counter() - self.begun, loss=float((logs or {})[self.shown]))


def race(
    pace: Pace,
    model: keras.Model,
    kind: str,
    job: jobs.Job,
    loss: Any,
    optimizer: Any,
    metrics: list[str] | None = None,
    work_a_step: int = 1,
    facts: dict[str, Any] | None = None,
) -> None:
    """Trains until the contest is over, an epoch a lap; the first epoch, which compiles, is told apart.

    `facts` are told when everything is ready, beside the loss and the number of weights.
    """
    choices = choose(DEVICE, kind)
    model.compile(
        optimizer=optimizer,
        loss=loss,
        metrics=metrics,
        jit_compile=choices.jit_compile,
    )
    before = float(np.mean([keras.ops.convert_to_numpy(model.loss(y, model(x))) for x, y in job.first_batches()]))
    ready = {"initial_loss": before, "parameters": model.count_params(), "device": str(DEVICE), **(facts or {})}
    laps = Laps(pace, job.steps * work_a_step, ready)
    with suppress(Over):
        fit(model, job.x, job.y, epochs=10**6, batch_size=job.batch_size, choices=choices, callbacks=[laps])


def cnn(pace: Pace) -> None:
    """LeNet-5 on digits."""
    keras.utils.set_random_seed(0)
    loss = keras.losses.SparseCategoricalCrossentropy()
    model = models.LeNet5(input_shape=(32, 32, 1), activation="relu")
    race(pace, model, "convolutional", jobs.digits(), loss, keras.optimizers.Adam(1e-3), ["accuracy"])


def recurrent(pace: Pace, cell: str) -> None:
    """32 units on the adding problem of 50 steps."""
    keras.utils.set_random_seed(0)
    model = models.SequenceForecaster(input_shape=(50, 2), cell=cell, units=32)
    race(pace, model, "recurrent", jobs.adding(), keras.losses.MeanSquaredError(), keras.optimizers.Adam(1e-3))


def gpt(pace: Pace) -> None:
    """nanoGPT's CPU configuration on characters."""
    keras.utils.set_random_seed(0)
    job = jobs.characters()
    model = models.GPT(
        vocabulary_size=jobs.vocabulary_size(),
        num_layers=4,
        num_heads=4,
        hidden_dim=128,
        max_sequence_length=jobs.BLOCK,
        dropout=0.0,
        approximate=False,
    )
    race(pace, model, "attention", job, keras.losses.SparseCategoricalCrossentropy(from_logits=True), adamw(model))


def adamw(model: keras.Model) -> keras.optimizers.Optimizer:
    """Weight decay on matrices only, gradients clipped to norm 1, as the peer does."""
    optimizer = keras.optimizers.AdamW(1e-3, weight_decay=0.1, beta_2=0.99, global_clipnorm=1.0)
    optimizer.exclude_from_weight_decay([v for v in model.trainable_variables if len(v.shape) == 1])
    return optimizer

"""Many training steps in one compiled call, over examples that lie in the device's memory.

Keras's `fit` hands one batch at a time from Python to the compiled step; for a small model that costs more than the
step. Here `fit` stays in charge of epochs, callbacks, validation and stopping, but its `train_function` is replaced: it
runs as many steps a call as fit into a fraction of a second and answers the calls in between from memory.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
from keras import tree

from dlteach.training.choices import Choices

BACKENDS = ("tensorflow", "jax")
LARGEST_EXAMPLES = 2**30  # bytes that are laid into the device's memory at most
SECONDS_A_CALL = 0.2  # a learner sees progress and can stop as often


def fits(model: keras.Model, x: Any, y: Any) -> bool:
    """Whether a model can be trained this way: TensorFlow or JAX, one device, Keras's own train function, small data."""
    if keras.backend.backend() not in BACKENDS or keras.distribution.distribution() is not None or model.run_eagerly:
        return False
    if model.steps_per_execution != 1:
        return False
    if keras.backend.backend() == "tensorflow":
        if model.distribute_strategy.num_replicas_in_sync > 1:
            return False
    elif type(model).make_train_function is not keras.Model.make_train_function:
        # on JAX some models choose between two programs from step to step
        return False
    arrays = [np.asarray(array) for array in tree.flatten((x, y)) if array is not None]
    return sum(array.nbytes for array in arrays) <= LARGEST_EXAMPLES


class Ticks(keras.utils.PyDataset):
    """What `fit` counts its steps by. Every item is the first batch, from which an unbuilt model learns its shapes."""

    def __init__(self, x: Any, y: Any, batch_size: int, steps: int):
        super().__init__()
        self._steps = steps
        first = tree.map_structure(lambda array: np.asarray(array)[:batch_size], x)
        self._batch = (first,) if y is None else (first, tree.map_structure(lambda a: np.asarray(a)[:batch_size], y))

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        return self._batch


class Schedule:
    """Which examples come next, and how many steps the next call runs.

    Args:
        examples: how many there are; each epoch sees whole batches of them in a new order.
        batch_size: examples a step.
        seed: of the orders; the same ones on every backend.
        largest: steps a call at most.
    """

    def __init__(self, examples: int, batch_size: int, seed: int, largest: int):
        self.steps = examples // batch_size
        self._examples, self._used, self._largest = examples, self.steps * batch_size, largest
        self._random = np.random.default_rng(seed)
        self._size = 1
        self._start = 0
        self._done = 0
        self._ahead = 0
        self._order: np.ndarray | None = None

    def start_at(self, epoch: int, step: int) -> None:
        """Sets out from a step of an epoch, both from 0, with the orders of a training that ran up to there."""
        for _ in range(epoch):
            self._random.permutation(self._examples)
        self._start = step

    def begin_epoch(self) -> None:
        """Draws a new order, and forgets what an epoch that was ended early left undone."""
        self._order = self._random.permutation(self._examples)[: self._used].astype("int32")
        self._done, self._ahead = self._start, 0

    def place(self) -> int:
        """The next step of the epoch that has not been run; 0 where all have been."""
        return self._done

    def due(self) -> bool:
        """Whether the step that is asked for has not been run yet."""
        if self._ahead:
            self._ahead -= 1
            return False
        return True

    def new_order(self) -> np.ndarray | None:
        """The order of a new epoch, told once, or None in the midst of one."""
        order, self._order = self._order, None
        return order

    def take(self) -> tuple[int, int]:
        """The first step to run and how many."""
        first, count = self._done, min(self._size, self.steps - self._done)
        # steps that were run before an interruption are asked for as well
        self._ahead, self._start = self._start + count - 1, 0
        self._done = (first + count) % self.steps
        return first, count

    def took(self, steps: int, seconds: float) -> None:
        """Sets the size of the next call by how long the last one took."""
        wanted = int(steps * SECONDS_A_CALL / max(seconds, 1e-6))
        # doubling at most: the first call also compiles
        self._size = max(1, min(wanted, 2 * self._size, self._largest))


@contextmanager
def installed(
    model: keras.Model, x: Any, y: Any, batch_size: int, schedule: Schedule, choices: Choices
) -> Iterator[tuple[Ticks, keras.callbacks.Callback]]:
    """Gives a compiled model the fast train function while the context lasts.

    Args:
        model: a compiled model.
        x: inputs, (examples, …), or a dictionary of such arrays.
        y: targets, (examples, …); None where a model learns from inputs alone.
        batch_size: examples a step; a last, smaller batch is left out, other examples each epoch.
        schedule: which examples come next.
        choices: whether the loop around the steps is compiled too.

    Yields:
        What to give to `fit` as `x`, and a callback to give to it.
    """
    data = (x,) if y is None else (x, y)
    ticks = Ticks(x, y, batch_size, schedule.steps)
    try:
        if keras.backend.backend() == "tensorflow":
            model.train_function = _tensorflow(model, data, batch_size, schedule)
        else:
            model.train_function = _jax(model, data, batch_size, schedule, choices.compiled_loop)
        yield ticks, _Beginning(schedule)
    finally:
        # a later `fit` must not train on these examples
        model.train_function = None


class _Beginning(keras.callbacks.Callback):
    def __init__(self, schedule: Schedule):
        super().__init__()
        self._schedule = schedule

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._schedule.begin_epoch()


def _tensorflow(model: keras.Model, data: Any, batch_size: int, schedule: Schedule) -> Any:
    from dlteach.training.loop_tensorflow import Loop

    loop = Loop(model, data, batch_size)
    logs: dict[str, Any] = {}

    def train_function(iterator: Any) -> Any:
        nonlocal logs
        if schedule.due():
            loop.reorder(schedule.new_order())
            begun = time.perf_counter()
            first, count = schedule.take()
            logs = loop.run(first, count)
            schedule.took(count, time.perf_counter() - begun)
        return logs

    return train_function


def _jax(model: keras.Model, data: Any, batch_size: int, schedule: Schedule, compiled: bool) -> Any:
    from dlteach.training.loop_jax import Loop

    loop = Loop(model, data, batch_size)
    logs: dict[str, Any] = {}

    def train_function(state: Any, iterator: Any) -> Any:
        nonlocal logs
        if schedule.due():
            loop.reorder(schedule.new_order())
            begun = time.perf_counter()
            first, count = schedule.take()
            logs, state = loop.run(state, first, count, compiled)
            schedule.took(count, time.perf_counter() - begun)
        return logs, state

    return train_function

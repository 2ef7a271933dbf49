"""Feeds `fit` with examples in an order of the seed; where several devices share a training, cut into equal parts.

The order of examples is the one that `compiled_loop.Schedule` draws, so that losses can be compared with one device.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import tree

from dlteach.errors import DeviceError
from dlteach.language import _
from dlteach.training import distribution

LARGEST_VALIDATION_BATCH = 256


def arguments(
    model: keras.Model,
    x: Any,
    y: Any,
    batch_size: int,
    seed: int,
    callbacks: list[keras.callbacks.Callback],
    epoch: int = 0,
) -> dict[str, Any]:
    """What to give to `fit` instead of arrays.

    Args:
        model: a compiled model, whose training may be shared.
        x: inputs, (examples, …), or a dictionary of such arrays.
        y: targets, (examples, …); None where a model learns from inputs alone.
        batch_size: examples a step, of all devices together.
        seed: of the order of examples.
        callbacks: Keras's, to go on with.
        epoch: the first one, from 0.

    Raises:
        DeviceError: the batch cannot be shared equally.
    """
    distribution.check_batch(batch_size, distribution.replicas(model))
    data = tree.map_structure(np.asarray, (x,) if y is None else (x, y))
    if keras.backend.backend() == "tensorflow":
        steps = len(tree.flatten(data)[0]) // batch_size
        feed = _pipeline(data, batch_size, seed, epoch)
        return {"x": feed, "steps_per_epoch": steps, "shuffle": False, "callbacks": callbacks}
    shares = Shares(data, batch_size, seed, epoch)
    return {"x": shares, "shuffle": False, "callbacks": [_NewOrder(shares), *callbacks]}


def validation_batch_size(model: keras.Model, count: int) -> int:
    """How many held-out examples to measure at once so that none is left out.

    Raises:
        DeviceError: there are fewer of them than devices.
    """
    devices = distribution.replicas(model)
    if count < devices:
        raise DeviceError(
            _("{count} held-out examples cannot be shared by {devices} devices").format(count=count, devices=devices),
            _("Use fewer devices."),
        )
    size = min(LARGEST_VALIDATION_BATCH, count)
    equal = size // devices * devices
    if keras.backend.backend() == "tensorflow" or count % equal % devices == 0:
        return equal
    # JAX lays out all batches as the first: where the last has no equal shares, no batch is cut
    return size if size % devices else size - 1


class Shares(keras.utils.PyDataset):
    """Whole batches in a new order each epoch; of several processes each is given its part of every batch.

    Args:
        data: (inputs, targets) or (inputs,), arrays or dictionaries of arrays; the same in every process.
        batch_size: examples of all processes together.
        seed: of the orders; the same in every process.
        epoch: the first one, from 0.
    """

    def __init__(self, data: Any, batch_size: int, seed: int, epoch: int = 0):
        super().__init__()
        self._data, self._batch_size = data, batch_size
        self._orders = orders(len(tree.flatten(data)[0]), batch_size, seed, epoch)
        self.new_order()
        self._part = batch_size // distribution.processes()
        self._begin = self._part * distribution.process()

    def __len__(self) -> int:
        return len(self._order) // self._batch_size

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        first = index * self._batch_size + self._begin
        chosen = self._order[first : first + self._part]
        return tree.map_structure(lambda array: array[chosen], self._data)

    def new_order(self) -> None:
        """Draws the order of the next epoch."""
        self._order = next(self._orders)


class _NewOrder(keras.callbacks.Callback):
    # Keras calls `on_epoch_end` of a data set also where no epoch has ended
    def __init__(self, shares: Shares):
        super().__init__()
        self._shares = shares

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._shares.new_order()


def orders(count: int, batch_size: int, seed: int, epoch: int = 0) -> Iterator[np.ndarray]:
    """The orders of the epochs from one on, without end: whole batches of the numbers of `count` examples."""
    random = np.random.default_rng(seed)
    for _epoch in range(epoch):
        random.permutation(count)
    while True:
        # a last, smaller batch is left out, other examples each epoch
        yield random.permutation(count)[: count // batch_size * batch_size].astype("int32")


def _pipeline(data: Any, batch_size: int, seed: int, epoch: int) -> Any:
    import tensorflow as tf

    count = len(tree.flatten(data)[0])
    with tf.device("CPU:0"):
        arrays = tree.map_structure(tf.constant, data)
    shape = tf.TensorSpec((count // batch_size * batch_size,), tf.int32)
    order = tf.data.Dataset.from_generator(
        lambda: orders(count, batch_size, seed, epoch), output_signature=shape
    ).unbatch()

    def gather(indices: Any) -> tuple[Any, ...]:
        return tree.map_structure(lambda array: tf.gather(array, indices), arrays)

    # TensorFlow cuts what `batch` makes into the devices' parts
    return order.batch(batch_size, drop_remainder=True).map(gather, num_parallel_calls=1).prefetch(2)

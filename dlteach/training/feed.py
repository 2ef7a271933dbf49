"""Feeds arrays from memory to `fit` without paying for each example."""

from __future__ import annotations

from typing import Any

import keras
from keras import tree

from dlteach.training.shares import orders


def batches(x: Any, y: Any, batch_size: int, seed: int, epoch: int = 0) -> Any:
    """A shuffled TensorFlow pipeline that gathers whole batches by index.

    `Dataset.from_tensor_slices` would slice and re-stack example by example, which costs more than
    training a small model.

    Args:
        x: inputs, (examples, …), or a dictionary of such arrays.
        y: targets, (examples, …); None where a model learns from inputs alone.
        batch_size: examples a step; a last, smaller batch is left out, other examples each epoch.
        seed: of the shuffling; every epoch has a new order.
        epoch: the first one, from 0.

    Returns:
        A `tf.data.Dataset` without end of (inputs, targets), or of (inputs,) without targets, each (batch_size, …).
    """
    import tensorflow as tf

    with tf.device("CPU"):
        arrays = tree.map_structure(tf.constant, (x,) if y is None else (x, y))

    def gather(indices: Any) -> tuple[Any, ...]:
        return tree.map_structure(lambda array: tf.gather(array, indices), arrays)

    steps = examples(x) // batch_size
    drawn = tf.data.Dataset.from_generator(
        lambda: (order.reshape(steps, batch_size) for order in orders(examples(x), batch_size, seed, epoch)),
        output_signature=tf.TensorSpec((steps, batch_size), tf.int32),
    )
    return drawn.unbatch().map(gather, num_parallel_calls=1).prefetch(8)


def examples(x: Any) -> int:
    """How many examples an array, or a dictionary of arrays, holds."""
    return len(tree.flatten(x)[0])


def uses_pipeline() -> bool:
    """Whether the backend is the one the pipeline is written for."""
    return keras.backend.backend() == "tensorflow"

"""Feeds arrays from memory to `fit` without paying for each example."""

from __future__ import annotations

from typing import Any

import keras
from keras import tree


def batches(x: Any, y: Any, batch_size: int, seed: int) -> Any:
    """A shuffled TensorFlow pipeline that gathers whole batches by index.

    `Dataset.from_tensor_slices` would slice and re-stack example by example, which costs more than
    training a small model.

    Args:
        x: inputs, (examples, …), or a dictionary of such arrays.
        y: targets, (examples, …); None where a model learns from inputs alone.
        batch_size: examples a step.
        seed: of the shuffling; every epoch has a new order.

    Returns:
        A `tf.data.Dataset` of (inputs, targets), or of (inputs,) without targets, each (batch_size, …).
    """
    import tensorflow as tf

    count = examples(x)
    with tf.device("CPU"):
        arrays = tree.map_structure(tf.constant, (x,) if y is None else (x, y))

    def gather(indices: Any) -> tuple[Any, ...]:
        return tree.map_structure(lambda array: tf.gather(array, indices), arrays)

    order = tf.data.Dataset.range(count).shuffle(count, seed=seed, reshuffle_each_iteration=True)
    # a last, smaller batch would mean a second shape to compile
    return order.batch(batch_size, drop_remainder=count >= batch_size).map(gather, num_parallel_calls=1).prefetch(8)


def examples(x: Any) -> int:
    """How many examples an array, or a dictionary of arrays, holds."""
    return len(tree.flatten(x)[0])


def uses_pipeline() -> bool:
    """Whether the backend is the one the pipeline is written for."""
    return keras.backend.backend() == "tensorflow"

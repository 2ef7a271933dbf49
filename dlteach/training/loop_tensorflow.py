"""The compiled loop on TensorFlow: a graph that gathers a batch and runs the model's own `train_step`, again and again."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import tree


class Loop:
    """Steps of one training.

    Args:
        model: a compiled model; with `jit_compile` each step is one XLA program, called from the loop. (A loop inside
            XLA would be compiled for minutes and run single-threaded.)
        data: (inputs, targets) or (inputs,), arrays or dictionaries of arrays.
        batch_size: examples a step.
    """

    def __init__(self, model: keras.Model, data: Any, batch_size: int):
        arrays = tree.map_structure(tf.constant, data)
        self._order: Any = None

        @tf.autograph.experimental.do_not_convert
        def step(*batch: Any) -> Any:
            return model.train_step(batch)

        compiled = model.jit_compile is True
        traced = tf.function(step, jit_compile=True, reduce_retracing=True) if compiled else tf.function(step)
        # without XLA a function of its own would only be called, not merged into the loop
        one_step = traced if compiled else step
        shapes = tree.map_structure(lambda array: tf.TensorSpec([batch_size, *array.shape[1:]], array.dtype), arrays)

        def batch(order: Any, number: Any) -> Any:
            chosen = tf.slice(order, [number * batch_size], [batch_size])
            return tree.map_structure(lambda array: tf.gather(array, chosen), arrays)

        @tf.autograph.experimental.do_not_convert
        def steps(order: Any, first: Any, count: Any) -> Any:
            # what a step logs is learned without running one: every step is one of the loop, so that results do not
            # depend on how many steps a call runs, which the clock decides
            like = traced.get_concrete_function(*shapes).structured_outputs
            return tf.while_loop(
                lambda number, logs: number < first + count,
                lambda number, logs: (number + 1, one_step(*batch(order, number))),
                (first, tree.map_structure(lambda log: tf.zeros(log.shape, log.dtype), like)),
                parallel_iterations=1,
            )[1]

        self._steps = tf.function(steps, reduce_retracing=True)

    def reorder(self, order: np.ndarray | None) -> None:
        """Sets the order of the examples, where there is a new one."""
        if order is not None:
            self._order = tf.constant(order)

    def run(self, first: int, count: int) -> Any:
        """Runs `count` steps from step `first` of the epoch on and returns the logs of the last."""
        logs = self._steps(self._order, tf.constant(first), tf.constant(count))
        # a GPU answers before it has finished: the time of the call is to be the time of the steps
        tree.map_structure(lambda value: value.numpy(), logs)
        return logs

"""The compiled loop on JAX: a program that gathers a batch and runs the model's own `train_step`, again and again."""

from __future__ import annotations

from typing import Any

import jax
import keras
import numpy as np
from jax import lax
from jax import numpy as jnp
from keras import tree


class Loop:
    """Steps of one training; see `loop_tensorflow.Loop`."""

    def __init__(self, model: keras.Model, data: Any, batch_size: int):
        self._arrays = tree.map_structure(jnp.asarray, data)
        self._order: Any = None

        def step(state: Any, arrays: Any, order: Any, number: Any) -> Any:
            chosen = lax.dynamic_slice(order, (number * batch_size,), (batch_size,))
            return model.train_step(state, tree.map_structure(lambda array: array[chosen], arrays))

        def steps(state: Any, arrays: Any, order: Any, first: Any, count: Any) -> Any:
            like = jax.eval_shape(step, state, arrays, order, first)[0]
            logs = jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, leaf.dtype), like)
            return lax.fori_loop(
                first, first + count, lambda number, carried: step(carried[1], arrays, order, number), (logs, state)
            )

        # the old state's memory is given to the new one
        compiled = (lambda f: jax.jit(f, donate_argnums=0)) if model.jit_compile else (lambda f: f)
        self._step, self._steps = compiled(step), compiled(steps)

    def reorder(self, order: np.ndarray | None) -> None:
        """Sets the order of the examples, where there is a new one."""
        if order is not None:
            self._order = jnp.asarray(order)

    def run(self, state: Any, first: int, count: int, compiled: bool) -> Any:
        """Runs `count` steps from step `first` of the epoch on; returns the logs of the last and the new state."""
        if not compiled:
            for number in range(first, first + count):
                logs, state = self._step(state, self._arrays, self._order, number)
        else:
            logs, state = self._steps(_apart(state), self._arrays, self._order, first, count)
        return jax.block_until_ready(logs), state


def _apart(state: Any) -> Any:
    """The state with a buffer of its own for each value: XLA lets equal ones share, and none can be given away twice.

    So it is with the counts of steps of two optimizers in one model.
    """
    seen: set[int] = set()

    def apart(leaf: Any) -> Any:
        place = leaf.unsafe_buffer_pointer()
        known = place in seen
        seen.add(place)
        return jnp.copy(leaf) if known else leaf

    return jax.tree.map(apart, state)

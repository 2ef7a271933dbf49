"""A lesson's training on several devices on TensorFlow: a copy of the model lives on all of them while it is trained.

Everything else a lesson does, such as looking inside its model, goes on with the model itself, on one device: inside
`tf.distribute` each device would answer for itself. JAX needs none of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras

from dlteach.training import distribution


@contextmanager
def twin(model: keras.Model, devices: int) -> Iterator[tuple[keras.Model, list[keras.callbacks.Callback]]]:
    """Gives a compiled model a copy on several devices while the context lasts.

    Args:
        model: a compiled model; in the end it has the weights, and its optimizer the state, of its copy.
        devices: how many.

    Yields:
        The copy, and callbacks that keep the model up to date while the copy is trained.

    Raises:
        DeviceError: there are not so many devices.
    """
    with distribution.mirrored(distribution.choose_devices(devices)).scope():
        copy = type(model).from_config(model.get_config())
        # replicas exchange gradients in the midst of a step, which XLA cannot compile
        copy.compile_from_config({**model.get_compile_config(), "jit_compile": False})
        _bring(model, copy)
        yield copy, [_UpToDate(model)]
    _bring(copy, model)


class _UpToDate(keras.callbacks.Callback):
    def __init__(self, original: keras.Model):
        super().__init__()
        self._original = original

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._original.set_weights(self.model.get_weights())


def _bring(source: keras.Model, target: keras.Model) -> None:
    target.set_weights(source.get_weights())
    if source.optimizer.built:
        target.optimizer.build(target.trainable_variables)
        for old, new in zip(source.optimizer.variables, target.optimizer.variables, strict=True):
            new.assign(old.numpy())

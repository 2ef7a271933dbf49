"""The one call with which any Keras program trains a compiled model at the speed of the lessons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
from keras import layers

from dlteach.models.adversarial import Adversarial
from dlteach.models.style_based import StyleBased
from dlteach.training.choices import KINDS, Choices, choose
from dlteach.training.devices import current
from dlteach.training.fit import Fitted, fit
from dlteach.training.resuming import Checkpoint

ATTENTION = (layers.Attention, layers.MultiHeadAttention, layers.GroupQueryAttention)
CONVOLUTION = (
    layers.Conv1D,
    layers.Conv2D,
    layers.Conv3D,
    layers.Conv2DTranspose,
    layers.DepthwiseConv2D,
    layers.SeparableConv2D,
)


def kind_of(model: keras.Model) -> str:
    """What the speed of a model hangs on: "style_based", "adversarial", "attention", "recurrent", "convolutional" or "dense"."""
    if isinstance(model, StyleBased):
        return "style_based"
    if isinstance(model, Adversarial):
        return "adversarial"
    found = {_kind(layer) for layer in model._flatten_layers()}
    return next((kind for kind in ("attention", "recurrent", "convolutional") if kind in found), "dense")


def _kind(layer: keras.layers.Layer) -> str:
    if isinstance(layer, ATTENTION) or "Attention" in type(layer).__name__:
        return "attention"
    if isinstance(layer, layers.RNN | layers.Bidirectional):
        return "recurrent"
    return "convolutional" if isinstance(layer, CONVOLUTION) else "dense"


def train(
    model: keras.Model,
    x: Any,
    y: Any = None,
    *,
    epochs: int,
    batch_size: int = 32,
    validation: tuple[Any, Any] | None = None,
    kind: str | None = None,
    choices: Choices | None = None,
    checkpoint: str | Path | None = None,
    **options: Any,
) -> Fitted:
    """Trains a compiled model as `model.fit` does, with the settings that were measured to be fastest.

    `jit_compile` is set to suit backend, device and kind of model, and many steps run in one compiled call; a last,
    smaller batch is left out, other examples each epoch. With validation data the weights of the best epoch are kept.

    Args:
        model: a compiled model of any kind.
        x: inputs, (examples, …), or a dictionary of such arrays.
        y: targets, (examples, …), or None.
        epochs: how often all examples are seen.
        batch_size: examples a step.
        validation: inputs and targets held out.
        kind: of `dlteach.training.choices.KINDS`, where `kind_of(model)` is not what you want.
        choices: settings of your own instead of the measured ones, which are `choose(current(), kind)`.
        checkpoint: a file. The training is kept there every few seconds; interrupted and called again in the same way, it
            goes on from there, says so in a line, and ends with the weights that it would have had. The file is gone
            when the training has ended. Give the weights a seed (`keras.utils.set_random_seed`) before you build the
            model: only then is what begins anew the same.
        options: of `dlteach.training.fit.fit`: `callbacks`, `seed`, `report`, `stop`, `title`.

    Returns:
        The history by metric, and how long compiling and training took.

    Raises:
        ValueError: `kind` is not one of `KINDS`.
        DeviceError: a checkpoint is wanted of a training that several processes share.

    Example:
        >>> model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        >>> fitted = train(model, x, y, epochs=5)
        >>> fitted.history["accuracy"][-1]
    """
    kind = kind or kind_of(model)
    if kind not in KINDS:
        raise ValueError(f'There is no kind of model "{kind}"; choose one of {", ".join(KINDS)}.')
    choices = choices or choose(current(), kind)
    if choices.jit_compile != "auto" and model.jit_compile != choices.jit_compile:
        model.jit_compile = choices.jit_compile
        # a train function that was made before would go on as it is
        model.train_function = model.test_function = model.predict_function = None
    return fit(
        model,
        x,
        y,
        epochs=epochs,
        batch_size=batch_size,
        validation=validation,
        choices=choices,
        checkpoint=Checkpoint(Path(checkpoint)) if checkpoint is not None else None,
        **options,
    )

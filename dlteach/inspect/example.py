"""The shape of one example for a model, also where the model leaves sizes open."""

from __future__ import annotations

from typing import Any

import keras

from dlteach.errors import ModelError
from dlteach.language import _

# what a model that reads any length is counted for when nothing is said
LENGTH = 128


def example(model: keras.Model, input_shape: Any = None) -> Any:
    """Makes placeholders for one example of a model's input.

    Args:
        model: any Keras model.
        input_shape: of one example, without the batch. It fills the sizes that the model leaves open, and stands for
            the input itself where the model does not tell.

    Returns:
        `keras.KerasTensor`s with a batch of one and no open size, in the structure that the model expects. Where
        nothing is said, an open length is the model's `max_sequence_length`, else 128.

    Raises:
        ModelError: the model does not tell its input and none is given, or the given one does not fit.
    """
    known = _known_inputs(model)
    if known is None:
        if input_shape is None:
            raise ModelError(
                _('"{model}" does not tell the shape of its input').format(model=model.name),
                _("Name it with --input-shape, such as 32,32,3."),
            )
        return keras.KerasTensor((1, *input_shape), dtype="float32")
    return keras.tree.map_structure(lambda tensor: _closed(tensor, model, input_shape), known)


def has_open_sizes(model: keras.Model) -> bool:
    """Whether a model leaves a size of its input open beside the batch, such as the length of a sentence."""
    known = _known_inputs(model)
    return known is not None and any(None in tensor.shape[1:] for tensor in keras.tree.flatten(known))


def _known_inputs(model: keras.Model) -> Any:
    try:
        # the structure as a functional model was given it: one tensor, a list, or a dictionary
        return model.input
    except (AttributeError, ValueError):
        inputs = getattr(model, "inputs", None)
        return inputs[0] if inputs and len(inputs) == 1 else inputs


def _closed(tensor: Any, model: keras.Model, input_shape: Any) -> Any:
    sizes = list(tensor.shape[1:])
    if input_shape is not None and len(input_shape) == len(sizes):
        sizes = [given if size is None else size for size, given in zip(sizes, input_shape, strict=True)]
        if tuple(sizes) != tuple(input_shape):
            raise ModelError(
                _('"{model}" takes inputs of {shape}, not {given}').format(
                    model=model.name, shape=_told(tensor.shape[1:]), given=_told(input_shape)
                ),
                _("Leave the shape out, or build the model for another one."),
            )
    length = getattr(model, "max_sequence_length", None) or getattr(model, "config", {}).get("max_sequence_length")
    sizes = [(length or LENGTH) if size is None else size for size in sizes]
    return keras.KerasTensor((1, *sizes), dtype=tensor.dtype)


def _told(sizes: Any) -> str:
    return "×".join("any" if size is None else str(size) for size in sizes) or _("one number")

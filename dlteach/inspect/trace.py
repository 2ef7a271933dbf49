"""What a model does with one example: every layer it calls, with the shapes that go in and come out.

The model is run on shapes alone. No number is computed and no weight is needed, so a model of any size takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import keras

from dlteach.errors import DlteachError, ModelError
from dlteach.language import _

# Layers written by hand do their heavy work through these. Those that Keras itself brings call a private copy, and their
# work is known by formula.
_WATCHED = (
    "average_pool",
    "conv",
    "conv_transpose",
    "depthwise_conv",
    "dot",
    "dot_product_attention",
    "einsum",
    "matmul",
    "max_pool",
    "tensordot",
)


@dataclass
class Call:
    """One call of a layer or of a product in `keras.ops`.

    Attributes:
        name: of the layer, or of the function.
        layer: the layer or graph operation; None for a function of `keras.ops`.
        arguments: what it was given, tensors in place.
        outputs: its tensors.
        inside: the calls made within this one, in order.
    """

    name: str
    layer: Any
    arguments: tuple
    keywords: dict[str, Any]
    outputs: list[Any] = field(default_factory=list)
    inside: list[Call] = field(default_factory=list)

    @property
    def inputs(self) -> list[Any]:
        """The tensors among its arguments."""
        return _tensors((self.arguments, self.keywords))

    @property
    def kind(self) -> str:
        """The class of the layer, or the name of the function."""
        return type(self.layer).__name__ if self.layer is not None else self.name


def shape(tensor: Any) -> tuple[int, ...]:
    """The shape of a traced tensor as plain numbers, the batch of one included."""
    return tuple(int(size) for size in tensor.shape)


def trace(model: keras.Model, inputs: Any) -> Call:
    """Calls a model on shapes and records what happens.

    Args:
        model: any Keras model or layer, with or without weights.
        inputs: `keras.KerasTensor`s with complete shapes, in the structure that the model expects.

    Returns:
        The call of the model, with everything inside it.

    Raises:
        ModelError: the model cannot be called on them.
    """
    root = Call(model.name, model, (), {})

    class Probe(keras.layers.Layer):
        def call(self, x):
            root.arguments = (x,)
            with _recorded(root), _without_numbers(model):
                root.outputs = _tensors(model(x))
            return root.outputs

    # Keras makes up for missing weights when its outermost scope of this kind ends, which would fill the memory. A model
    # that was never built still needs that.
    with keras.StatelessScope(initialize_variables=False) if model.built else nullcontext():
        try:
            Probe(name="probe")(inputs)
        except DlteachError:
            raise
        except Exception as error:  # whatever a layer raises, and Keras around it
            raise ModelError(
                _('"{model}" cannot be called: {message}').format(model=model.name, message=_innermost(str(error))),
                _("Call it on an example to see where."),
            ) from error
    # the model itself was called once inside
    return root.inside[0]


def _innermost(message: str) -> str:
    # Keras wraps the message of each layer in bold into that of the layer around it
    return message.rpartition("\x1b[1m")[2].partition("\x1b[0m")[0].strip().partition("\n")[0]


def _tensors(structure: Any) -> list[Any]:
    return [leaf for leaf in keras.tree.flatten(structure) if hasattr(leaf, "shape") and hasattr(leaf, "dtype")]


def _without_numbers(model: keras.Model):
    """Lets zeros stand for the weights: a weight that does not exist would be drawn at random at each use."""
    zeros = [(variable, keras.ops.zeros(variable.shape, variable.dtype)) for variable in model.variables]
    return keras.StatelessScope(state_mapping=zeros)


@contextmanager
def _recorded(root: Call) -> Iterator[None]:
    """While this lasts, each layer, graph operation and product that is called is noted below the one that calls it."""
    open_calls = [root]

    def noted(name, layer, function, arguments, keywords):
        call = Call(name, layer, arguments, keywords)
        open_calls[-1].inside.append(call)
        open_calls.append(call)
        try:
            result = function(*arguments, **keywords)
        finally:
            open_calls.pop()
        call.outputs = _tensors(result)
        return result

    def watch(kind, applies):
        original = kind.__call__

        def watched(self, *arguments, **keywords):
            if not applies(self):
                return original(self, *arguments, **keywords)
            return noted(self.name, self, original.__get__(self), arguments, keywords)

        kind.__call__ = watched
        return kind, "__call__", original

    def watch_function(name):
        original = getattr(keras.ops, name)
        setattr(keras.ops, name, lambda *arguments, **keywords: noted(name, None, original, arguments, keywords))
        return keras.ops, name, original

    # a layer is an Operation too, and calls that class's __call__ in turn: once is enough
    changed = [
        watch(keras.Operation, lambda self: not isinstance(self, keras.layers.Layer)),
        watch(keras.layers.Layer, lambda self: True),
        *map(watch_function, _WATCHED),
    ]
    try:
        yield
    finally:
        for owner, name, original in changed:
            setattr(owner, name, original)

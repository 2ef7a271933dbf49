"""Floating-point operations of a model on one example, by formula.

A multiplication and an addition count one each, so a multiply–add counts two. Biases, activations, additions and other
work that is done number by number count one for each number. Lookups, reshaping and dropout (off in prediction) count
nothing. Layers written by hand count what the layers inside them do and the products they make through `keras.ops`.
Padding is counted as if its zeros were multiplied, as every framework's own layer formula does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import keras
from keras import layers

from .example import example
from .formulas import FORMULAS
from .products import PRODUCTS, Formula, numbers
from .recurrent import cell_formula
from .trace import Call, shape, trace


def flops(model: keras.Model, input_shape: Any = None) -> int:
    """Counts the floating-point operations of a model on one example, in prediction.

    Args:
        model: any Keras model, with or without weights.
        input_shape: of one example, without the batch; needed where the model leaves sizes open.

    Returns:
        The number of operations, a multiply–add counted as two.

    Raises:
        ModelError: the model's input shape is not known.

    Reference:
        Molchanov et al. (2017), arXiv:1611.06440, appendix A.1, gives the formulas of convolution and dense layers.
    """
    return count(trace(model, example(model, input_shape)))


def count(call: Call) -> int:
    """Counts the operations of one traced call, with everything inside it.

    Args:
        call: what `dlteach.inspect.trace.trace` recorded.

    Returns:
        Floating-point operations.
    """
    formula = _formula(call)
    return formula(call) if formula else sum(count(inner) for inner in call.inside)


def _formula(call: Call) -> Formula | None:
    if not isinstance(call.layer, layers.Layer):
        return PRODUCTS.get(call.kind.lower().replace("_", ""), _graph_operation)
    if isinstance(call.layer, layers.RNN):
        return _recurrent
    if isinstance(call.layer, layers.TimeDistributed):
        return _each_step
    if (formula := cell_formula(call.layer)) is not None:
        return partial(_one_step, formula)
    return next((FORMULAS[kind] for kind in type(call.layer).__mro__ if kind in FORMULAS), None)


def _recurrent(call: Call) -> int:
    """The work of the cells in one step, times the steps."""
    _, steps, features = shape(call.inputs[0])
    cell = call.layer.cell
    total = 0
    for one in cell.cells if isinstance(cell, layers.StackedRNNCells) else [cell]:
        formula = cell_formula(one)
        if formula is None:
            # a cell written by hand: what it did in the step that was recorded
            # (a cell that is no layer leaves only the calls that it made itself)
            own = [inner for inner in call.inside if inner.layer is cell][:1]
            return steps * sum(map(count, own or call.inside))
        total += formula(features, one)
        features = one.units
    return steps * total


def _one_step(formula: Callable[[int, Any], int], call: Call) -> int:
    """A cell that is called by itself, such as inside a decoder."""
    batch, features = shape(call.inputs[0])
    return batch * formula(features, call.layer)


def _each_step(call: Call) -> int:
    """A wrapper that applies its layer to one step at a time: one step, times the steps."""
    batch, steps, *sizes = shape(call.inputs[0])
    one = keras.KerasTensor((batch, *sizes), dtype=keras.backend.standardize_dtype(call.inputs[0].dtype))
    return steps * count(trace(call.layer.layer, one))


# work that is done number by number
_ELEMENTWISE = {
    "Abs", "Add", "Divide", "Elu", "Exp", "Gelu", "LeakyRelu", "Log",
    "Maximum", "Minimum", "Multiply", "Negative", "Power", "Relu", "Rsqrt", "Sigmoid",
    "Silu", "Sqrt", "Square", "Subtract", "Tanh", "TrueDivide",
}  # fmt: skip
_REDUCTIONS = {"Max", "Mean", "Min", "Sum"}


def _graph_operation(call: Call) -> int:
    """An operation in the graph of a functional model that is no layer, such as the + in x + y."""
    if call.kind in _REDUCTIONS:
        return numbers(call.inputs)
    return numbers(call.outputs) if call.kind in _ELEMENTWISE else 0

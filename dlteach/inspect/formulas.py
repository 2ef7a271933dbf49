"""What Keras's own layers cost, one formula a kind of layer."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

from keras import activations, layers

from .products import Formula, attend, einsum_products, numbers
from .trace import Call, shape


def _elementwise(each: int = 1) -> Formula:
    return lambda call: each * numbers(call.outputs)


def _activation(function: Any, count: int) -> int:
    """What an activation costs: softmax finds a maximum, subtracts, exponentiates, adds up and divides."""
    if function is None or function is activations.linear:
        return 0
    return count * (5 if function in (activations.softmax, activations.log_softmax) else 1)


def _per_output(products: Callable[[Call], int]) -> Formula:
    """A layer whose every output is a sum of `products` terms, plus a bias and an activation."""

    def count(call: Call) -> int:
        out = numbers(call.outputs)
        bias = out if getattr(call.layer, "use_bias", False) else 0
        return out * 2 * products(call) + bias + _activation(getattr(call.layer, "activation", None), out)

    return count


def _convolution(call: Call) -> int:
    # each output: Π(kernel sizes) · input channels / groups multiply–adds
    return math.prod(call.layer.kernel_size) * shape(call.inputs[0])[_channels(call)] // call.layer.groups


def _channels(call: Call) -> int:
    return 1 if call.layer.data_format == "channels_first" else -1


def _transposed(call: Call) -> int:
    # each *input* number is multiplied with the whole kernel and added into the output
    out, inputs = numbers(call.outputs), numbers(call.inputs)
    filters = call.layer.filters
    products = 2 * inputs * math.prod(call.layer.kernel_size) * filters
    return products + (out if call.layer.use_bias else 0) + _activation(call.layer.activation, out)


def _separable(call: Call) -> int:
    layer, out = call.layer, numbers(call.outputs)
    inner = shape(call.inputs[0])[_channels(call)] * layer.depth_multiplier
    depthwise = 2 * (out // layer.filters) * inner * math.prod(layer.kernel_size)
    return depthwise + out * (2 * inner + bool(layer.use_bias)) + _activation(layer.activation, out)


def _einsum_dense(call: Call) -> int:
    layer, out = call.layer, numbers(call.outputs)
    products = einsum_products(layer.equation, [shape(call.inputs[0]), tuple(layer.kernel.shape)])
    bias = out if layer.bias_axes else 0
    return 2 * products + bias + _activation(layer.activation, out)


def _pooling(call: Call) -> int:
    return numbers(call.outputs) * math.prod(call.layer.pool_size)


def _whole_input(call: Call) -> int:
    return numbers(call.inputs)


def _merge(call: Call) -> int:
    return (len(call.inputs) - 1) * numbers(call.outputs)


def _attention(call: Call) -> int:
    """Projections of queries, keys, values and outputs; scores, their softmax, and the weighted sum of values."""
    layer = call.layer
    given = inspect.signature(layer.call).bind(*call.arguments, **call.keywords).arguments
    query, value = shape(given["query"]), shape(given["value"])
    key = value if given.get("key") is None else shape(given["key"])
    out, bias = shape(call.outputs[0])[-1], bool(layer.use_bias)
    wide, deep = layer.num_heads * layer.key_dim, layer.num_heads * layer.value_dim
    projections = (
        query[-2] * wide * (2 * query[-1] + bias)
        + key[-2] * wide * (2 * key[-1] + bias)
        + value[-2] * deep * (2 * value[-1] + bias)
        + query[-2] * out * (2 * deep + bias)
    )
    return projections + attend(query[-2], key[-2], layer.num_heads, layer.key_dim, layer.value_dim)


FORMULAS: dict[type, Formula] = {
    layers.Dense: _per_output(lambda call: shape(call.inputs[0])[-1]),
    layers.EinsumDense: _einsum_dense,
    **dict.fromkeys((layers.Conv1D, layers.Conv2D, layers.Conv3D), _per_output(_convolution)),
    **dict.fromkeys(
        (layers.DepthwiseConv1D, layers.DepthwiseConv2D), _per_output(lambda call: math.prod(call.layer.kernel_size))
    ),
    **dict.fromkeys((layers.SeparableConv1D, layers.SeparableConv2D), _separable),
    **dict.fromkeys((layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose), _transposed),
    **dict.fromkeys(
        (
            layers.MaxPooling1D,
            layers.MaxPooling2D,
            layers.MaxPooling3D,
            layers.AveragePooling1D,
            layers.AveragePooling2D,
            layers.AveragePooling3D,
        ),
        _pooling,
    ),
    **dict.fromkeys(
        (
            layers.GlobalAveragePooling1D,
            layers.GlobalAveragePooling2D,
            layers.GlobalAveragePooling3D,
            layers.GlobalMaxPooling1D,
            layers.GlobalMaxPooling2D,
            layers.GlobalMaxPooling3D,
        ),
        _whole_input,
    ),
    # x · a + b, with the mean and variance already folded into a and b
    layers.BatchNormalization: _elementwise(2),
    # the mean, the differences, their squares, the mean of those, the division, scale and shift
    **dict.fromkeys((layers.LayerNormalization, layers.GroupNormalization), _elementwise(7)),
    layers.RMSNormalization: _elementwise(4),
    **dict.fromkeys(
        (layers.ReLU, layers.LeakyReLU, layers.PReLU, layers.ELU, layers.Rescaling), _elementwise()
    ),
    layers.Activation: lambda call: _activation(call.layer.activation, numbers(call.outputs)),
    layers.Softmax: _elementwise(5),
    **dict.fromkeys(
        (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum), _merge
    ),
    layers.MultiHeadAttention: _attention,
}  # fmt: skip

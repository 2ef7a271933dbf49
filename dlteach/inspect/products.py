"""What the products of `keras.ops` cost: matrix product, convolution, Einstein sum, attention."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .trace import Call, shape

Formula = Callable[[Call], int]


def numbers(tensors: list[Any]) -> int:
    """How many numbers the tensors hold."""
    return sum(math.prod(shape(tensor)) for tensor in tensors)


def einsum_products(equation: str, shapes: list[tuple[int, ...]]) -> int:
    """Product of the sizes of all letters: how often the innermost line of the nested loops runs."""
    sizes: dict[str, int] = {}
    for letters, sides in zip(equation.split("->")[0].replace(" ", "").split(","), shapes, strict=True):
        before, dots, after = letters.partition("...")
        named = [*before, *after]
        middle = sides[len(before) : len(sides) - len(after)] if dots else ()
        ends = [*sides[: len(before)], *sides[len(sides) - len(after) :]] if dots else sides
        sizes.update(zip(named, ends, strict=True))
        # a dotted axis is as long as the longest of those that are broadcast
        for place, side in enumerate(reversed(middle)):
            sizes[f".{place}"] = max(side, sizes.get(f".{place}", 1))
    return math.prod(sizes.values())


def attend(queries: int, keys: int, heads: int, key_dim: int, value_dim: int) -> int:
    """Scores, their softmax and the weighted sum of the values."""
    # Q Kᵀ and the weighted sum of V; scaling counts one and softmax five for each score
    return heads * queries * keys * (2 * key_dim + 2 * value_dim + 6)


def _matrix_product(call: Call) -> int:
    # each output is a dot product along the last axis of the first factor
    return numbers(call.outputs) * 2 * shape(call.inputs[0])[-1]


def _einsum(call: Call) -> int:
    equation = call.layer.subscripts if call.layer is not None else call.arguments[0]
    return 2 * einsum_products(equation, [shape(tensor) for tensor in call.inputs])


def _kernel_product(call: Call) -> int:
    # a kernel is (sizes ..., input channels per group, filters): all but the filters go into one output
    return numbers(call.outputs) * 2 * math.prod(shape(call.inputs[1])[:-1])


def _depthwise_product(call: Call) -> int:
    return numbers(call.outputs) * 2 * math.prod(shape(call.inputs[1])[:-2])


def _transposed_product(call: Call) -> int:
    return numbers(call.inputs[:1]) * 2 * math.prod(shape(call.inputs[1])[:-1])


def _tensordot(call: Call) -> int:
    first, second = (numbers([tensor]) for tensor in call.inputs[:2])
    # |A| · |B| = |C| · (contracted size)²
    return 2 * numbers(call.outputs) * math.isqrt(first * second // numbers(call.outputs))


def _attention_product(call: Call) -> int:
    batch, queries, heads, size = shape(call.inputs[0])
    return batch * attend(queries, shape(call.inputs[1])[1], heads, size, shape(call.inputs[2])[-1])


def _pool(call: Call) -> int:
    if call.layer is not None:
        size = call.layer.pool_size
    else:
        size = call.arguments[1] if len(call.arguments) > 1 else call.keywords["pool_size"]
    axes = len(shape(call.inputs[0])) - 2
    return numbers(call.outputs) * (size**axes if isinstance(size, int) else math.prod(size))


PRODUCTS: dict[str, Formula] = {
    "averagepool": _pool,
    "maxpool": _pool,
    "matmul": _matrix_product,
    "dot": _matrix_product,
    "einsum": _einsum,
    "conv": _kernel_product,
    "depthwiseconv": _depthwise_product,
    "convtranspose": _transposed_product,
    "tensordot": _tensordot,
    "dotproductattention": _attention_product,
}

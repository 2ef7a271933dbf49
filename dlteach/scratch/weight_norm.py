"""Weight normalization: the length of each unit's weights apart from their direction."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def weight_norm(v, g):
    """Weights of direction v and length g: training changes the two apart.

    Args:
        v: direction of the weights, (…, units), such as (features, units) or (height, width, channels, units).
        g: length of each unit's weights, (units,); it may have more axes, the last ones of v.

    Returns:
        The weights, of the shape of v; those of each unit have the length g.

    Raises:
        ModelError: g does not have the last axes of v.

    Example:
        >>> weight_norm(ops.array([[3.0], [4.0]]), ops.array([10.0]))  # 3, 4 has length 5: [[6], [8]]

    Reference:
        Salimans, Kingma (2016), arXiv:1602.07868, equation 2.
    """
    if not 0 < len(g.shape) < len(v.shape) or tuple(g.shape) != tuple(v.shape[-len(g.shape) :]):
        raise ModelError(
            f"the lengths g have shape {tuple(g.shape)}, the directions v {tuple(v.shape)}",
            "Give one length per unit: g has the shape of the last axes of v.",
        )
    axes = tuple(range(len(v.shape) - len(g.shape)))
    # w = g v / ‖v‖
    return g * v / ops.sqrt(ops.sum(ops.square(v), axis=axes))

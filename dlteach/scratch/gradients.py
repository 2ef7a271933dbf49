"""Gradient clipping: the guard against exploding gradients."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def clip_by_global_norm(gradients, clip_norm):
    """Shortens all gradients together when their joint length exceeds a limit; their direction stays.

    Args:
        gradients: a list of arrays of any shapes. An entry may be None (a weight the loss does not depend on).
        clip_norm: the greatest joint length allowed, above 0. Keras's optimizers call it `global_clipnorm`.

    Returns:
        The list of clipped gradients, in the same order and shapes, and the joint length before clipping.

    Raises:
        ModelError: `clip_norm` is not above 0.

    Example:
        >>> clipped, norm = clip_by_global_norm([ops.array([3.0]), ops.array([4.0])], clip_norm=1.0)
        >>> [float(g[0]) for g in clipped], float(norm)
        ([0.6, 0.8], 5.0)

    Reference:
        Pascanu, Mikolov, Bengio (2013), arXiv:1211.5063, algorithm 1.
    """
    if not clip_norm > 0:
        raise ModelError(f"clip_norm is {clip_norm}", "A length to clip to is above 0; 1.0 is a usual choice.")
    # ‖g‖ = √(Σ over all gradients and all their entries of g²)
    norm = ops.sqrt(sum(ops.sum(ops.square(g)) for g in gradients if g is not None))
    # g' = g · clip_norm / max(‖g‖, clip_norm)
    scale = clip_norm / ops.maximum(norm, clip_norm)
    return [None if g is None else g * scale for g in gradients], norm

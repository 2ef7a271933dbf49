"""Minibatch discrimination: how alike the samples of a batch are, as features of each sample."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def minibatch_discrimination(x, tensor, bias):
    """Features of each sample, followed by its closeness to the rest of the batch as each kernel sees it.

    Args:
        x: features of the samples, (batch, features).
        tensor: T, which maps a sample to one point per kernel, (features, kernels, dims).
        bias: added to each closeness, (kernels,).

    Returns:
        (batch, features + kernels). A closeness is 0 far from all others and batch − 1 where all are equal, plus bias.

    Raises:
        ModelError: the shapes do not belong together.

    Reference:
        Salimans et al. (2016), arXiv:1606.03498, section 3.2; a sample is not compared with itself.
    """
    _check(x, tensor, bias)
    # M_i = x_i T, one point of `dims` numbers per kernel
    points = ops.tensordot(x, tensor, axes=1)
    # ‖M_ib − M_jb‖₁
    apart = ops.sum(ops.abs(points[:, None] - points[None, :]), axis=-1)
    # c_b(x_i, x_j) = exp(−‖M_ib − M_jb‖₁), and 0 for j = i
    closeness = ops.exp(-apart) * (1 - ops.eye(x.shape[0], dtype=x.dtype))[:, :, None]
    # o(x_i)_b = Σ_j c_b(x_i, x_j)
    return ops.concatenate([x, ops.sum(closeness, axis=1) + bias], axis=-1)


def _check(x, tensor, bias) -> None:
    if (
        len(x.shape) != 2
        or len(tensor.shape) != 3
        or x.shape[1] != tensor.shape[0]
        or tuple(bias.shape) != (tensor.shape[1],)
    ):
        raise ModelError(
            f"x has shape {tuple(x.shape)}, the tensor {tuple(tensor.shape)}, the bias {tuple(bias.shape)}",
            "Give x as (batch, features), the tensor as (features, kernels, dims) and the bias as (kernels,).",
        )

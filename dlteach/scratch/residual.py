"""The residual block: two convolutions learn what to add to their own input."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError

from .convolution import conv2d


def residual_block(x, first, second, shortcut=True):
    """Computes y = relu(x + F(x)), where F is two convolutions with a ReLU between them.

    Batch normalization, which follows each convolution in the paper, is left out: see `batch_norm`.

    Args:
        x: the block's input, (batch, height, width, channels).
        first: kernel of the first convolution, (height, width, channels, filters).
        second: kernel of the second, (height, width, filters, channels), so that F(x) is as large as x.
        shortcut: whether x is added; without it the block is a plain one, y = relu(F(x)).

    Returns:
        The same shape as `x`.

    Raises:
        ModelError: the second convolution does not lead back to as many channels as x has.

    Example:
        >>> residual_block(ops.ones((1, 8, 8, 4)), ops.ones((3, 3, 4, 4)), ops.ones((3, 3, 4, 4))).shape
        (1, 8, 8, 4)

    Reference:
        He, Zhang, Ren, Sun (2015), arXiv:1512.03385, equation 1.
    """
    if shortcut and second.shape[-1] != x.shape[-1]:
        raise ModelError(
            f"F(x) has {second.shape[-1]} channels, x has {x.shape[-1]}",
            "Only what has the same shape can be added: give the second convolution as many filters as x has channels.",
        )
    # F(x) = w₂ ∗ relu(w₁ ∗ x)
    residual = conv2d(ops.relu(conv2d(x, first, padding="same")), second, padding="same")
    # y = relu(x + F(x))
    return ops.relu(x + residual) if shortcut else ops.relu(residual)

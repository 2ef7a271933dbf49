"""The Gram matrix of feature maps: what a style is, in numbers."""

from __future__ import annotations

from keras import ops


def gram_matrix(features):
    """What a picture's feature maps have in common, wherever it stands: the mean product of each two of them.

    Args:
        features: (batch, height, width, maps).

    Returns:
        (batch, maps, maps), symmetric. Gatys et al. take the sum over all places; the mean here makes pictures of
        different sizes comparable.

    Reference:
        Gatys, Ecker, Bethge (2015), arXiv:1508.06576.
    """
    batch, height, width, maps = ops.shape(features)
    flat = ops.reshape(features, (batch, height * width, maps))
    # G[i, j] = 1/M · Σ over places k of F[k, i] · F[k, j], M places
    return ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / ops.cast(height * width, flat.dtype)

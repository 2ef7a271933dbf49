"""Convolution and pooling, written as sums and maxima over shifted copies of the image."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def conv2d(image, kernel, bias=0.0, stride=1, padding="valid"):
    """Slides a kernel over an image: a weighted sum of the pixels under it, at each place and for each filter.

    As in every deep-learning library this is a cross-correlation: the kernel is not flipped.

    Args:
        image: (batch, height, width, channels).
        kernel: (kernel height, kernel width, channels, filters).
        bias: (filters,), or one number for all.
        stride: step of the kernel in pixels, in both directions.
        padding: "valid" (only whole windows) or "same" (zeros around, so that ⌈size / stride⌉ places remain).

    Returns:
        The feature maps, (batch, new height, new width, filters).

    Raises:
        ModelError: channels differ, the kernel does not fit on the image, or the padding is unknown.

    Example:
        >>> conv2d(ops.ones((1, 32, 32, 1)), ops.ones((5, 5, 1, 6))).shape
        (1, 28, 28, 6)

    Reference:
        LeCun, Bottou, Bengio, Haffner (1998), doi:10.1109/5.726791, section II.A.
    """
    height, width, channels, _ = kernel.shape
    if image.shape[-1] != channels:
        raise ModelError(
            f"kernel has {channels} input channel{'s' * (channels != 1)}, the image {image.shape[-1]}",
            "A kernel's third axis matches the image's last: one sheet of weights per channel.",
        )
    # y[i, j, f] = b[f] + Σ over u, v, c of x[i·s + u, j·s + v, c] · k[u, v, c, f]
    y = bias
    for (u, v), x in _shifted(image, (height, width), stride, padding, fill=0.0):
        y = y + ops.matmul(x, kernel[u, v])
    return y


def max_pool2d(image, size=2, stride=None, padding="valid"):
    """Keeps the largest value of each window, channel by channel.

    Args:
        image: (batch, height, width, channels).
        size: side of the square window, in pixels.
        stride: step of the window; its size when left out, so that windows touch but do not overlap.
        padding: "valid" (only whole windows) or "same" (windows at the border may be cut off).

    Returns:
        (batch, new height, new width, channels).

    Raises:
        ModelError: the window does not fit on the image, or the padding is unknown.

    Example:
        >>> max_pool2d(ops.ones((1, 28, 28, 6))).shape
        (1, 14, 14, 6)

    Reference:
        Ranzato, Huang, Boureau, LeCun (2007), doi:10.1109/CVPR.2007.383157; the layer keras.layers.MaxPooling2D.
    """
    # y[i, j, c] = max over u, v of x[i·s + u, j·s + v, c]
    windows = _shifted(image, (size, size), stride or size, padding, fill=float("-inf"))
    return ops.max(ops.stack([x for _, x in windows]), axis=0)


def _shifted(image, size, stride, padding, fill):
    """Yields for each place (u, v) in the window the pixels that lie there, for all windows at once."""
    if padding not in ("valid", "same"):
        raise ModelError(f'padding is "{padding}"', 'Write "valid" or "same".')
    if padding == "same":
        around = [_same(n, k, stride) for n, k in zip(image.shape[1:3], size, strict=True)]
        image = ops.pad(image, [(0, 0), *around, (0, 0)], constant_values=fill)
    rows, columns = ((n - k) // stride + 1 for n, k in zip(image.shape[1:3], size, strict=True))
    if rows < 1 or columns < 1:
        raise ModelError(
            f"a {size[0]}×{size[1]} window does not fit on a {image.shape[1]}×{image.shape[2]} image",
            'Take a smaller window, a larger image or padding="same".',
        )
    for u in range(size[0]):
        for v in range(size[1]):
            yield (
                (u, v),
                image[:, u : u + stride * (rows - 1) + 1 : stride, v : v + stride * (columns - 1) + 1 : stride],
            )


def _same(size, kernel, stride):
    """Pixels to add before and after an axis so that ⌈size / stride⌉ windows fit; an odd one goes after."""
    missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return missing // 2, missing - missing // 2

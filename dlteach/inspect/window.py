"""The window of a layer written by hand, found by trying: which input rows move which output rows."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from dlteach.models.scope import weightless

# wide enough for windows of up to 13 pixels beside the borders
SIDE = 24


def measured_window(layer: Any, input_shape: tuple[int, ...]) -> tuple[list[int], list[int], list[int]] | None:
    """Measures the window of a layer that keeps images images.

    A copy of the layer, with random weights, is run on a small random image, once as it is and once with each row (and
    each column) changed.

    Args:
        layer: the layer; its weights are not used.
        input_shape: (batch, height, width, channels).

    Returns:
        Size, stride and start of the window for both axes, in units of its input; None where outputs have no common
        window, as in a layer that looks at the whole image.
    """
    copy = type(layer).from_config(layer.get_config())
    random = np.random.default_rng(0)
    image = random.uniform(0.5, 1.5, (1, SIDE, SIDE, input_shape[-1])).astype("float32")
    found = []
    for axis in (1, 2):
        batch = np.repeat(image, SIDE + 1, axis=0)
        for place in range(SIDE):
            changed: list[Any] = [place, slice(None), slice(None)]
            changed[axis] = place
            batch[tuple(changed)] += random.uniform(0.5, 1.5)
        # in this scope weights are drawn at each use, and the program's own random numbers stay as they are
        with weightless():
            output = keras.ops.convert_to_numpy(keras.ops.stop_gradient(copy(keras.ops.convert_to_tensor(batch))))
        # moved[input row, output row]
        moved = np.abs(output[:SIDE] - output[SIDE:]).max(axis=(3 - axis, 3)) > 0
        found.append(_window(moved))
    if None in found:
        return None
    size, stride, start = ([window[part] for window in found if window] for part in range(3))
    return size, stride, start


def _window(moved: np.ndarray) -> tuple[int, int, int] | None:
    """Size, stride and start of the window, read from the outputs that are away from the borders."""
    outputs = moved.shape[1]
    # an output that no input moves is padding, and cannot be asked
    if outputs < 6 or not moved.any(axis=0).all():
        return None
    first, last = moved.argmax(axis=0), SIDE - 1 - moved[::-1].argmax(axis=0)
    middle = outputs // 2
    stride = int(first[middle + 1] - first[middle])
    size = int(last[middle] - first[middle] + 1)
    inner = range(outputs // 3, outputs - outputs // 3)
    regular = all(
        first[one] == first[middle] + (one - middle) * stride and last[one] - first[one] + 1 == size for one in inner
    )
    return (size, stride, int(first[middle] - middle * stride)) if regular and stride > 0 and size < SIDE else None

"""Asks the package's detector, U-Net's layers and Keras's metrics what computed questions speak of; only tests call this."""

from __future__ import annotations

from functools import cache


@cache
def overlap(first, second):
    """Return the intersection over union of two boxes by counting pixels in Keras's binary metric."""
    import keras
    import numpy as np

    masks = np.zeros((2, 40, 40), "int32")
    for mask, (top, left, bottom, right) in zip(masks, (first, second), strict=True):
        mask[top:bottom, left:right] = 1
    metric = keras.metrics.IoU(2, [1])
    metric.update_state(*masks)
    return float(metric.result())


@cache
def places(height, width, strides):
    """Return for how many places the detector's targets are made; a test holds that its answers are as many."""
    from dlteach.models.fcos_training import locations

    return len(locations(height, width, strides)[0])


@cache
def centre(up, left, down, right):
    """Return the centre-ness that the detector's targets hold at a place."""
    import numpy as np

    from dlteach.models import fcos_targets

    # with stride 32 the first place is (16, 16)
    box = np.array([[[16 - up, 16 - left, 16 + down, 16 + right]]], "float32")
    return float(fcos_targets(box, np.array([[0]]), 1, 32, 32, (32,))[0, 0, -1])


@cache
def average_precision(right, objects):
    """Return the mean, over the objects, of the best precision at which at least so many are found."""
    hits = [sum(right[: cut + 1]) for cut in range(len(right))]
    best = [
        max([found / (cut + 1) for cut, found in enumerate(hits) if found >= wanted], default=0.0)
        for wanted in range(1, objects + 1)
    ]
    return sum(best) / objects


@cache
def step_up(size, maps):
    """Return the shape behind a transposed convolution and the concatenation with early maps, without the batch."""
    from keras import layers

    grown = layers.Conv2DTranspose(maps // 2, 2, 2).compute_output_shape((None, size, size, maps))
    return layers.Concatenate().compute_output_shape([grown, grown])[1:]


@cache
def overlap_of_class(both, missed, added):
    """Return Keras's intersection over union of a class with so many pixels shared, missed and added."""
    import keras

    metric = keras.metrics.IoU(2, [1])
    metric.update_state([1] * (both + missed) + [0] * added, [1] * both + [0] * missed + [1] * added)
    return float(metric.result())

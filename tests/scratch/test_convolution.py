"""Convolution and pooling against keras.ops' own kernels, values and gradients."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.scratch import conv2d, max_pool2d

RANDOM = np.random.default_rng(0)
IMAGE = RANDOM.normal(size=(2, 9, 8, 3)).astype("float32")
CASES = [(stride, padding) for stride in (1, 2, 3) for padding in ("valid", "same")]


@pytest.mark.parametrize(("stride", "padding"), CASES)
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (5, 2), (4, 4)])
def test_conv2d_equals_the_layer(stride, padding, size, gradients):
    kernel = RANDOM.normal(size=(*size, 3, 4)).astype("float32")
    bias = RANDOM.normal(size=4).astype("float32")
    layer = keras.layers.Conv2D(4, size, strides=stride, padding=padding)
    layer.build(IMAGE.shape)
    layer.set_weights([kernel, bias])
    expected = layer(IMAGE)
    np.testing.assert_allclose(conv2d(IMAGE, kernel, bias, stride, padding), expected, rtol=1e-4, atol=1e-5)

    weight = RANDOM.normal(size=expected.shape).astype("float32")
    ours = gradients(lambda x, k, b: ops.sum(weight * conv2d(x, k, b, stride, padding)), IMAGE, kernel, bias)
    theirs = gradients(
        lambda x, k, b: ops.sum(weight * (ops.conv(x, k, strides=stride, padding=padding) + b)), IMAGE, kernel, bias
    )
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("stride", "padding"), CASES)
@pytest.mark.parametrize("size", [2, 3])
def test_max_pool2d_equals_the_layer(stride, padding, size, gradients):
    expected = keras.layers.MaxPooling2D(size, strides=stride, padding=padding)(IMAGE)
    np.testing.assert_array_equal(max_pool2d(IMAGE, size, stride, padding), expected)

    weight = RANDOM.normal(size=expected.shape).astype("float32")
    (ours,) = gradients(lambda x: ops.sum(weight * max_pool2d(x, size, stride, padding)), IMAGE)
    (theirs,) = gradients(lambda x: ops.sum(weight * ops.max_pool(x, size, stride, padding)), IMAGE)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


def test_pooling_windows_touch_by_default():
    assert max_pool2d(IMAGE, 3).shape == (2, 3, 2, 3)


def test_a_kernel_for_color_on_a_gray_image():
    with pytest.raises(ModelError, match="kernel has 3 input channels, the image 1"):
        conv2d(np.ones((1, 5, 5, 1), "float32"), np.ones((3, 3, 3, 2), "float32"))
    with pytest.raises(ModelError, match="kernel has 1 input channel, the image 3"):
        conv2d(IMAGE, np.ones((3, 3, 1, 2), "float32"))


def test_a_kernel_larger_than_the_image():
    with pytest.raises(ModelError, match="a 7×7 window does not fit on a 5×5 image"):
        conv2d(np.ones((1, 5, 5, 1), "float32"), np.ones((7, 7, 1, 2), "float32"))


def test_an_unknown_padding():
    with pytest.raises(ModelError, match='padding is "full"'):
        max_pool2d(IMAGE, padding="full")

"""Receptive fields against the support of the gradient on the real model, and against published values."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from dlteach import models
from dlteach.errors import ModelError
from dlteach.inspect.receptive_field import receptive_field
from dlteach.models.gradients import input_gradient


def stack(*parts, side=40):
    return keras.Sequential([layers.Input((side, side, 1)), *parts])


def conv(size, name=None, **options):
    # all weights positive, so that no path cancels another
    return layers.Conv2D(2, size, kernel_initializer=keras.initializers.RandomUniform(0.5, 1), name=name, **options)


def support(model, row, column):
    """First and last pixel, for rows and columns, that move the unit at this place of the last layer."""
    image = ops.convert_to_tensor(np.random.default_rng(0).random((1, *model.input_shape[1:])).astype("float32"))
    gradient = ops.convert_to_numpy(
        ops.stop_gradient(input_gradient(lambda x: model(x, training=False)[:, row, column, 0], image))
    )
    rows, columns = np.nonzero(np.abs(gradient[0, :, :, 0]) > 0)
    return rows.min(), rows.max(), columns.min(), columns.max()


MODELS = {
    "valid": lambda: stack(conv(3), conv(5, strides=2), layers.AveragePooling2D(2), conv(3)),
    "same": lambda: stack(
        conv(4, padding="same", strides=2), conv(3, padding="same"), conv(3, padding="same", strides=2)
    ),
    "dilated": lambda: stack(conv(3, dilation_rate=2), conv(3, dilation_rate=4)),
    "rectangle": lambda: stack(conv((3, 7)), layers.AveragePooling2D((2, 1))),
    "padded by hand": lambda: stack(layers.ZeroPadding2D(((3, 2), (1, 4))), conv(5, strides=3), layers.ReLU(), conv(2)),
    "cropped": lambda: stack(layers.Cropping2D(((2, 3), (1, 0))), conv(3), conv(3, strides=2)),
    "depthwise": lambda: stack(
        layers.DepthwiseConv2D(3, depthwise_initializer="ones"), layers.BatchNormalization(), conv(1)
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_equals_the_support_of_the_gradient(name):
    model = MODELS[name]()
    field = receptive_field(model, model.layers[-1].name)
    row, column = model.output_shape[1] // 2, model.output_shape[2] // 2
    expected = []
    for axis, place in enumerate((row, column)):
        first = field.start[axis] + place * field.stride[axis]
        expected += [first, first + field.size[axis] - 1]
    assert support(model, row, column) == tuple(expected)


def test_two_branches_see_what_both_see():
    inputs = layers.Input((40, 40, 1))
    joined = layers.Add(name="joined")([conv(3, padding="same")(inputs), conv(7, padding="same")(inputs)])
    model = keras.Model(inputs, joined)
    assert receptive_field(model, "joined").size == (7, 7)
    assert support(model, 20, 20) == (17, 23, 17, 23)


def test_a_layer_written_by_hand_is_measured():
    @keras.saving.register_keras_serializable(package="dlteach-test-field")
    class Halve(layers.Layer):
        def call(self, x):
            return ops.average_pool(x, 3, strides=2, padding="valid")

    model = stack(conv(3), Halve(name="halve"), conv(3, name="last"))
    assert receptive_field(model, "halve").size == (5, 5)
    field = receptive_field(model, "last")
    assert support(model, 5, 6) == (10, 10 + field.size[0] - 1, 12, 12 + field.size[1] - 1)


def test_published_values():
    # Araujo, Norris, Sim (2019), table: ResNet-50 (v1) 483, VGG-16 212 at the last convolutional block's pooling
    with models.weightless():
        resnet = keras.applications.ResNet50(weights=None)
        vgg = keras.applications.VGG16(weights=None)
    assert receptive_field(resnet, "conv5_block3_out").size == (483, 483)
    assert receptive_field(vgg, "block5_pool").size == (212, 212)


def test_offset_is_the_centre():
    field = receptive_field(stack(conv(5, name="c")), "c")
    assert field.offset == (2.0, 2.0)


def test_an_unknown_layer_lists_the_known_ones():
    with pytest.raises(ModelError, match=r'no layer "d".*c'):
        receptive_field(stack(conv(3, name="c")), "d")


def test_a_layer_without_windows():
    inputs = layers.Input((6, 4))
    model = keras.Model(inputs, layers.LSTM(3, name="lstm")(inputs))
    with pytest.raises(ModelError, match="no receptive field"):
        receptive_field(model, "lstm")

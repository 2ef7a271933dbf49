"""Builds the real Keras layers that computed questions speak of, and asks them; only tests call this."""

from __future__ import annotations

import math
from functools import cache


@cache
def convolved(size, channels, filters, window, **options):
    """Return the shape of a convolution layer's output, without the batch."""
    import keras

    layer = keras.layers.Conv2D(filters, window, **options)
    return layer.compute_output_shape((None, size, size, channels))[1:]


@cache
def pooled(size, maps, tile):
    """Return the shape of a max pooling layer's output, without the batch."""
    import keras

    return keras.layers.MaxPooling2D(tile).compute_output_shape((None, size, size, maps))[1:]


@cache
def enlarged(size, window, stride, padding):
    """Return the height of a transposed convolution's output."""
    import keras

    layer = keras.layers.Conv2DTranspose(8, window, strides=stride, padding=padding)
    return layer.compute_output_shape((None, size, size, 4))[1]


def _built(layer, input_shape):

    from dlteach import models

    # shapes and counts need no weights
    with models.weightless():
        layer.build(input_shape)
    return layer


@cache
def count(name, arguments, input_shape):
    """Return the number of parameters of a layer, given its name, arguments and the shape of its input."""
    import keras

    return _built(getattr(keras.layers, name)(*arguments), input_shape).count_params()


@cache
def normalization_count(channels, size, trained):
    """Return how many numbers a batch normalization stores, or how many of them are trained."""
    import keras

    layer = _built(keras.layers.BatchNormalization(), (None, size, size, channels))
    weights = layer.trainable_weights if trained else layer.weights
    return sum(math.prod(weight.shape) for weight in weights)


@cache
def kernel_shape_of(filters, window, channels):
    """Return the shape of a convolution layer's kernel."""
    import keras

    return tuple(_built(keras.layers.Conv2D(filters, window), (None, 32, 32, channels)).kernel.shape)


@cache
def work(size, channels, filters, window):
    """Return the multiply–adds of a convolution layer: the values it puts out, times the weights of one filter."""
    import keras

    layer = _built(keras.layers.Conv2D(filters, window), (None, size, size, channels))
    values = math.prod(layer.compute_output_shape((None, size, size, channels))[1:])
    return values * math.prod(layer.kernel.shape) // filters


@cache
def seen(first, tile, second):
    """Light one pixel after the other, and count those that a value behind convolution, pooling, convolution notices."""
    import keras
    from keras import layers, ops

    # one length for all, so that JAX compiles few shapes; no field drawn is wider than 26
    length = 96
    x = ops.reshape(ops.eye(length), (length, length, 1))
    for layer in (
        layers.Conv1D(1, first, kernel_initializer="ones"),
        layers.MaxPooling1D(tile),
        layers.Conv1D(1, second, kernel_initializer="ones"),
    ):
        x = layer(x)
    middle = keras.ops.convert_to_numpy(x)[:, x.shape[1] // 2, 0]
    return int((middle > 0).sum())


@cache
def softmax(scores):
    """Return the first probability of Keras's softmax."""
    from keras import ops

    return float(ops.softmax(ops.convert_to_tensor([scores], dtype="float32"))[0, 0])


@cache
def cross_entropy(right, second):
    """Return Keras's cross-entropy of a prediction over three classes, the first of which is right."""
    import keras
    from keras import ops

    predicted = ops.convert_to_tensor([[right, second, 1 - right - second]])
    return float(keras.losses.SparseCategoricalCrossentropy()(ops.convert_to_tensor([0]), predicted))


@cache
def count_of_both_directions(units, features):
    """Return the number of parameters of a bidirectional LSTM."""
    import keras

    layer = keras.layers.Bidirectional(keras.layers.LSTM(units))
    return _built(layer, (None, 4, features)).count_params()


@cache
def count_upper(features, lower, upper):
    """Return the number of parameters of an LSTM that reads another LSTM's hidden states."""
    import keras

    below = keras.layers.LSTM(lower, return_sequences=True)
    return _built(keras.layers.LSTM(upper), below.compute_output_shape((None, 9, features))).count_params()


@cache
def shapes(steps, features, units, every, states):
    """Return the shapes of what an LSTM returns, without the batch."""
    import keras

    layer = keras.layers.LSTM(units, return_sequences=every, return_state=states)
    shapes = layer.compute_output_shape((None, steps, features))
    return [tuple(shape[1:]) for shape in shapes] if states else tuple(shapes[1:])


def _logit(p):
    return math.log(p / (1 - p))


@cache
def _layer():
    import keras

    # unrolled, or JAX would compile a loop for every draw
    layer = keras.layers.LSTM(1, return_state=True, unroll=True)
    layer.build((1, None, 1))
    return layer


def _run(kernel, recurrent, bias, x, h, c):
    """Run one unit of Keras's LSTM with these weights, in the order input, forget, candidate, output."""
    from keras import ops

    layer = _layer()
    layer.cell.kernel.assign([kernel])
    layer.cell.recurrent_kernel.assign([recurrent])
    layer.cell.bias.assign(bias)
    state = [ops.convert_to_tensor([[float(value)]]) for value in (h, c)]
    _, hidden, cell = layer(ops.convert_to_tensor([[[float(value)] for value in x]]), initial_state=state)
    return float(hidden[0, 0]), float(cell[0, 0])


@cache
def step(f, i, o, g, c):
    """Return the new hidden state and cell state of Keras's LSTM when biases alone set its gates."""
    bias = [_logit(i), _logit(f), math.atanh(g), _logit(o)]
    return _run([0.0] * 4, [0.0] * 4, bias, [0.0], 0.0, c)


@cache
def gate(w, u, b, x, h):
    """Return the input gate of Keras's LSTM, seen in a cell that starts at 0 with a candidate of 1."""
    return _run([w, 0.0, 0.0, 0.0], [u, 0.0, 0.0, 0.0], [b, 0.0, 20.0, 0.0], [x], h, 0.0)[1]


@cache
def kept(f, steps):
    """Return what Keras's LSTM has left of a cell state of 1 when nothing is let in."""
    return _run([0.0] * 4, [0.0] * 4, [-50.0, _logit(f), 0.0, 0.0], [0.0] * steps, 0.0, 1.0)[1]

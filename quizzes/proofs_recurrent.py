"""Builds the real Keras layers and optimizers that questions on RNNs and GRUs speak of; only tests call this."""

from __future__ import annotations

import math
from functools import cache


def _logit(p):
    return math.log(p / (1 - p))


@cache
def _layer(name):
    import keras

    # unrolled, or JAX would compile a loop for every draw
    layer = getattr(keras.layers, name)(1, unroll=True)
    layer.build((1, None, 1))
    return layer


def _run(name, kernel, recurrent, bias, x, h):
    from keras import ops

    layer = _layer(name)
    layer.cell.kernel.assign([kernel])
    layer.cell.recurrent_kernel.assign([recurrent])
    layer.cell.bias.assign(bias)
    state = [ops.convert_to_tensor([[float(h)]])]
    return float(layer(ops.convert_to_tensor([[[float(value)] for value in x]]), initial_state=state)[0, 0])


@cache
def rnn_state(w, u, b, inputs, h):
    """Return the state of Keras's SimpleRNN of one unit after these inputs."""
    return _run("SimpleRNN", [w], [u], [b], inputs, h)


@cache
def rnn_slope(u, steps):
    """Return how much the state of a SimpleRNN near 0, where tanh has the slope 1, still moves with its first state."""
    # so small that tanh is straight even after growing for twelve steps
    small = 1e-5
    return _run("SimpleRNN", [0.0], [u], [0.0], [0.0] * steps, small) / small


@cache
def clipped(gradient, limit):
    """Return what Keras's optimizer subtracts for the first weight, with learning rate 1 and a global limit."""
    import keras
    from keras import ops

    weight = keras.Variable([0.0] * len(gradient))
    optimizer = keras.optimizers.SGD(1.0, global_clipnorm=limit)
    optimizer.apply([ops.convert_to_tensor([float(value) for value in gradient])], [weight])
    return -float(ops.convert_to_numpy(weight)[0])


@cache
def weight_normalized(v, g):
    """Return the first of the weights of direction v that Keras scales to the length g."""
    import keras

    exact = keras.constraints.MinMaxNorm(min_value=float(g), max_value=float(g), axis=0)
    return float(exact(keras.ops.convert_to_tensor([[float(value)] for value in v]))[0, 0])


@cache
def shape(name, units, steps, features, every):
    """Return the shape of a recurrent layer's output, without the batch."""
    import keras

    layer = getattr(keras.layers, name)(units, return_sequences=every)
    return tuple(layer.compute_output_shape((None, steps, features))[1:])


@cache
def gru_state(z, g, h):
    """Return the new state of Keras's GRU when biases alone set its update gate and its candidate."""
    return _run("GRU", [0.0] * 3, [0.0] * 3, [[_logit(z), 0.0, math.atanh(g)], [0.0] * 3], [0.0], h)


@cache
def gru_candidate(w, u, r, x, h):
    """Return the candidate of Keras's GRU, seen as its new state when the update gate is shut."""
    return _run("GRU", [0.0, 0.0, w], [0.0, 0.0, u], [[-50.0, _logit(r), 0.0], [0.0] * 3], [x], h)


@cache
def gru_kept(z, steps):
    """Return what Keras's GRU has left of a state of 1 when its candidate is 0."""
    return _run("GRU", [0.0] * 3, [0.0] * 3, [[_logit(z), 0.0, 0.0], [0.0] * 3], [0.0] * steps, 1.0)


@cache
def layer_count(name, units, features):
    """Return the number of parameters of a recurrent layer."""
    import keras

    from dlteach import models

    layer = getattr(keras.layers, name)(units)
    with models.weightless():
        layer.build((None, None, features))
    return layer.count_params()

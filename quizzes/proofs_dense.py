"""Builds the dense Keras layers that computed questions speak of, and asks them; only tests call this."""

from __future__ import annotations

from functools import cache


@cache
def count(units, inputs):
    """Return the number of parameters of dense layers in a row, given their units and the length of the input."""
    import keras

    from dlteach import models

    with models.weightless():
        network = [keras.layers.Dense(size) for size in units]
        for layer in network:
            layer.build((None, inputs))
            inputs = layer.units
    return sum(layer.count_params() for layer in network)


@cache
def neuron(x, w, b):
    """Return the output of one unit of a Keras dense layer with a ReLU."""
    from keras import layers, ops

    layer = layers.Dense(1, activation="relu")
    layer.build((None, 2))
    layer.set_weights([ops.convert_to_numpy([[w[0]], [w[1]]]), ops.convert_to_numpy([b])])
    return float(layer(ops.convert_to_tensor([x], dtype="float32"))[0, 0])


@cache
def gradient(x, w, v, target):
    """Return the backend's gradient of ½ (v · ReLU(w x) − target)² with respect to w."""
    from keras import ops

    from dlteach.models.gradients import input_gradient

    weight = ops.convert_to_tensor([float(w)])
    found = input_gradient(lambda w: 0.5 * ops.square(v * ops.relu(w * x) - target), weight)
    return float(ops.convert_to_numpy(ops.stop_gradient(found))[0])


@cache
def step(weight, slope, rate):
    """Return a variable after one step of Keras's plain SGD."""
    import keras

    variable = keras.Variable(float(weight))
    optimizer = keras.optimizers.SGD(rate)
    optimizer.build([variable])
    optimizer.apply([keras.ops.convert_to_tensor(float(slope))], [variable])
    return float(keras.ops.convert_to_numpy(variable))


@cache
def steps(examples, batch):
    """Return how many batches Keras makes of so many examples."""
    import numpy as np
    from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

    return ArrayDataAdapter(np.zeros((examples, 1)), batch_size=batch).num_batches

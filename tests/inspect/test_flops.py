"""Counted operations against XLA's own cost analysis and torch's counter."""

import json
import os
import subprocess
import sys

import keras
import pytest
from keras import layers, ops

from dlteach.inspect.flops import flops

# models without padding: XLA leaves out products with the zeros around an image, formulas do not
MODELS = """
import keras
from keras import layers, ops

class Scores(layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], 48))

    def call(self, x):
        y = ops.matmul(x, self.w)
        return ops.einsum("bqd,bkd->bqk", y, y)

def lenet():
    return keras.Sequential([layers.Input((32, 32, 1)), layers.Conv2D(6, 5, activation="relu"),
        layers.AveragePooling2D(2), layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(),
        layers.Dense(120, activation="relu"), layers.Dense(84, activation="relu"), layers.Dense(10)])

def grouped():
    return keras.Sequential([layers.Input((24, 24, 8)), layers.Conv2D(16, 3, groups=2, strides=2),
        layers.BatchNormalization(), layers.ReLU(), layers.DepthwiseConv2D(3), layers.SeparableConv2D(24, 3),
        layers.GlobalAveragePooling2D(), layers.Dense(5)])

def transposed():
    return keras.Sequential([layers.Input((6, 6, 16)), layers.Conv2DTranspose(12, 4, strides=4),
        layers.Conv2D(8, 1)])

def recurrent(layer):
    return keras.Sequential([layers.Input((4, 64)), layer(96, unroll=True, return_sequences=True),
        layer(64, unroll=True), layers.Dense(3)])

def lstm():
    return recurrent(layers.LSTM)

def gru():
    return recurrent(layers.GRU)

def rnn():
    return recurrent(layers.SimpleRNN)

def attention():
    x = inputs = layers.Input((40, 64))
    x = layers.LayerNormalization()(x + layers.MultiHeadAttention(4, 16)(x, x))
    y = layers.Dense(64)(layers.Dense(256, activation="relu")(x))
    return keras.Model(inputs, layers.LayerNormalization()(layers.Add()([x, y])))

def cross_attention():
    inputs = layers.Input((40, 64))
    few = layers.Cropping1D((0, 30))(inputs)
    return keras.Model(inputs, layers.MultiHeadAttention(2, 16)(few, inputs))

def einsum_dense():
    return keras.Sequential([layers.Input((20, 32)), layers.EinsumDense("abc,cde->abde", (None, 4, 12), bias_axes="de")])

def by_hand():
    return keras.Sequential([layers.Input((20, 64)), Scores()])

BUILDERS = {f.__name__: f for f in (lenet, grouped, transposed, lstm, gru, rnn, attention, cross_attention,
                                    einsum_dense, by_hand)}
"""

XLA = """
import json, jax
counts = {}
for name, build in BUILDERS.items():
    model = build()
    weights = [[v.value for v in model.trainable_variables], [v.value for v in model.non_trainable_variables]]
    step = jax.jit(lambda t, n, x: model.stateless_call(t, n, x, training=False)[0])
    example = jax.ShapeDtypeStruct((1, *model.input_shape[1:]), "float32")
    cost = step.lower(*weights, example).compile().cost_analysis()
    counts[name] = (cost if isinstance(cost, dict) else cost[0])["flops"]
print(json.dumps(counts))
"""

space: dict = {}
exec(MODELS, space)


def run(script, **environment):
    result = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return json.loads(result.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def xla():
    pytest.importorskip("jax")
    return run(MODELS + XLA, KERAS_BACKEND="jax")


@pytest.mark.parametrize("name", space["BUILDERS"])
def test_equal_to_the_compilers_count(name, xla):
    assert flops(space["BUILDERS"][name]()) == pytest.approx(xla[name], rel=0.02)


def test_resnet_equals_torchs_counter_for_padded_convolutions():
    pytest.importorskip("torch")
    script = """
import json, torch
from torch.utils.flop_counter import FlopCounterMode
from torch import nn
net = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 64, 5, padding=2), nn.Flatten(),
                    nn.Linear(64 * 16 * 16, 10))
with FlopCounterMode(display=False) as counter, torch.no_grad():
    net(torch.zeros(1, 3, 16, 16))
print(json.dumps(counter.get_total_flops()))
"""
    model = keras.Sequential(
        [
            layers.Input((16, 16, 3)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.Conv2D(64, 5, padding="same"),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    assert flops(model) == pytest.approx(run(script), rel=0.02)


def test_a_loop_counts_as_much_as_its_steps_written_out():
    inputs = layers.Input((9, 5))
    assert flops(keras.Model(inputs, layers.GRU(7)(inputs))) == flops(
        keras.Model(inputs, layers.GRU(7, unroll=True)(inputs))
    )


def test_a_cell_written_by_hand_counts_once_a_step():
    @keras.saving.register_keras_serializable(package="dlteach-test-flops")
    class Cell(layers.Layer):
        state_size = output_size = 8

        def build(self, shape):
            self.w = self.add_weight(shape=(shape[-1], 8))

        def call(self, x, states):
            h = ops.tanh(ops.matmul(x, self.w) + states[0])
            return h, [h]

    inputs = layers.Input((11, 6))
    assert flops(keras.Model(inputs, layers.RNN(Cell())(inputs))) == 11 * 2 * 6 * 8


def test_a_cell_called_by_itself_counts_as_one_step():
    step, state = layers.Input((5,)), layers.Input((7,))
    inputs = layers.Input((1, 5))
    once = keras.Model([step, state], layers.GRUCell(7)(step, state)[0])
    assert flops(once) == flops(keras.Model(inputs, layers.GRU(7)(inputs)))


def test_time_distributed_counts_each_step():
    inputs = layers.Input((10, 4))
    outputs = layers.TimeDistributed(layers.Dense(3))(inputs)
    assert flops(keras.Model(inputs, outputs)) == flops(keras.Model(inputs, layers.Dense(3)(inputs)))

"""Recurrent steps against Keras's layers (values and gradients) and against PyTorch's (values)."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.scratch import gru_step, lstm_step, rnn_step

RANDOM = np.random.default_rng(0)
BATCH, TIME, FEATURES, UNITS = 3, 6, 10, 64
X = RANDOM.normal(size=(BATCH, TIME, FEATURES)).astype("float32")
TARGET = RANDOM.normal(size=(BATCH, UNITS)).astype("float32")
CELLS = {"rnn": (keras.layers.SimpleRNN, 1), "lstm": (keras.layers.LSTM, 4), "gru": (keras.layers.GRU, 3)}


def run(cell, x, kernel, recurrent_kernel, bias):
    """The last hidden state after a whole sequence, one step at a time."""
    h = c = ops.zeros((x.shape[0], kernel.shape[1] // CELLS[cell][1]))
    for t in range(x.shape[1]):
        if cell == "lstm":
            h, c = lstm_step(x[:, t], h, c, kernel, recurrent_kernel, bias)
        else:
            step = rnn_step if cell == "rnn" else gru_step
            h = step(x[:, t], h, kernel, recurrent_kernel, bias)
    return h


def weights(cell):
    _, gates = CELLS[cell]
    bias = (2, gates * UNITS) if cell == "gru" else (gates * UNITS,)
    shapes = [(FEATURES, gates * UNITS), (UNITS, gates * UNITS), bias]
    return [(RANDOM.normal(size=shape) / 8).astype("float32") for shape in shapes]


@pytest.fixture(params=CELLS)
def cell(request):
    return request.param


@pytest.mark.parametrize(("name", "count"), [("rnn", 4_800), ("lstm", 19_200), ("gru", 14_592)])
def test_the_weights_are_those_of_the_layer(name, count):
    layer = CELLS[name][0](UNITS)
    layer.build(X.shape)
    assert sum(w.size for w in weights(name)) == layer.count_params() == count


def test_a_sequence_of_steps_equals_the_layer(cell):
    values = weights(cell)
    layer = CELLS[cell][0](UNITS)
    layer.build(X.shape)
    layer.set_weights(values)
    np.testing.assert_allclose(run(cell, X, *values), layer(X), rtol=1e-5, atol=2e-6)


def test_gradients_equal_the_layers(cell, gradients):
    values = weights(cell)
    layer = CELLS[cell][0](UNITS)
    layer.build(X.shape)
    ours = gradients(lambda x, *w: ops.sum(TARGET * run(cell, x, *w)), X, *values)
    seeds = [v.value for v in layer.non_trainable_variables]
    theirs = gradients(lambda x, *w: ops.sum(TARGET * layer.stateless_call(w, seeds, x)[0]), X, *values)
    for our, their in zip(ours, theirs, strict=True):
        assert np.abs(their).max() > 0
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-5 * np.abs(their).max())


def test_steps_equal_pytorch(cell):
    torch = pytest.importorskip("torch")
    kernel, recurrent_kernel, bias = weights(cell)
    module = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell](FEATURES, UNITS, batch_first=True)
    assert sum(p.numel() for p in module.parameters()) == {"rnn": 4_864, "lstm": 19_456, "gru": 14_592}[cell]
    # PyTorch keeps two biases; one of them may be zero, except in a GRU, where the second is inside r ⊙ (…)
    input_bias, recurrent_bias = bias if cell == "gru" else (bias, np.zeros_like(bias))

    def reorder(array):
        if cell == "gru":  # Keras: update, reset, candidate; PyTorch: reset, update, candidate
            z, r, g = np.split(array, 3, axis=-1)
            array = np.concatenate([r, z, g], axis=-1)
        return torch.tensor(np.ascontiguousarray(array.T))

    ours = [kernel, recurrent_kernel, input_bias, recurrent_bias]
    with torch.no_grad():
        for parameter, value in zip(module.parameters(), ours, strict=True):
            parameter.copy_(reorder(value))
        outputs, _ = module(torch.tensor(X))
    theirs = outputs[:, -1].numpy()
    assert np.abs(run(cell, X, kernel, recurrent_kernel, bias) - theirs).max() <= 2e-6 * np.abs(theirs).max()


def test_the_gru_of_2014_differs_only_in_the_candidate():
    kernel, recurrent_kernel, _ = weights("gru")
    paper = keras.layers.GRU(UNITS, reset_after=False, use_bias=False)
    paper.build(X.shape)
    paper.set_weights([kernel, recurrent_kernel])
    zeros = np.zeros((2, 3 * UNITS), "float32")
    # the first step starts from h = 0, where r cannot matter: both forms agree; from the second on they part
    np.testing.assert_allclose(run("gru", X[:, :1], kernel, recurrent_kernel, zeros), paper(X[:, :1]), atol=1e-6)
    assert np.abs(run("gru", X, kernel, recurrent_kernel, zeros) - paper(X)).max() > 1e-3


def test_a_closed_forget_gate_forgets_and_an_open_one_keeps():
    """The law behind the gates: saturated gates copy or drop the cell state exactly."""
    kernel, recurrent_kernel = np.zeros((2, 8), "float32"), np.zeros((2, 8), "float32")
    c = np.array([[0.5, -1.5]], "float32")
    for forget, kept in ((40.0, c), (-40.0, 0 * c)):
        bias = np.repeat(np.array([-40.0, forget, 0.0, 40.0], "float32"), 2)  # input closed, output open
        h, new = lstm_step(np.ones((1, 2), "float32"), 0 * c, c, kernel, recurrent_kernel, bias)
        np.testing.assert_allclose(new, kept, atol=1e-7)
        np.testing.assert_allclose(h, np.tanh(kept), atol=1e-7)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": (3, 8)}, "kernel has 10 input features, x has 8"),
        ({"h": (3, 5)}, "the kernel makes 4 units, the hidden state has 5"),
        ({"c": (3, 5)}, "the kernel makes 4 units, the cell state has 5"),
        ({"kernel": (10, 15)}, "kernel has 15 columns, which is no multiple of 4"),
        ({"recurrent_kernel": (10, 16)}, r"recurrent_kernel has shape \(10, 16\), the kernel asks for \(4, 16\)"),
        ({"bias": (2, 16)}, r"bias has shape \(2, 16\), the kernel asks for \(16,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_named(change, message):
    shapes = {"x": (3, 10), "h": (3, 4), "c": (3, 4), "kernel": (10, 16), "recurrent_kernel": (4, 16), "bias": (16,)}
    arrays = {name: np.zeros(shape, "float32") for name, shape in {**shapes, **change}.items()}
    with pytest.raises(ModelError, match=message):
        lstm_step(**arrays)


def test_a_gru_wants_two_rows_of_bias():
    with pytest.raises(ModelError, match=r"bias has shape \(12,\), the kernel asks for \(2, 12\)"):
        gru_step(*(np.zeros(shape, "float32") for shape in [(1, 3), (1, 4), (3, 12), (4, 12), (12,)]))

"""Recurrent models against PyTorch with copied weights, and their states and gates against Keras's own outputs."""

import keras
import numpy as np
import pytest

from dlteach.errors import ModelError
from dlteach.models import SequenceClassifier, SequenceForecaster, build

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(3, 8, 10)).astype("float32")
TOKENS = np.array([[1, 2, 3, 4, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7], [2, 0, 0, 0, 0, 0, 0]], "int32")


def randomize(model):
    """Gives every weight a value, so that no bias hides behind its zero."""
    model.set_weights([RANDOM.normal(size=w.shape).astype("float32") / 3 for w in model.get_weights()])
    return model


def layer_output(model, number, x):
    return np.asarray(keras.Model(model.input, model.get_layer(f"recurrent_{number}").output).predict_on_batch(x))


@pytest.mark.parametrize(("cell", "count"), [("rnn", 4_800), ("lstm", 19_200), ("gru", 14_592)])
def test_count_of_the_recurrent_layer(cell, count):
    model = SequenceClassifier(input_shape=(None, 10), cell=cell, units=64, classes=5)
    assert model.get_layer("recurrent_1").count_params() == count
    assert model.count_params() == count + 64 * 5 + 5


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_two_layers_equal_pytorch(cell, bidirectional):
    torch = pytest.importorskip("torch")
    units = 12
    model = randomize(SequenceClassifier((None, 10), cell=cell, units=units, num_layers=2, bidirectional=bidirectional))
    kind = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    theirs = kind(10, units, num_layers=2, bidirectional=bidirectional, batch_first=True)

    def reorder(array):
        if cell == "gru":  # Keras: update, reset, candidate; PyTorch: reset, update, candidate
            z, r, g = np.split(array, 3, axis=-1)
            array = np.concatenate([r, z, g], axis=-1)
        return torch.tensor(np.ascontiguousarray(array.T))

    def copy(layer, suffix):
        kernel, recurrent_kernel, bias = layer.get_weights()
        biases = bias if cell == "gru" else (bias, np.zeros_like(bias))
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        for name, value in zip(names, (kernel, recurrent_kernel, *biases), strict=True):
            getattr(theirs, f"{name}_{suffix}").data.copy_(reorder(value))

    for number in (1, 2):
        layer = model.get_layer(f"recurrent_{number}")
        if bidirectional:
            copy(layer.forward_layer, f"l{number - 1}")
            copy(layer.backward_layer, f"l{number - 1}_reverse")
        else:
            copy(layer, f"l{number - 1}")
    with torch.no_grad():
        outputs = theirs(torch.tensor(X))[0].numpy()
    np.testing.assert_allclose(model.states(X), outputs, atol=1e-5 * np.abs(outputs).max())
    last = np.concatenate([outputs[:, -1, :units], outputs[:, 0, units:]], axis=-1)
    np.testing.assert_allclose(layer_output(model, 2, X), last, atol=1e-5 * np.abs(last).max())


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_last_state_equals_the_layers_output_also_behind_padding(cell, bidirectional):
    model = randomize(
        SequenceClassifier(vocabulary_size=9, cell=cell, units=6, num_layers=2, bidirectional=bidirectional)
    )
    states = model.states(TOKENS)
    last = np.concatenate([states[:, -1, :6], states[:, 0, 6:]], axis=-1)
    np.testing.assert_allclose(last, layer_output(model, 2, TOKENS), atol=1e-6)
    # the first layer gives its whole sequence; compare where there is no padding
    first = model.states(TOKENS, layer=0)
    np.testing.assert_allclose(first[TOKENS != 0], layer_output(model, 1, TOKENS)[TOKENS != 0], atol=1e-6)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_padding_changes_nothing(cell):
    model = randomize(SequenceClassifier(vocabulary_size=9, cell=cell, units=6, bidirectional=True))
    np.testing.assert_allclose(model.predict_on_batch(TOKENS[:1]), model.predict_on_batch(TOKENS[:1, :4]), atol=1e-6)


def test_gates_of_an_lstm_obey_its_equations():
    model = randomize(SequenceClassifier((None, 10), cell="lstm", units=6))
    gates = model.gates(X)
    before = np.pad(gates["cell"], ((0, 0), (1, 0), (0, 0)))[:, :-1]
    np.testing.assert_allclose(gates["cell"], gates["forget"] * before + gates["input"] * gates["candidate"], atol=1e-6)
    np.testing.assert_allclose(gates["hidden"], gates["output"] * np.tanh(gates["cell"]), atol=1e-6)
    kernel, _, bias = model.get_layer("recurrent_1").get_weights()
    # at the first step the state is zero, so a gate is σ(x W + b) alone: the second block of columns forgets
    forget = 1 / (1 + np.exp(-(X[:, 0] @ kernel[:, 6:12] + bias[6:12])))
    np.testing.assert_allclose(gates["forget"][:, 0], forget, atol=1e-6)
    # Keras itself returns the last cell state
    layer = keras.layers.LSTM(6, return_state=True)
    layer.build(X.shape)
    layer.set_weights(model.get_layer("recurrent_1").get_weights())
    _, hidden, cell = layer(X)
    np.testing.assert_allclose(gates["cell"][:, -1], keras.ops.convert_to_numpy(cell), atol=1e-6)
    np.testing.assert_allclose(gates["hidden"][:, -1], keras.ops.convert_to_numpy(hidden), atol=1e-6)


def test_gates_of_a_gru_obey_its_equations():
    model = randomize(SequenceClassifier((None, 10), cell="gru", units=6, bidirectional=True))
    gates = model.gates(X, direction="backward")
    # read from the end: the state "before" step t is the one at t + 1
    before = np.pad(gates["hidden"], ((0, 0), (0, 1), (0, 0)))[:, 1:]
    mixed = gates["update"] * before + (1 - gates["update"]) * gates["candidate"]
    np.testing.assert_allclose(gates["hidden"], mixed, atol=1e-6)
    assert 0 <= gates["reset"].min() < gates["reset"].max() <= 1


def test_dropout_does_not_touch_the_states():
    model = SequenceClassifier((None, 10), units=6, num_layers=2, dropout=0.5)
    np.testing.assert_array_equal(model.states(X), model.states(X))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: SequenceClassifier(cell="lsmt"), 'no recurrent cell "lsmt"'),
        (lambda: build("rnn").gates(X[:, :, :1]), "a plain RNN has no gates"),
        (lambda: build("lstm").gates(X[:, :, :1], layer=1), "no recurrent layer 1"),
        (lambda: build("lstm").gates(X[:, :, :1], direction="backward"), 'direction "backward"'),
    ],
)
def test_what_cannot_be_is_refused(ask, message):
    with pytest.raises(ModelError, match=message):
        ask()


def test_a_forecaster_of_one_series_gives_one_number_a_step():
    assert SequenceForecaster(horizon=6).output_shape == (None, 6)
    assert SequenceForecaster(horizon=6, targets=2).output_shape == (None, 6, 2)


def test_clipping_in_the_optimizer_bounds_the_step():
    """With plain gradient descent of step 1 the weights move by the clipped gradient's length at most."""
    model = SequenceForecaster(units=8, cell="rnn")
    x = RANDOM.normal(size=(4, 20, 1)).astype("float32")
    y = np.full((4, 1), 1e4, "float32")  # a far target: a huge gradient
    model.compile(optimizer=keras.optimizers.SGD(1.0, global_clipnorm=0.5), loss="mse")
    before = model.get_weights()
    model.train_on_batch(x, y)
    moved = np.sqrt(sum(np.square(new - old).sum() for new, old in zip(model.get_weights(), before, strict=True)))
    np.testing.assert_allclose(moved, 0.5, rtol=1e-4)


@pytest.mark.parametrize("jit_compile", [True, "auto"])
def test_learns_a_sum_that_needs_memory(jit_compile):
    """The mean of eight numbers: forgetting all but the last leaves an error of 7/8 of its variance."""
    x = RANDOM.uniform(-1, 1, size=(256, 8, 1)).astype("float32")
    y = x.mean(axis=1)
    keras.utils.set_random_seed(0)
    model = SequenceForecaster(cell="gru", units=16)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", jit_compile=jit_compile)
    history = model.fit(x, y, epochs=12, batch_size=32, verbose=0)
    assert history.history["loss"][-1] < 0.1 * y.var()

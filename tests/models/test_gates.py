"""Gates traced in layers of any Keras model, against what those layers return themselves."""

import keras
import numpy as np
import pytest
from keras import layers

from dlteach.errors import ModelError
from dlteach.models import trace_gates

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(2, 5, 3)).astype("float32")


@pytest.mark.parametrize(
    "layer",
    [
        layers.SimpleRNN(4, return_sequences=True, activation="relu"),
        layers.LSTM(4, return_sequences=True, use_bias=False),
        layers.LSTM(4, return_sequences=True, recurrent_activation="hard_sigmoid"),
        layers.GRU(4, return_sequences=True, reset_after=False),
        layers.GRU(4, return_sequences=True, reset_after=False, use_bias=False),
        layers.GRU(4, return_sequences=True, use_bias=False),
    ],
    ids=["relu", "lstm without bias", "hard sigmoid", "gru of 2014", "gru of 2014 without bias", "gru without bias"],
)
def test_hidden_states_equal_the_layers_output(layer):
    layer.build(X.shape)
    layer.set_weights([RANDOM.normal(size=w.shape) for w in layer.get_weights()])
    output = keras.ops.convert_to_numpy(layer(X))
    np.testing.assert_allclose(trace_gates(layer, X)["hidden"], output, atol=2e-6)


def test_a_layer_that_reads_backwards_is_told_in_the_inputs_order():
    layer = layers.GRU(4, return_sequences=True, go_backwards=True)
    # Keras returns such a layer's outputs in the order it made them: the last step of the input first
    output = keras.ops.convert_to_numpy(layer(X))
    np.testing.assert_allclose(trace_gates(layer, X)["hidden"], output[:, ::-1], atol=2e-6)


def test_a_mask_leaves_the_state_as_it_was():
    layer = layers.LSTM(4)
    mask = np.array([[True, True, False, True, False], [False, True, True, False, False]])
    output = keras.ops.convert_to_numpy(layer(X, mask=mask))
    traced = trace_gates(layer, X, mask)
    np.testing.assert_allclose(traced["hidden"][:, -1], output, atol=2e-6)
    np.testing.assert_array_equal(traced["cell"][1, 0], np.zeros(4))


def test_other_layers_and_layers_without_weights_are_refused():
    with pytest.raises(ModelError, match="is a Dense"):
        trace_gates(layers.Dense(3), X)
    with pytest.raises(ModelError, match="has no weights yet"):
        trace_gates(layers.LSTM(3), X)

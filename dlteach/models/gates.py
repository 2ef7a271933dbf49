"""What a recurrent layer thinks at every step: its gates, its cell state and its hidden state, from its own weights.

Keras's layers return hidden states only. Here the same weights are run step by step, in numpy, and everything is kept:

    SimpleRNN  h  = tanh(x W + h U + b)
    LSTM       i, f, o = σ(x W + h U + b), g = tanh(x W + h U + b), c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c')
    GRU        z, r = σ(x W + h U + b), g = tanh(x W + b + r ⊙ (h U + b')), h' = z ⊙ h + (1 − z) ⊙ g
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError

GATES = {
    layers.SimpleRNN: (),
    layers.LSTM: ("input", "forget", "candidate", "output"),
    layers.GRU: ("update", "reset", "candidate"),
}


def trace_gates(layer: keras.layers.Layer, inputs: Any, mask: Any = None) -> dict[str, np.ndarray]:
    """Runs a recurrent layer from a zero state and keeps what it computes at every step.

    Args:
        layer: a built SimpleRNN, LSTM or GRU of Keras, of any model; not a Bidirectional, whose two halves are
            `forward_layer` and `backward_layer`. A layer that reads backwards is run backwards.
        inputs: what the layer reads, (batch, time, features).
        mask: (batch, time), False where the input is padding; there the state stays as it is.

    Returns:
        Arrays of shape (batch, time, units), time as in the input. Every layer has "hidden"; an LSTM also "input",
        "forget", "candidate", "output" and "cell"; a GRU also "update", "reset" and "candidate". "cell" and "hidden"
        are the states *after* the step.

    Raises:
        ModelError: the layer is of another kind.

    Example:
        >>> layer = keras.layers.LSTM(4)
        >>> x = np.ones((1, 7, 2), "float32")
        >>> _ = layer(x)
        >>> trace_gates(layer, x)["forget"].shape
        (1, 7, 4)
    """
    if type(layer) not in GATES:
        raise ModelError(
            f"{layer.name} is a {type(layer).__name__}", "Gates can be traced in a SimpleRNN, an LSTM or a GRU."
        )
    if not layer.built:
        raise ModelError(f"{layer.name} has no weights yet", "Call the layer once, or build its model.")
    x = np.asarray(ops.convert_to_numpy(inputs), "float32")
    weights = {name: ops.convert_to_numpy(weight) for name, weight in _weights(layer.cell).items()}
    state = {"hidden": np.zeros((len(x), layer.units), "float32")}
    if isinstance(layer, layers.LSTM):
        state["cell"] = state["hidden"]
    length = x.shape[1]
    steps: list[dict[str, np.ndarray]] = [{} for _ in range(length)]
    for t in reversed(range(length)) if layer.go_backwards else range(length):
        found = _STEPS[type(layer)](layer.cell, x[:, t], state, **weights)
        if mask is not None:
            here = np.asarray(mask, bool)[:, t, None]
            found.update({name: np.where(here, found[name], state[name]) for name in state})
        state = {name: found[name] for name in state}
        steps[t] = found
    # one array (batch, time, units) for each name
    return {name: np.stack([step[name] for step in steps], axis=1) for name in (*GATES[type(layer)], *state)}


def _weights(cell) -> dict[str, Any]:
    bias = 0.0 if cell.bias is None else cell.bias
    return {"kernel": cell.kernel, "recurrent_kernel": cell.recurrent_kernel, "bias": bias}


def _numpy(function, z):
    """Applies an activation of Keras to numpy's numbers."""
    return ops.convert_to_numpy(function(ops.convert_to_tensor(z)))


def _rnn(cell, x, state, kernel, recurrent_kernel, bias):
    # h' = tanh(x W + h U + b)
    return {"hidden": _numpy(cell.activation, x @ kernel + state["hidden"] @ recurrent_kernel + bias)}


def _lstm(cell, x, state, kernel, recurrent_kernel, bias):
    # x W + h U + b, split in the four blocks i, f, g, o
    i, f, g, o = np.split(x @ kernel + state["hidden"] @ recurrent_kernel + bias, 4, axis=-1)
    i, f, o = (_numpy(cell.recurrent_activation, gate) for gate in (i, f, o))
    g = _numpy(cell.activation, g)
    # c' = f ⊙ c + i ⊙ g,  h' = o ⊙ tanh(c')
    c = f * state["cell"] + i * g
    return {"input": i, "forget": f, "candidate": g, "output": o, "cell": c, "hidden": o * _numpy(cell.activation, c)}


def _gru(cell, x, state, kernel, recurrent_kernel, bias):
    h, units = state["hidden"], cell.units
    input_bias, recurrent_bias = bias if np.ndim(bias) == 2 else (bias, 0.0)
    x_z, x_r, x_g = np.split(x @ kernel + input_bias, 3, axis=-1)
    if cell.reset_after:
        h_z, h_r, h_g = np.split(h @ recurrent_kernel + recurrent_bias, 3, axis=-1)
    else:
        h_z, h_r = np.split(h @ recurrent_kernel[:, : 2 * units], 2, axis=-1)
    # z = σ(x W + h U + b),  r likewise
    z, r = _numpy(cell.recurrent_activation, x_z + h_z), _numpy(cell.recurrent_activation, x_r + h_r)
    # g = tanh(x W + b + r ⊙ (h U + b')); the paper of 2014, and `reset_after=False`, has (r ⊙ h) U
    past = r * h_g if cell.reset_after else (r * h) @ recurrent_kernel[:, 2 * units :]
    g = _numpy(cell.activation, x_g + past)
    # h' = z ⊙ h + (1 − z) ⊙ g
    return {"update": z, "reset": r, "candidate": g, "hidden": z * h + (1 - z) * g}


_STEPS: dict[type, Callable[..., dict[str, np.ndarray]]] = {
    layers.SimpleRNN: _rnn,
    layers.LSTM: _lstm,
    layers.GRU: _gru,
}

"""One step of each recurrent cell: the plain RNN, the LSTM and the GRU, written as sums of products."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def rnn_step(x, h, kernel, recurrent_kernel, bias):
    """One step of a plain recurrent network: the new hidden state is made from the input and the old one.

    Args:
        x: input of this step, (batch, features).
        h: hidden state, (batch, units).
        kernel: (features, units).
        recurrent_kernel: (units, units).
        bias: (units,).

    Returns:
        The new hidden state, (batch, units). It is also the output of the step.

    Raises:
        ModelError: an input or a weight has another shape than the rest asks for.

    Example:
        >>> rnn_step(ops.ones((1, 8)), ops.zeros((1, 3)), ops.ones((8, 3)), ops.ones((3, 3)), ops.zeros(3)).shape
        (1, 3)

    Reference:
        Elman (1990), doi:10.1207/s15516709cog1402_1; the layer keras.layers.SimpleRNN.
    """
    _check(x, h, kernel, recurrent_kernel, bias, gates=1)
    # h' = tanh(x W + h U + b)
    return ops.tanh(ops.matmul(x, kernel) + ops.matmul(h, recurrent_kernel) + bias)


def lstm_step(x, h, c, kernel, recurrent_kernel, bias):
    """One step of a long short-term memory: forget some of the old, let some of the new in, show some of it.

    Args:
        x: input of this step, (batch, features).
        h: hidden state, (batch, units).
        c: cell state, (batch, units).
        kernel: (features, 4 · units), side by side in Keras's order: input, forget, candidate, output.
        recurrent_kernel: (units, 4 · units).
        bias: (4 · units,).

    Returns:
        The new hidden state and the new cell state, both (batch, units).

    Raises:
        ModelError: an input, a state or a weight has another shape than the rest asks for.

    Example:
        >>> h, c = lstm_step(ops.ones((1, 8)), ops.zeros((1, 3)), ops.zeros((1, 3)),
        ...                  ops.ones((8, 12)), ops.ones((3, 12)), ops.zeros(12))
        >>> h.shape, c.shape
        ((1, 3), (1, 3))

    Reference:
        Hochreiter and Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735; the forget gate is from Gers, Schmidhuber
        and Cummins (2000), doi:10.1162/089976600300015015. The layer keras.layers.LSTM.
    """
    _check(x, h, kernel, recurrent_kernel, bias, gates=4)
    _check_state("the cell state", c, h.shape[-1])
    # z = x W + h U + b, for the three gates and the candidate at once
    z = ops.matmul(x, kernel) + ops.matmul(h, recurrent_kernel) + bias
    i, f, g, o = ops.split(z, 4, axis=-1)
    # c' = σ(f) ⊙ c + σ(i) ⊙ tanh(g)
    c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g)
    # h' = σ(o) ⊙ tanh(c')
    h = ops.sigmoid(o) * ops.tanh(c)
    return h, c


def gru_step(x, h, kernel, recurrent_kernel, bias):
    """One step of a gated recurrent unit: the update gate keeps or replaces, the reset gate fades the past.

    The reset gate acts *after* the product with the recurrent weights, r ⊙ (h U): the form of Keras
    (`reset_after=True`), of PyTorch and of cuDNN. The paper of 2014 wrote it before the product, (r ⊙ h) U.
    As in that paper, z near 1 keeps the old state; others write the same gate with z and 1 − z exchanged.

    Args:
        x: input of this step, (batch, features).
        h: hidden state, (batch, units).
        kernel: (features, 3 · units), side by side in Keras's order: update, reset, candidate.
        recurrent_kernel: (units, 3 · units).
        bias: (2, 3 · units): the first row goes with the input, the second with the hidden state.

    Returns:
        The new hidden state, (batch, units). It is also the output of the step.

    Raises:
        ModelError: an input or a weight has another shape than the rest asks for.

    Example:
        >>> gru_step(ops.ones((1, 8)), ops.zeros((1, 3)), ops.ones((8, 9)), ops.ones((3, 9)), ops.zeros((2, 9))).shape
        (1, 3)

    Reference:
        Cho et al. (2014), arXiv:1406.1078, section 2.3; the layer keras.layers.GRU.
    """
    _check(x, h, kernel, recurrent_kernel, bias, gates=3, bias_rows=2)
    x_z, x_r, x_g = ops.split(ops.matmul(x, kernel) + bias[0], 3, axis=-1)
    h_z, h_r, h_g = ops.split(ops.matmul(h, recurrent_kernel) + bias[1], 3, axis=-1)
    # z = σ(x Wz + h Uz + bz),  r = σ(x Wr + h Ur + br)
    z, r = ops.sigmoid(x_z + h_z), ops.sigmoid(x_r + h_r)
    # g = tanh(x Wg + b + r ⊙ (h Ug + b'))
    g = ops.tanh(x_g + r * h_g)
    # h' = z ⊙ h + (1 − z) ⊙ g
    return z * h + (1 - z) * g


def _check(x, h, kernel, recurrent_kernel, bias, gates, bias_rows=1):
    """Refuses shapes that do not belong together, in the words of the cell."""
    features, width = kernel.shape
    units = width // gates
    if width != gates * units:
        raise ModelError(
            f"kernel has {width} columns, which is no multiple of {gates}",
            f"This cell has {gates} blocks of weights side by side, one of `units` columns each.",
        )
    if x.shape[-1] != features:
        raise ModelError(
            f"kernel has {features} input feature{'s' * (features != 1)}, x has {x.shape[-1]}",
            "A kernel has one row for each feature of x.",
        )
    _check_state("the hidden state", h, units)
    wanted = {"recurrent_kernel": (units, width), "bias": (width,) if bias_rows == 1 else (bias_rows, width)}
    for (name, shape), weight in zip(wanted.items(), (recurrent_kernel, bias), strict=True):
        if tuple(weight.shape) != shape:
            raise ModelError(
                f"{name} has shape {tuple(weight.shape)}, the kernel asks for {shape}",
                f"The kernel {tuple(kernel.shape)} means {features} features and {units} units.",
            )


def _check_state(name, state, units):
    if state.shape[-1] != units:
        raise ModelError(
            f"the kernel makes {units} units, {name} has {state.shape[-1]}",
            "A state has one number for each unit; zeros will do at the first step.",
        )

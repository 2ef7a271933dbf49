"""What one step of a recurrent cell costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras import layers


def cell_formula(cell: Any) -> Callable[[int, Any], int] | None:
    """Finds the formula of a cell.

    Args:
        cell: a recurrent cell.

    Returns:
        A function of the number of features and the cell; None for a cell that is not Keras's own.
    """
    return next((formula for kind, formula in _CELLS.items() if isinstance(cell, kind)), None)


def _gates(gates: int, features: int, cell: Any, biases: int) -> int:
    """x W + h U, the biases and an activation, for each of the gates."""
    products = 2 * (features + cell.units) + 1
    return gates * cell.units * (products + bool(cell.use_bias) * biases + 1)


def _rnn(features: int, cell: Any) -> int:
    return _gates(1, features, cell, biases=1)


def _lstm(features: int, cell: Any) -> int:
    # then c' = f ⊙ c + i ⊙ g counts three, and h' = o ⊙ tanh(c') two
    return _gates(4, features, cell, biases=1) + 5 * cell.units


def _gru(features: int, cell: Any) -> int:
    # reset_after gives the recurrent product a bias of its own
    # then r ⊙ (h U) counts one, and h' = z ⊙ h + (1 − z) ⊙ g four
    return _gates(3, features, cell, biases=2 if cell.reset_after else 1) + 5 * cell.units


_CELLS: dict[type, Callable[[int, Any], int]] = {
    layers.LSTMCell: _lstm,
    layers.GRUCell: _gru,
    layers.SimpleRNNCell: _rnn,
}

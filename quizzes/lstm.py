"""Computed questions on LSTMs and their kin: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than


@computed("lstm/parameters")
def parameters(rng):
    """Ask for the number of parameters of an LSTM."""
    features, units = _sizes(rng)
    # three gates and the candidate; each sees the input, the hidden state and a bias
    count = 4 * units * (features + units + 1)
    mistakes = {
        4 * units * (features + units): "The three gates and the candidate have a bias each.",
        units * (features + units + 1): "That is one gate. An LSTM has four sets of weights.",
        3 * units * (features + units + 1): "The candidate has weights too, so there are four sets.",
        4 * units * (features + 1): "Each gate also sees the hidden state.",
        4 * units * (features + units + 2): "Keras's LSTM has one bias a unit and set; PyTorch's has two.",
    }
    return Question(
        f"How many parameters has `keras.layers.LSTM({units})` on inputs with {features} features?",
        answer=count,
        mistakes=mistakes,
        explanation=f"4 · {units} · ({features} + {units} + 1) = {count:,}.",
        lesson="lstm-network",
    ).proved_by(lambda: proofs.count("LSTM", (units,), (None, None, features)))


@computed("lstm/gru-parameters")
def gru_parameters(rng):
    """Ask for the number of parameters of a GRU."""
    features, units = _sizes(rng)
    # update gate, reset gate and candidate; reset_after keeps an input bias and a recurrent bias
    count = 3 * units * (features + units + 2)
    mistakes = {
        3 * units * (features + units + 1): "Keras's GRU keeps two biases, one for the input and one for the state.",
        4 * units * (features + units + 1): "That is an LSTM.",
        2 * units * (features + units + 2): "Besides its two gates, a GRU has a candidate.",
        3 * units * (features + units): "The biases are missing.",
    }
    return Question(
        f"How many parameters has `keras.layers.GRU({units})`, with Keras's defaults, on inputs with {features} features?",
        answer=count,
        mistakes=mistakes,
        explanation=f"Two gates and the candidate make three sets. With reset_after=True each has two biases a unit: "
        f"3 · {units} · ({features} + {units} + 2) = {count:,}.",
        lesson="lstm-variants",
    ).proved_by(lambda: proofs.count("GRU", (units,), (None, None, features)))


@computed("lstm/simple-rnn-parameters")
def simple_rnn_parameters(rng):
    """Ask for the number of parameters of a plain recurrent layer."""
    features, units = _sizes(rng)
    # h' = tanh(x W + h U + b)
    count = units * (features + units + 1)
    mistakes = {
        units * (features + 1): "Each unit also sees the hidden state of all units.",
        units * (features + units): "Each unit has a bias.",
        units * (features + 2): "Each unit sees the hidden state of all units, not only its own.",
        4 * units * (features + units + 1): "That is an LSTM. A plain RNN has no gates.",
    }
    return Question(
        f"How many parameters has `keras.layers.SimpleRNN({units})` on inputs with {features} features?",
        answer=count,
        mistakes=mistakes,
        explanation=f"{units} · ({features} + {units} + 1) = {count:,}.",
        lesson="lstm-network",
    ).proved_by(lambda: proofs.count("SimpleRNN", (units,), (None, None, features)))


@computed("lstm/bidirectional-parameters")
def bidirectional_parameters(rng):
    """Ask for the number of parameters of a bidirectional LSTM."""
    features, units = _sizes(rng)
    # one whole LSTM for each direction
    count = 2 * 4 * units * (features + units + 1)
    mistakes = {
        4 * units * (features + units + 1): "That is one direction. The two share no weights.",
        4 * (2 * units) * (features + 2 * units + 1): "Each direction sees only its own hidden state.",
        2 * 4 * units * (features + units): "The biases are missing.",
    }
    return Question(
        f"How many parameters has `keras.layers.Bidirectional(keras.layers.LSTM({units}))` on inputs with "
        f"{features} features?",
        answer=count,
        mistakes=mistakes,
        explanation=f"Two LSTMs, one for each direction: 2 · 4 · {units} · ({features} + {units} + 1) = {count:,}.",
        lesson="lstm-variants",
    ).proved_by(lambda: proofs.count_of_both_directions(units, features))


@computed("lstm/stacked-parameters")
def stacked_parameters(rng):
    """Ask for the number of parameters of the upper of two LSTM layers."""
    features, lower, upper = rng.choice([5, 8, 10]), rng.choice([16, 32, 64]), rng.choice([12, 20, 24, 48])
    # the upper layer's input is the lower one's hidden state
    count = 4 * upper * (lower + upper + 1)
    mistakes = {
        4 * upper * (features + upper + 1): "The upper layer reads the lower one's hidden state, not the input.",
        4 * upper * (features + lower + upper + 1): "The upper layer does not see the input.",
        4 * upper * (2 * lower + upper + 1): "It sees the lower one's hidden state, but not its cell state.",
        4 * upper * (upper + 1): "It sees the lower one's hidden state besides its own.",
    }
    return Question(
        f"Inputs with {features} features go through `LSTM({lower}, return_sequences=True)` and then `LSTM({upper})`. "
        "How many parameters has the second layer?",
        answer=count,
        mistakes=mistakes,
        explanation=f"Its inputs have {lower} features: 4 · {upper} · ({lower} + {upper} + 1) = {count:,}.",
        lesson="lstm-variants",
    ).proved_by(lambda: proofs.count_upper(features, lower, upper))


@computed("lstm/output-shape")
def output_shape(rng):
    """Ask for the shape of an LSTM's output."""
    steps, features = rng.choice([12, 20, 30, 50]), rng.choice([5, 8, 10])
    units, every = rng.choice([16, 24, 32, 64]), rng.choice([True, False])
    shape = (steps, units) if every else (units,)
    mistakes = {
        (units,): "With return_sequences=True there is a hidden state for every step.",
        (steps, units): "By default only the hidden state of the last step is returned.",
        (steps, features): "The last size is the number of units; the features are gone.",
        (steps,): "Each step gives as many numbers as there are units.",
    }
    return Question(
        f"One sequence of {steps} steps with {features} features goes through "
        f"`LSTM({units}{', return_sequences=True' if every else ''})`. What is the shape of the output? "
        "(Leave the batch out; a single size is written like (7,).)",
        answer=shape,
        mistakes={wrong: remark for wrong, remark in mistakes.items() if wrong != shape},
        explanation="One hidden state for every step." if every else "The hidden state of the last step alone.",
        lesson="lstm-network",
    ).proved_by(lambda: proofs.shapes(steps, features, units, every, False))


@computed("lstm/returned-numbers")
def returned_numbers(rng):
    """Ask how much an LSTM returns with its sequence and its states."""
    steps, features, units = rng.choice([10, 20, 30]), rng.choice([5, 8]), rng.choice([16, 32, 64])
    # all hidden states, and the last hidden state and cell state
    count = steps * units + 2 * units
    mistakes = {
        steps * units: "return_state=True adds two states.",
        steps * units + units: "There are two states: the last hidden state and the last cell state.",
        2 * steps * units: "The cell state is returned for the last step only.",
        3 * units: "return_sequences=True returns the hidden state of every step.",
    }
    return Question(
        f"One sequence of {steps} steps goes through `LSTM({units}, return_sequences=True, return_state=True)`. "
        "How many numbers does the layer return, all outputs together?",
        answer=count,
        mistakes=mistakes,
        explanation=f"{steps} hidden states, and once more the last hidden state and the last cell state, each of {units} "
        f"numbers: ({steps} + 2) · {units} = {count:,}.",
        lesson="lstm-network",
    ).proved_by(lambda: sum(map(math.prod, proofs.shapes(steps, features, units, True, True))))


@computed("lstm/cell-state-step")
def cell_state_step(rng):
    """Ask for the new cell state, gates given."""
    f, i, _, g, c = _gates(rng)
    # c' = f c + i g
    new = f * c + i * g
    mistakes = {
        c + i * g: "The forget gate comes first: only f · c is kept.",
        i * c + f * g: "The gates are swapped. The forget gate guards the old state.",
        f * c + g: "The input gate lets only a part of the candidate in.",
        f * c: "A part of the candidate is added.",
        (1 - f) * c + i * g: "A forget gate of 1 keeps; it does not erase.",
    }
    return Question(
        f"One unit of an LSTM has the cell state c = {_text(c)}. At this step the forget gate is {f:g}, the input gate {i:g}, "
        f"and the candidate g = {_text(g)}. What is the new cell state?",
        answer=new,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(new, mistakes),
        explanation=f"c' = f · c + i · g = {f:g} · {_factor(c)} + {i:g} · {_factor(g)} = {_text(new)}.",
        lesson="lstm-by-hand",
    ).proved_by(lambda: proofs.step(f, i, 0.5, g, c)[1])


@computed("lstm/hidden-state-step")
def hidden_state_step(rng):
    """Ask for the new hidden state, gates given."""
    f, i, o, g, c = _gates(rng)
    # c' = f c + i g,   h' = o tanh(c')
    new = f * c + i * g
    hidden = o * math.tanh(new)
    mistakes = {
        o * new: "The cell state passes through a tanh before the output gate.",
        math.tanh(new): "The output gate shows only a part of it.",
        new: "That is the new cell state.",
        o * math.tanh(c): "The new cell state is shown, not the old one.",
    }
    return Question(
        f"One unit of an LSTM has the cell state c = {_text(c)}. At this step the forget gate is {f:g}, the input gate {i:g}, "
        f"the output gate {o:g}, and the candidate g = {_text(g)}. What is the new hidden state? (Two decimals.)",
        answer=hidden,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(hidden, mistakes),
        explanation=f"c' = {f:g} · {_factor(c)} + {i:g} · {_factor(g)} = {_text(new)}, "
        f"and h' = {o:g} · tanh({_text(new)}) = {_text(hidden)}.",
        lesson="lstm-by-hand",
    ).proved_by(lambda: proofs.step(f, i, o, g, c)[0])


@computed("lstm/gate-value")
def gate_value(rng):
    """Ask for a gate's value from its weights."""
    w, u = rng.choice([-2, -1.5, -1, 1, 1.5, 2]), rng.choice([-1, -0.5, 0.5, 1])
    b, x, h = rng.choice([-1, 0, 1]), rng.choice([-1, 0.5, 1]), rng.choice([-0.8, -0.4, 0.4, 0.8])
    # σ(w x + u h + b)
    total = w * x + u * h + b
    gate = _sigmoid(total)
    mistakes = {
        total: "A gate lies between 0 and 1: apply the sigmoid.",
        math.tanh(total): "That is a tanh, as the candidate has. Gates have a sigmoid.",
        _sigmoid(w * x + b): "The gate also sees the hidden state.",
        _sigmoid(w * x + u * h): "The bias is missing.",
        1 - gate: "The sigmoid is 1 / (1 + e^−z), with a minus sign.",
    }
    return Question(
        f"A gate has the input weight {_text(w)}, the recurrent weight {_text(u)} and the bias {_text(b)}. The input is "
        f"{_text(x)} and the hidden state {_text(h)}. What is the gate's value? (Two decimals.)",
        answer=gate,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(gate, mistakes),
        explanation=f"z = {_text(w)} · {_factor(x)} + {_factor(u)} · {_factor(h)} + {_factor(b)} = {_text(total)}, "
        f"and σ(z) = 1 / (1 + e^−z) = {_text(gate)}.",
        lesson="lstm-by-hand",
    ).proved_by(lambda: proofs.gate(w, u, b, x, h))


@computed("lstm/gradient-factor")
def gradient_factor(rng):
    """Ask what is left of a gradient along the cell state."""
    f, steps = rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 0.95]), rng.choice([3, 4, 5, 8, 10, 12])
    # ∂c_T / ∂c_0 = f^T while the gate stays the same
    factor = f**steps
    mistakes = {
        f: "That is one step; each step multiplies once more.",
        f * steps: "The factors of the steps are multiplied, not added.",
        max(0.0, 1 - (1 - f) * steps): "Each step loses a share of what is left, not of the beginning.",
        f ** (steps - 1): "The gradient passes the gate once for each step.",
        f / steps: "The factors of the steps are multiplied; nothing is averaged.",
    }
    return Question(
        f"A forget gate stays at {f:g} for {steps} steps. Straight along the cell state, by what is a gradient multiplied on "
        "its way back through them? (Two significant digits.)",
        answer=factor,
        mistakes=other_than(factor, mistakes, 0.05 * factor),
        explanation=f"Each step multiplies by the forget gate: {f:g}^{steps} = {factor:.2g}.",
        tolerance=0.05 * factor,
        lesson="lstm-gradient",
    ).proved_by(lambda: proofs.kept(f, steps))


def _sizes(rng):
    return rng.choice([5, 8, 10, 16, 28]), rng.choice([12, 20, 32, 64, 128])


def _gates(rng):
    """Draw forget, input and output gate, candidate and cell state of one unit."""
    f, i, o = (rng.choice([0.2, 0.3, 0.5, 0.6, 0.8, 0.9]) for _ in range(3))
    return f, i, o, rng.choice([-0.9, -0.5, -0.4, 0.4, 0.5, 0.9]), rng.choice([-2, -1, -0.5, 0.5, 1, 2])


def _text(number):
    return f"{number:.3g}".replace("-", "−")


def _factor(number):
    """Write a number so that it can follow a sign."""
    return f"({_text(number)})" if number < 0 else _text(number)


def _sigmoid(z):
    return 1 / (1 + math.exp(-z))

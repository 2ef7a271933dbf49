"""Computed questions on plain recurrent networks: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_recurrent as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than
from dlteach.quizzes.signs import factor, text


@computed("rnn/state-after-two-steps")
def state_after_two_steps(rng):
    """Ask for the state after two inputs."""
    w, u = rng.choice([0.5, 1, 1.5]), rng.choice([-1, -0.5, 0.5, 0.8, 1])
    b, first, second = rng.choice([0, 0.5]), rng.choice([0.5, 1]), rng.choice([-1, 0, 0.5, 1])
    # h' = tanh(w x + u h + b), twice
    one = math.tanh(w * first + b)
    two = math.tanh(w * second + u * one + b)
    mistakes = {
        one: "That is the state after the first step.",
        math.tanh(w * second + b): "The old state counts too: add u · h.",
        w * second + u * one + b: "The sum still has to pass through the tanh.",
        math.tanh(w * second + u * (w * first + b) + b): "The first state, too, is a tanh.",
        math.tanh(w * second + u * one): "The bias is missing in the second step." if b else "",
    }
    mistakes = {wrong: remark for wrong, remark in mistakes.items() if remark}
    return Question(
        f"One recurrent unit has w = {w:g}, u = {text(u)}, b = {b:g}. It starts with state 0 and reads {first:g} and then "
        f"{text(second)}. What is its state then? (Two decimals.)",
        answer=two,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(two, mistakes),
        explanation=f"First h = tanh({w:g} · {first:g} + {b:g}) = {text(one, '.3f')}, then h = tanh({w:g} · {factor(second)} + "
        f"{factor(u)} · {text(one, '.3f')} + {b:g}) = {text(two, '.3f')}.",
        lesson="rnn-by-hand",
    ).proved_by(lambda: proofs.rnn_state(w, u, b, (first, second), 0))


@computed("rnn/gradient-over-steps")
def gradient_over_steps(rng):
    """Ask what is left of a gradient after some steps back through one unit."""
    u, steps = rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.5]), rng.choice([4, 5, 6, 8, 10, 12])
    # near 0 the slope of tanh is 1, so ∂h_T / ∂h_0 = u^T
    factor = u**steps
    mistakes = {
        u: "That is one step; each step multiplies once more.",
        u * steps: "The factors of the steps are multiplied, not added.",
        u ** (steps - 1): "The gradient passes the recurrent weight once for each step.",
        u / steps: "Nothing is averaged over the steps; the factors are multiplied.",
    }
    return Question(
        f"A recurrent unit has the recurrent weight u = {u:g} and stays near 0, where tanh has the slope 1. By what is a "
        f"gradient multiplied on its way back through {steps} steps? (Two significant digits.)",
        answer=factor,
        tolerance=0.05 * factor,
        mistakes=other_than(factor, mistakes, 0.05 * factor),
        explanation=f"{u:g}^{steps} = {float(f'{factor:.2g}'):g}. "
        + ("It vanishes." if u < 1 else "It grows: on and on, that is an explosion."),
        lesson="rnn-bptt",
    ).proved_by(lambda: proofs.rnn_slope(u, steps))


@computed("rnn/clipped-gradient")
def clipped_gradient(rng):
    """Ask for a number of a clipped gradient."""
    first, second, length = rng.choice([(3, 4, 5), (4, 3, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17), (0.3, 0.4, 0.5)])
    limit = rng.choice([0.4, 1, 2, 2.5])
    # g' = g · limit / max(‖g‖, limit)
    answer = first * limit / max(length, limit)
    mistakes = {
        float(min(first, limit)): "The joint length is limited, not each number by itself.",
        first / (first + second) * limit: "The length is √(a² + b²), not a + b." if length > limit else "",
        float(limit): "That is the length afterwards, not the first number." if length > limit else "",
        second * limit / max(length, limit): "That is the second number.",
        float(first): f"The length is {length:g}, which is too long: it has to be scaled down."
        if length > limit
        else "",
        first * limit / length: "" if length > limit else "A gradient shorter than the limit is left as it is.",
    }
    mistakes = {wrong: remark for wrong, remark in mistakes.items() if remark}
    return Question(
        f"A gradient is ({first:g}, {second:g}). It is clipped to the length {limit:g}. What is its first number afterwards? "
        "(Three decimals.)",
        answer=float(answer),
        tolerance=0.0015,
        mistakes=other_than(float(answer), mistakes, 0.0015),
        explanation=f"The length is {length:g}. "
        + (
            f"It is above {limit:g}, so the first number becomes {first:g} · {limit:g} / {length:g} = {answer:.3f}."
            if length > limit
            else f"It is not above {limit:g}, so nothing changes."
        ),
        lesson="rnn-clipping",
    ).proved_by(lambda: proofs.clipped((first, second), limit))


@computed("rnn/output-numbers")
def output_numbers(rng):
    """Ask for the shape of a plain recurrent layer's output."""
    steps, features = rng.choice([10, 12, 20, 40]), rng.choice([1, 2, 3, 6])
    units, every = rng.choice([8, 16, 24, 64]), rng.choice([True, False])
    shape = (steps, units) if every else (units,)
    mistakes = {
        (units,): "With return_sequences=True there is a hidden state for every step.",
        (steps, units): "By default only the hidden state of the last step is returned.",
        (steps, features): "The last size is the number of units; the features are gone.",
        (features,): "The size of the state is the number of units, not that of the features.",
    }
    return Question(
        f"One sequence of {steps} steps with {features} feature{'s' * (features > 1)} goes through "
        f"`SimpleRNN({units}{', return_sequences=True' if every else ''})`. What is the shape of the output? "
        "(Leave the batch out; a single size is written like (7,).)",
        answer=shape,
        mistakes={wrong: remark for wrong, remark in mistakes.items() if wrong != shape},
        explanation="One hidden state for every step." if every else "The hidden state of the last step alone.",
        lesson="rnn-network",
    ).proved_by(lambda: proofs.shape("SimpleRNN", units, steps, features, every))


@computed("rnn/weight-normalized")
def weight_normalized(rng):
    """Ask for a weight made of a direction and a length."""
    first, second, length = rng.choice([(3, 4, 5), (4, 3, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17)])
    g = rng.choice([0.5, 1, 2, 3, 10])
    # w = g v / ‖v‖
    weight = g * first / length
    mistakes = {
        float(g * first): "The direction is first divided by its own length.",
        first / length: "The direction of length 1 is still multiplied by g.",
        g * first / (first + second): "The length is √(a² + b²), not a + b.",
        g * second / length: "That is the second weight.",
        float(g): "That is the length of all weights together.",
    }
    return Question(
        f"Weight normalization: a unit's weights have the direction v = ({first}, {second}) and the length g = {g:g}. What is "
        "its first weight? (Three decimals.)",
        answer=float(weight),
        tolerance=0.0015,
        mistakes=other_than(float(weight), mistakes, 0.0015),
        explanation=f"w = g · v / ‖v‖, and ‖v‖ = {length}: {g:g} · {first} / {length} = {weight:.3f}.",
        lesson="rnn-remedies",
    ).proved_by(lambda: proofs.weight_normalized((first, second), g))

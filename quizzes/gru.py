"""Computed questions on gated recurrent units: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_recurrent as proofs
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than
from dlteach.quizzes.signs import factor, text


@computed("gru/new-state")
def new_state(rng):
    """Ask for the new state, update gate and candidate given."""
    z = rng.choice([0.1, 0.2, 0.25, 0.6, 0.75, 0.8, 0.9])
    g, h = rng.choice([-0.9, -0.6, -0.4, 0.4, 0.6, 0.9]), rng.choice([-0.8, -0.5, -0.2, 0.2, 0.5, 0.8])
    # h' = z h + (1 − z) g
    new = z * h + (1 - z) * g
    mistakes = {
        (1 - z) * h + z * g: "In Keras z is the share of the old state, not of the candidate.",
        z * h + g: "The candidate counts only with the share 1 − z.",
        h + (1 - z) * g: "The old state counts only with the share z.",
        z * h: "The share 1 − z of the candidate is missing.",
        z * (h + g): "The two shares are z and 1 − z.",
    }
    return Question(
        f"One unit of a GRU (Keras's form) has the state h = {text(h)}. At this step the update gate is z = {z:g}, and the "
        f"candidate is g = {text(g)}. What is the new state? (Two decimals.)",
        answer=new,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(new, mistakes),
        explanation=f"h' = z · h + (1 − z) · g = {z:g} · {factor(h)} + {1 - z:.3g} · {factor(g)} = {text(new, '.3f')}.",
        lesson="gru-mixing",
    ).proved_by(lambda: proofs.gru_state(z, g, h))


@computed("gru/candidate-value")
def candidate_value(rng):
    """Ask for the candidate, reset gate given."""
    w, u = rng.choice([0.5, 1, 1.5]), rng.choice([-2, -1, 1, 2])
    r, x, h = rng.choice([0.1, 0.25, 0.5, 0.9]), rng.choice([0.5, 1]), rng.choice([-0.8, -0.4, 0.4, 0.8])
    # g = tanh(w x + r (u h)), biases 0
    g = math.tanh(w * x + r * u * h)
    mistakes = {
        math.tanh(w * x + u * h): "The reset gate r mutes the old state first.",
        math.tanh(r * (w * x + u * h)): "The reset gate acts on the old state only, not on the input.",
        w * x + r * u * h: "The sum still has to pass through the tanh.",
        math.tanh(w * x): "A part r of the old state is still heard.",
        math.tanh(w * x + (1 - r) * u * h): "r is the share that is heard, not the share that is muted.",
    }
    return Question(
        f"In a GRU the candidate has w = {w:g}, u = {text(u)} and no biases. The input is {x:g}, the old state "
        f"{text(h)}, and the reset gate {r:g}. What is the candidate? (Two decimals.)",
        answer=g,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(g, mistakes),
        explanation=f"g = tanh({w:g} · {x:g} + {r:g} · {factor(u)} · {factor(h)}) = {text(g, '.3f')}.",
        lesson="gru-gates",
    ).proved_by(lambda: proofs.gru_candidate(w, u, r, x, h))


@computed("gru/kept-over-steps")
def kept_over_steps(rng):
    """Ask what is left of a state after some steps."""
    z, steps = rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 0.95]), rng.choice([3, 4, 5, 8, 10, 12])
    # with g = 0 at each step: h_T = z^T h_0
    kept = z**steps
    mistakes = {
        z: "That is one step; each step multiplies once more.",
        1 - z: "1 − z is the share of the candidate, and that is 0 here.",
        max(0.0, 1 - (1 - z) * steps): "Each step loses a share of what is left, not of the beginning.",
        z ** (steps - 1): "The state passes the gate once for each step.",
        z / steps: "The factors of the steps are multiplied; nothing is averaged.",
    }
    return Question(
        f"A GRU's unit has the value 1. For {steps} steps its update gate stays at z = {z:g}, and its candidate is 0. What is "
        "its value then? (Two significant digits.)",
        answer=kept,
        tolerance=0.05 * kept,
        mistakes=other_than(kept, mistakes, 0.05 * kept),
        explanation=f"Each step keeps the share z: {z:g}^{steps} = {kept:.2g}.",
        lesson="gru-mixing",
    ).proved_by(lambda: proofs.gru_kept(z, steps))


@computed("gru/saved-against-lstm")
def saved_against_lstm(rng):
    """Ask how many parameters a GRU saves against an LSTM of the same size."""
    features, units = rng.choice([2, 5, 8, 10, 16]), rng.choice([8, 16, 20, 32, 64])
    gru, lstm = 3 * units * (features + units + 2), 4 * units * (features + units + 1)
    saved, quarter = lstm - gru, lstm // 4
    mistakes = {
        quarter: "A quarter would be saved if both had equally many biases: Keras's GRU has two a unit and set, the LSTM one.",
        lstm - 2 * units * (features + units + 2): "Besides its two gates, a GRU has a candidate: three sets.",
        gru: "That is how many the GRU has.",
        units * (features + units): "The biases count, too.",
    }
    return Question(
        f"Inputs have {features} features. How many parameters fewer has `keras.layers.GRU({units})`, with Keras's defaults, "
        f"than `keras.layers.LSTM({units})`?",
        answer=saved,
        mistakes=other_than(saved, mistakes),
        explanation=f"LSTM: 4 · {units} · ({features} + {units} + 1) = {lstm:,}. GRU: 3 · {units} · ({features} + {units} + 2) = "
        f"{gru:,}. The difference is {saved:,}.",
        lesson="gru-network",
    ).proved_by(lambda: proofs.layer_count("LSTM", units, features) - proofs.layer_count("GRU", units, features))

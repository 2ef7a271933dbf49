"""Computed questions on encoder–decoder networks: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_attention
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than
from dlteach.quizzes.signs import factor, text


@computed("seq2seq/attention-weight-value")
def attention_weight_value(rng):
    """Ask for the attention weight of one of three places."""
    scores = rng.sample([0, 0.5, 1, 1.5, 2, 3], 3)
    powers = [math.exp(score) for score in scores]
    # α₁ = e^e₁ / Σ e^e_k
    weight = powers[0] / sum(powers)
    mistakes = {
        powers[0] / (powers[1] + powers[2]): "Its own e^score belongs to the sum, too.",
        1 / 3: "That is an even gaze; the scores differ.",
        math.tanh(scores[0]): "The scores become weights by a softmax over all places.",
    }
    if sum(scores):
        mistakes[scores[0] / sum(scores)] = "Take e to the power of each score before you divide."
    return Question(
        f"The scores of three places are {scores[0]}, {scores[1]} and {scores[2]}. "
        "Which attention weight does the first place get? (Two decimals are enough.)",
        answer=weight,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(weight, mistakes),
        explanation=f"e^{scores[0]} / (e^{scores[0]} + e^{scores[1]} + e^{scores[2]}) = "
        f"{powers[0]:.3f} / {sum(powers):.3f} = {weight:.3f}.",
        lesson="seq2seq-attention",
    ).proved_by(lambda: proofs_attention.softmax_weight(tuple(scores)))


@computed("seq2seq/context-value")
def context_value(rng):
    """Ask for the first number of a context."""
    weights = rng.choice([(0.5, 0.25, 0.25), (0.75, 0.125, 0.125), (0.5, 0.375, 0.125), (0.25, 0.5, 0.25)])
    states = rng.sample([-4, -2, 1, 2, 3, 6, 8, 10], 3)
    # c = Σ_j α_j h_j
    context = sum(weight * state for weight, state in zip(weights, states, strict=True))
    mistakes = {
        sum(states) / 3: "That is the plain mean. The places do not count alike.",
        float(states[weights.index(max(weights))]): "The best place counts most, but the others count as well.",
        float(sum(states)): "Each state is multiplied by its weight before the sum.",
        context / 3: "The weights add up to 1 already; nothing more is divided.",
    }
    return Question(
        f"The attention weights of three places are {weights[0]:g}, {weights[1]:g} and {weights[2]:g}. The first numbers of "
        f"their states are {text(states[0])}, {text(states[1])} and {text(states[2])}. What is the first number of the context?",
        answer=context,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(context, mistakes),
        explanation=" + ".join(f"{w:g} · {factor(s)}" for w, s in zip(weights, states, strict=True))
        + f" = {text(context)}.",
        lesson="seq2seq-attention",
    ).proved_by(lambda: proofs_attention.context(weights, tuple(states)))


@computed("seq2seq/encoder-states-shape")
def encoder_states_shape(rng):
    """Ask for the shape of a bidirectional encoder's states."""
    batch, time = rng.choice([16, 32, 64]), rng.randint(8, 40)
    width, units = rng.choice([20, 24, 50]), rng.choice([32, 64, 128])
    shape = (batch, time, 2 * units)
    mistakes = {
        (batch, time, units): "Two readers leave a state at each place, one for each direction.",
        (batch, 2 * units): "Attention needs a state for each place, not only the last.",
        (batch, time, width): "The embedding's width is what goes in.",
        (batch, 2 * time, units): "The directions are joined at each place, not one after the other.",
    }
    return Question(
        f"A batch of {batch} sources of {time} tokens, embedded in {width} numbers each, goes through "
        f"`Bidirectional(GRU({units}, return_sequences=True))`. What is the shape of its output?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"One state a place, {units} numbers from each direction: {units} + {units} = {2 * units}.",
        lesson="seq2seq-encoder",
    ).proved_by(lambda: proofs_attention.both_directions(batch, time, width, units))


@computed("seq2seq/attention-matrix-shape")
def attention_matrix_shape(rng):
    """Ask for the shape of the attention weights."""
    batch, source, target = rng.choice([2, 3, 4]), rng.randint(5, 12), rng.randint(5, 12)
    units = rng.choice([8, 16])
    shape = (batch, target, source)
    mistakes = {
        (batch, source, target): "Each row is a step of the decoder: the target comes first.",
        (batch, target, units): "There is one weight for each place of the source, not for each unit.",
        (batch, target, 2 * units): "That is the shape of the contexts.",
        (batch, source): "Attention is computed anew at every step of the target.",
    }
    return Question(
        f"An encoder–decoder with attention has {units} units in each direction. It gets {batch} sources of {source} tokens "
        f"and targets of {target} tokens. What is the shape of its attention weights: batch, rows, columns?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"For each of the {target} steps of the target, one weight for each of the {source} places of the source.",
        lesson="seq2seq-inside",
    ).proved_by(lambda: proofs_attention.attention_shape(batch, source, target, units))


@computed("seq2seq/embedding-parameters")
def embedding_parameters(rng):
    """Ask for the number of parameters of an embedding."""
    vocabulary, width = rng.choice([40, 60, 500, 8000, 30000]), rng.choice([16, 32, 64, 620])
    length = rng.choice([10, 20, 50])
    count = vocabulary * width
    mistakes = {
        (vocabulary + 1) * width: "There is no bias: a vector is looked up, nothing is added.",
        vocabulary * length: "The vectors' width counts, not how many tokens a text has.",
        width * length: "Every token of the vocabulary has its vector, whether it occurs in a text or not.",
        vocabulary * width * length: "The same table is used at every place.",
    }
    return Question(
        f"Sources have up to {length} tokens out of a vocabulary of {vocabulary:,}. Each token becomes a vector of {width} "
        "numbers. How many parameters has the embedding?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"One vector for each entry of the vocabulary: {vocabulary:,} · {width} = {count:,}.",
        lesson="seq2seq-encoder",
    ).proved_by(lambda: proofs_attention.embedding_count(vocabulary, width))


@computed("seq2seq/chance-of-a-text")
def chance_of_a_text(rng):
    """Ask for the probability of a text from those of its tokens."""
    chances = [rng.choice([0.5, 0.6, 0.7, 0.8, 0.9]) for _ in range(3)]
    # p(y | x) = Π p(y_i | y_<i, x)
    together = math.prod(chances)
    mistakes = {
        sum(chances) / 3: "That is the mean. All of them have to come true, so multiply.",
        min(chances): "The least likely token is an upper bound, but the others cost as well.",
        1 - math.prod(1 - chance for chance in chances): "That is the probability that at least one comes true.",
    }
    return Question(
        f"A decoder gives the three tokens of a text the probabilities {chances[0]:g}, {chances[1]:g} and {chances[2]:g}, each "
        "given the ones before it. How probable is the whole text? (Two decimals are enough.)",
        answer=together,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(together, mistakes),
        explanation=" · ".join(f"{chance:g}" for chance in chances) + f" = {together:.3f}.",
        lesson="seq2seq-beam",
    ).proved_by(lambda: proofs_attention.text_probability(tuple(chances)))

"""Computed questions on Transformers: fresh numbers each time, wrong answers by named mistakes."""

from __future__ import annotations

import math

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs_attention
from dlteach.quizzes.mistakes import TWO_DECIMALS, other_than
from dlteach.quizzes.signs import text


@computed("transformer/attention-parameters")
def attention_parameters(rng):
    """Ask for the number of parameters of multi-head attention."""
    heads, size = rng.choice([2, 4, 8]), rng.choice([8, 16, 32, 64])
    width, biases = heads * size, rng.choice([True, False])
    # W_Q, W_K, W_V and W_O are w × w each
    count = 4 * width * width + (4 * width if biases else 0)
    mistakes = {
        3 * width * width + (3 * width if biases else 0): "W_O, which mixes the heads' results, is missing.",
        heads * 4 * width * width: "The heads share the width; each has only its part of the matrices.",
        4 * size * size: "Each head reads the whole width.",
        4 * width * width + (0 if biases else 4 * width): "Look again whether there are biases.",
    }
    return Question(
        f"Multi-head self-attention of width {width} has {heads} heads, {'with' if biases else 'without'} biases. "
        "How many parameters has it?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"Four matrices of {width}×{width}"
        + (f" and four biases of {width}" if biases else "")
        + f": {count:,}. The number of heads does not matter.",
        lesson="transformer-heads",
    ).proved_by(lambda: proofs_attention.attention_count(heads, width, biases))


@computed("transformer/weights-shape")
def weights_shape(rng):
    """Ask for the shape of the attention weights of one text."""
    heads, size, length = rng.choice([2, 4]), rng.choice([4, 8]), rng.randint(5, 20)
    width = heads * size
    shape = (1, heads, length, length)
    mistakes = {
        (1, length, length): "Each head has weights of its own.",
        (1, length, width): "That is the shape of the output.",
        (1, heads, length, size): "Weights are for pairs of tokens, not for numbers of a vector.",
        (1, length, heads, length): "Heads come first: each has a table of its own.",
    }
    return Question(
        f"One text of {length} tokens of width {width} goes through self-attention with {heads} heads. What is the shape of the "
        "attention weights: batch, heads, rows, columns?",
        answer=shape,
        mistakes=other_than(shape, mistakes),
        explanation=f"In each of the {heads} heads, each of the {length} tokens looks at all {length}.",
        lesson="transformer-self-attention",
    ).proved_by(lambda: proofs_attention.attention_shapes(heads, width, length)[1])


@computed("transformer/feed-forward-parameters")
def feed_forward_parameters(rng):
    """Ask for the number of parameters of a block's feed-forward network."""
    width, factor = rng.choice([16, 32, 64, 128, 512]), rng.choice([2, 4])
    inner, length = width * factor, rng.choice([10, 50, 100])
    # w · f + f  and  f · w + w
    count = 2 * width * inner + inner + width
    mistakes = {
        2 * width * inner: "Both layers have biases.",
        width * inner + inner: "A second layer leads back to the width.",
        length * count: "All tokens share the same two layers.",
        2 * width * inner + 2 * inner: "The second layer's biases are as many as the width.",
    }
    return Question(
        f"The feed-forward network of a block leads from width {width} to {inner} and back, with biases. Texts have {length} "
        "tokens. How many parameters has it?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"{width} · {inner} + {inner} for the first layer, {inner} · {width} + {width} for the second: {count:,}.",
        lesson="transformer-block",
    ).proved_by(lambda: proofs_attention.feed_forward_count(width, inner))


@computed("transformer/visible-pairs")
def visible_pairs(rng):
    """Ask how many pairs a causal mask allows."""
    length = rng.randint(4, 40)
    # 1 + 2 + … + n = n (n + 1) / 2
    pairs = length * (length + 1) // 2
    mistakes = {
        length * length: "That is without a mask.",
        length * (length - 1) // 2: "Each token also sees itself.",
        length * length // 2: "The diagonal is not halved.",
        length: "The last token alone sees so many.",
    }
    return Question(
        f"A causal mask lets each of {length} tokens look at itself and at those before it. How many pairs are allowed?",
        answer=pairs,
        mistakes=other_than(pairs, mistakes),
        explanation=f"1 + 2 + … + {length} = {length} · {length + 1} / 2 = {pairs}.",
        lesson="transformer-decoder",
    ).proved_by(lambda: proofs_attention.visible_pairs(length))


@computed("transformer/scaled-score")
def scaled_score(rng):
    """Ask for the scaled score of a query and a key."""
    query = tuple(float(rng.randint(-2, 3)) for _ in range(4))
    key = tuple(float(rng.choice([-2, -1, 1, 2])) for _ in range(4))
    product = sum(q * k for q, k in zip(query, key, strict=True))
    # q · k / √d, with d = 4
    score = product / 2
    mistakes = {
        product: "Divide by the root of the width.",
        product / 4: "Divide by the root of the width, not by the width.",
        float(sum(query) * sum(key)) / 2: "Multiply number by number, then add up.",
        sum(q + k for q, k in zip(query, key, strict=True)) / 2: "The score is a sum of products.",
    } | {
        # Σ q k without one of its terms
        (product - q * k) / 2: "Add up again: one of the four products was lost."
        for q, k in zip(query, key, strict=True)
    }
    return Question(
        f"A query is ({', '.join(map(text, query))}), a key ({', '.join(map(text, key))}). "
        "What is their score in scaled dot-product attention?",
        answer=score,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(score, mistakes),
        explanation=f"The dot product is {text(product)}; √4 = 2; {text(product)} / 2 = {text(score)}.",
        lesson="transformer-self-attention",
    ).proved_by(lambda: proofs_attention.scaled_score(query, key))


@computed("transformer/wave-value")
def wave_value(rng):
    """Ask for one of the first two numbers of a positional encoding."""
    place, column, width = rng.randint(1, 9), rng.choice([0, 1]), rng.choice([16, 64, 512])
    # i = 0: the angle is the place itself
    value = (math.sin, math.cos)[column](place)
    mistakes = {
        (math.cos, math.sin)[column](place): "Even columns hold sines, odd ones cosines; counted from 0.",
        (math.sin, math.cos)[column](math.radians(place)): "The angle is in radians.",
        (math.sin, math.cos)[column](place / 10000): "In the first pair the exponent is 0, and 10000^0 is 1.",
    }
    return Question(
        f"What stands in column {column} (counted from 0) of the sinusoidal positional encoding at place {place}, with vectors "
        f"of {width} numbers? (Two decimals.)",
        answer=value,
        tolerance=TWO_DECIMALS,
        mistakes=other_than(value, mistakes),
        explanation=f"{'sin' if column == 0 else 'cos'}({place} / 10000^0) = {text(value, '.3f')}.",
        lesson="transformer-positions",
    ).proved_by(lambda: proofs_attention.wave(place, column, width))

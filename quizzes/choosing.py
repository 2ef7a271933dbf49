"""Computed questions on choosing: what each kind of network costs, with fresh numbers each time."""

from __future__ import annotations

from dlteach.drill import Question, computed
from dlteach.quizzes import proofs, proofs_choosing
from dlteach.quizzes.mistakes import other_than


@computed("choosing/tokens-of-an-image")
def tokens_of_an_image(rng):
    """Ask how many patches an image gives."""
    patch, across = rng.choice([2, 4, 8, 16]), rng.choice([4, 6, 7, 8, 12, 14])
    size = patch * across
    # (n / p)²
    tokens = across * across
    mistakes = {
        across: "That is one row of patches.",
        size * size: "That would be one token for each pixel.",
        patch * patch: "That is the number of pixels in one patch.",
        (size - patch + 1) ** 2: "Patches do not overlap, as the windows of a convolution do.",
        2 * across: "Rows and columns of patches multiply.",
    }
    return Question(
        f"An image of {size}×{size} pixels is cut into patches of {patch}×{patch}. How many tokens are there?",
        answer=tokens,
        mistakes=other_than(tokens, mistakes),
        explanation=f"{size} / {patch} = {across} patches each way, and {across} · {across} = {tokens}.",
        lesson="choosing-contest",
    ).proved_by(lambda: proofs_choosing.patches(size, patch))


@computed("choosing/attention-weight-count")
def attention_weight_count(rng):
    """Ask how many attention weights a layer computes."""
    tokens, heads, width = rng.choice([10, 20, 50, 64, 100]), rng.choice([2, 4, 8]), rng.choice([16, 32, 64])
    # heads · n²
    count = heads * tokens * tokens
    mistakes = {
        tokens * tokens: "Every head has weights of its own.",
        heads * tokens: "Every token looks at every token: the number counts twice.",
        heads * tokens * tokens * width: "A weight belongs to a pair of tokens, whatever their width.",
        heads * tokens * (tokens - 1) // 2: "Each direction counts, and a token looks at itself as well.",
    }
    return Question(
        f"A self-attention layer with {heads} heads and width {width} reads one sentence of {tokens} tokens, without a mask. "
        "How many attention weights does it compute?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"{heads} · {tokens} · {tokens} = {count:,}.",
        lesson="choosing-cost",
    ).proved_by(lambda: proofs_choosing.attention_weights(tokens, heads, width))


@computed("choosing/dense-against-convolution")
def dense_against_convolution(rng):
    """Ask how many parameters a dense layer has in place of a convolution."""
    size, filters = rng.choice([6, 8, 10, 12]), rng.choice([2, 4, 6])
    # (n² + 1) · n² · f, for the same number of outputs
    outputs = size * size * filters
    count = (size * size + 1) * outputs
    mistakes = {
        (9 + 1) * filters: "That is the convolution; a dense layer shares nothing.",
        size * size * outputs: "Each output has a bias, too.",
        (size * size + 1) * filters: "The dense layer needs an output for each place and filter.",
        (size * size + 1) * size * size: "There is an output for each filter, too.",
    }
    return Question(
        f"`Conv2D({filters}, 3, padding='same')` reads images of {size}×{size} with one channel. A dense layer reads the same "
        "pixels and gives as many values. How many parameters has the dense layer, biases included?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"{size}·{size}·{filters} = {outputs} outputs, each with {size * size} weights and a bias: {count:,}. "
        f"The convolution has {10 * filters}.",
        lesson="choosing-table",
    ).proved_by(lambda: proofs.count("Dense", (outputs,), (None, size * size)))


@computed("choosing/recurrent-against-dense")
def recurrent_against_dense(rng):
    """Ask how many parameters a plain RNN has, which do not depend on the length."""
    steps, features, units = rng.choice([10, 20, 50, 100]), rng.choice([4, 8, 16]), rng.choice([10, 20, 32])
    # (features + units + 1) · units
    count = (features + units + 1) * units
    mistakes = {
        (features + 1) * units: "The hidden state is read as well.",
        (features + units) * units: "Each unit has a bias, too.",
        (steps * features + 1) * units: "That is a dense layer over all steps; an RNN shares its weights.",
        steps * count: "All steps share the same weights.",
    }
    return Question(
        f"`SimpleRNN({units})` reads sequences of {steps} steps with {features} features each. How many parameters has it?",
        answer=count,
        mistakes=other_than(count, mistakes),
        explanation=f"({features} + {units} + 1) · {units} = {count:,}, however long the sequence is.",
        lesson="choosing-cost",
    ).proved_by(lambda: proofs.count("SimpleRNN", (units,), (None, steps, features)))

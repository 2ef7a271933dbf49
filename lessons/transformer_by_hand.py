"""Attention, heads and masks on numbers small enough to follow, and the counts that the lesson asks for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.models.attention import SelfAttention, causal_mask
from dlteach.models.beam import beam_search
from dlteach.scratch import scaled_dot_product_attention
from dlteach.training.lab import Lab
from dlteach.views import Heatmap, Table, Text, Truth, View

TOKENS = ("the", "cat", "sleeps")
QUERIES = np.array([[0, 1], [1, 0], [2, 1]], "float32")
KEYS = np.array([[0, 1], [2, 0], [1, 1]], "float32")
VALUES = np.array([[1, 0], [0, 4], [2, 2]], "float32")
WIDTH, HEADS, LENGTH = 64, 4, 10


def attention_by_hand(lab: Lab) -> Iterator[View]:
    """The new vector of one of three tokens, number by number."""
    asking = 2
    context, weights = (ops.convert_to_numpy(found) for found in scaled_dot_product_attention(QUERIES, KEYS, VALUES))
    products = QUERIES[asking] @ KEYS.T
    scaled = products / np.sqrt(QUERIES.shape[-1])
    yield Table(
        f"“{TOKENS[asking]}” asks with the query ({QUERIES[asking][0]:g}, {QUERIES[asking][1]:g})",
        ["token", "key", "query · key", "/ √2", "e^", "weight", "value"],
        [
            [
                token,
                f"({k[0]:g}, {k[1]:g})",
                f"{p:g}",
                f"{s:.3f}",
                f"{np.exp(s):.3f}",
                f"{w:.3f}",
                f"({v[0]:g}, {v[1]:g})",
            ]
            for token, k, p, s, w, v in zip(TOKENS, KEYS, products, scaled, weights[asking], VALUES, strict=True)
        ],
        numeric=[2, 3, 4, 5],
        note="The weight is e^ divided by the sum of the three.",
        name="attention-by-hand",
    )
    sums = " + ".join(f"{w:.3f}·({v[0]:g}, {v[1]:g})" for w, v in zip(weights[asking], VALUES, strict=True))
    most = TOKENS[int(weights[asking].argmax())]
    yield Text(
        f"Its new vector: {sums} = **({context[asking][0]:.3f}, {context[asking][1]:.3f})**. It takes most from “{most}”, "
        "whose key answers its query best. The other two tokens do the same at the same time."
    )


def scores_shape(lab: Lab) -> Truth:
    """The shape of the attention weights, asked of the layer."""
    layer = SelfAttention(HEADS)
    _, weights = layer(ops.zeros((1, LENGTH, WIDTH)), return_weights=True)
    return Truth(
        ", ".join(map(str, weights.shape[1:])),
        f"In each head, each of the {LENGTH} tokens looks at all {LENGTH}: {int(np.prod(weights.shape)):,} weights.",
    )


def head_width(lab: Lab) -> Truth:
    """The numbers in a query of one head, asked of the layer."""
    layer = _built(HEADS)
    width = layer.qkv.units // (3 * HEADS)
    return Truth(
        str(width), f"{WIDTH} / {HEADS} = {width}. The heads share the width; that is why they cost nothing more."
    )


def more_heads_more_parameters(lab: Lab) -> Truth:
    """How the count of parameters depends on the number of heads, asked of the layer."""
    before, after = (_built(heads).count_params() for heads in (HEADS, 2 * HEADS))
    answer = {True: "it stays the same", False: "it doubles" if after > before else "it is halved"}[before == after]
    return Truth(answer, f"{before:,} with {HEADS} heads, {after:,} with {2 * HEADS}. More heads are narrower heads.")


def heads_and_parameters(lab: Lab) -> Iterator[View]:
    """The same width cut into more and more heads."""
    yield Table(
        f"Self-attention of width {WIDTH}, without biases",
        ["heads", "numbers a head", "parameters"],
        [
            [str(heads), str(_built(heads).qkv.units // (3 * heads)), f"{_built(heads).count_params():,}"]
            for heads in (1, 2, 4, 8)
        ],
        numeric=[0, 1, 2],
        note=f"W_Q, W_K, W_V and W_O are {WIDTH}×{WIDTH} each, whatever the number of heads.",
        name="heads",
    )


def mask_by_hand(lab: Lab) -> Iterator[View]:
    """What is left of an even gaze under a causal mask."""
    length = 5
    mask = causal_mask(length, length)
    _, weights = scaled_dot_product_attention(ops.zeros((length, 2)), ops.zeros((length, 2)), ops.eye(length), mask)
    matrix = ops.convert_to_numpy(weights)
    yield Heatmap(
        "Equal scores under a causal mask",
        matrix.tolist(),
        f"Token 1 sees only itself, {matrix[0, 0]:.2f}. Token {length} sees all {length}, {matrix[-1, 0]:.2f} each. Above the "
        f"diagonal everything is {matrix[np.triu_indices(length, 1)].max():.2f}.",
        row_labels=[str(place + 1) for place in range(length)],
        column_labels=[str(place + 1) for place in range(length)],
        row_title="token",
        column_title="looks at",
        decimals=2,
        name="mask",
    )


def allowed_pairs(lab: Lab) -> Truth:
    """The pairs that a causal mask allows, counted in the mask."""
    pairs = int(ops.convert_to_numpy(ops.sum(ops.cast(causal_mask(LENGTH, LENGTH), "int32"))))
    return Truth(str(pairs), f"1 + 2 + … + {LENGTH} = {LENGTH} · {LENGTH + 1} / 2 = {pairs}.")


def passes_to_write(lab: Lab) -> Truth:
    """How often the decoder is asked while ten characters are written, counted."""
    calls = []

    def following(texts: np.ndarray, place: int) -> np.ndarray:
        calls.append(place)
        return np.zeros((len(texts), 3))

    beam_search(following, batch=1, start_token=1, end_token=-1, pad_token=0, max_length=LENGTH)
    return Truth(str(len(calls)), "Once for each character: what it writes next depends on what it has just written.")


def pairs_when_doubled(lab: Lab) -> Truth:
    """The growth of the attention weights when the length doubles, asked of the layer."""
    layer = _built(HEADS)
    sizes = [
        int(np.prod(layer(ops.zeros((1, length, WIDTH)), return_weights=True)[1].shape))
        for length in (LENGTH, 2 * LENGTH)
    ]
    return Truth(
        f"{sizes[1] / sizes[0]:g}",
        f"{sizes[0]:,} weights for {LENGTH} tokens with {HEADS} heads, {sizes[1]:,} for {2 * LENGTH}: the square of 2.",
    )


def _built(heads: int) -> SelfAttention:
    layer = SelfAttention(heads, use_bias=False)
    layer.build((None, LENGTH, WIDTH))
    return layer

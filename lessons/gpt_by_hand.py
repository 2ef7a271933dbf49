"""What a language model is trained on and how it chooses, in numbers small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.lessons.gpt_bench import as_prose, build_gpt, loss_on, numbered, shown, text, vocabulary
from dlteach.models.generation import choose
from dlteach.scratch import scaled_dot_product_attention
from dlteach.training.lab import Lab
from dlteach.views import Heatmap, Table, Text, Truth, View

SCORES = {"e": 2.0, "a": 1.0, "o": 0.0, "z": -2.0}


def see_text(lab: Lab) -> Iterator[View]:
    """The beginning of the training text, its size and its tokens."""
    data = text(lab)
    sizes = [len(data.extra[f"text_{part}"]) for part in ("train", "validation", "test")]
    signs = "".join(sign for sign in vocabulary(lab) if sign.strip())
    yield Text(f"> {as_prose(data.extra['text_train'][:280])} …")
    yield Text(
        f"{sizes[0]:,} characters to train on, {sizes[1]:,} to validate, {sizes[2]:,} to test. Source: {data.source}.\n\n"
        f"{len(vocabulary(lab)) - 1} different characters occur; each is a token. Those that are no blank: `{signs}`"
    )


def shifted_by_one(lab: Lab) -> Iterator[View]:
    """One short piece of text, and what the network is asked at each place."""
    piece = text(lab).extra["text_train"][:9]
    rows = [
        [str(place + 1), shown(repr(piece[: place + 1])), shown(repr(piece[place + 1])), str(number)]
        for place, number in enumerate(numbered(lab, piece)[1:])
    ]
    yield Table(
        "One piece of nine characters holds eight questions",
        ["place", "it has read", "it must predict", "as token"],
        rows,
        numeric=[0, 3],
        name="shifted",
    )


def questions_in_a_block(lab: Lab) -> Truth:
    """How many predictions one training step is graded on."""
    block, batch = int(lab.settings["block"]), int(lab.settings["batch_size"])
    return Truth(
        str(block * batch),
        f"{batch} pieces × {block} places = {block * batch:,}. An RNN is graded at every place, too, but must walk there "
        "step by step. The Transformer computes all places at once, and the mask keeps it honest.",
    )


def mask_by_hand(lab: Lab) -> Iterator[View]:
    """Four tokens whose scores are all alike, under the causal mask."""
    tokens = list("text")
    alike = np.zeros((4, 2), "float32")
    mask = np.tri(4, dtype=bool)
    _, weights = scaled_dot_product_attention(alike, alike, np.eye(4, dtype="float32"), mask=mask)
    values = ops.convert_to_numpy(weights)
    yield Heatmap(
        "Attention weights when all scores are equal",
        values.tolist(),
        "The upper right triangle is zero: no token sees a later one. Row by row the weight is shared by "
        + ", ".join(f"{int((row > 0).sum())}" for row in values)
        + " tokens.",
        row_labels=tokens,
        column_labels=tokens,
        row_title="looks",
        column_title="at",
        decimals=2,
        name="causal-mask",
    )


def looks_ahead(lab: Lab) -> Truth:
    """Whether the scores at places 1 to 4 change when the fifth character is replaced; asked of an untrained GPT."""
    model = build_gpt(lab)
    first = numbered(lab, text(lab).extra["text_train"][:8])[None]
    second = first.copy()
    second[0, 4] = 1 + second[0, 4] % (len(vocabulary(lab)) - 1)
    scores = [ops.convert_to_numpy(model(tokens))[0] for tokens in (first, second)]
    changed = [bool(np.abs(scores[0][place] - scores[1][place]).max() > 1e-6) for place in range(8)]
    assert not any(changed[:4])
    places = ", ".join(str(place + 1) for place in range(8) if changed[place])
    return Truth(
        "No, only those at place 5 and after it",
        f"Computed with the network you are about to train: the scores changed at the places {places}, and at no other.",
    )


def temperature_by_hand(lab: Lab) -> Iterator[View]:
    """Four scores, divided by three temperatures."""
    scores = np.array(list(SCORES.values()), "float32")
    columns = [ops.convert_to_numpy(ops.softmax(scores / temperature)) for temperature in (0.5, 1.0, 2.0)]
    yield Table(
        "The same scores at three temperatures",
        ["next", "score s", "T = 0.5", "T = 1", "T = 2"],
        [
            [sign, f"{score:g}".replace("-", "−"), *(f"{100 * column[row]:.1f} %" for column in columns)]
            for row, (sign, score) in enumerate(SCORES.items())
        ],
        numeric=[1, 2, 3, 4],
        note="Probability = e^(s / T) divided by the sum of all e^(s / T).",
        name="temperature-by-hand",
    )


def draw_by_hand(lab: Lab) -> Iterator[View]:
    """How often each of four characters is drawn, under top-k and top-p."""
    count = 2000
    logits = ops.convert_to_tensor(np.tile(np.array(list(SCORES.values()), "float32"), (count, 1)))
    uniform = ops.convert_to_tensor(np.random.default_rng(lab.seed).random(count, "float32"))
    cuts = {"all": (None, 1.0), "top-k, k = 2": (2, 1.0), "top-p, p = 0.9": (None, 0.9)}
    columns = []
    for top_k, top_p in cuts.values():
        drawn = ops.convert_to_numpy(choose(logits, uniform, 1.0, top_p, top_k, nucleus=top_p < 1))
        columns.append(np.bincount(drawn, minlength=len(SCORES)) / count)
    yield Table(
        f"{count:,} draws at T = 1",
        ["next", *cuts],
        [[sign, *(f"{100 * column[row]:.1f} %" for column in columns)] for row, sign in enumerate(SCORES)],
        numeric=[1, 2, 3],
        note="top-p keeps the likeliest ones until they reach p together.",
        name="draws",
    )


def untrained_loss(lab: Lab) -> Truth:
    """The loss of equal guessing, and that of the network with its first random weights."""
    size = len(vocabulary(lab))
    measured = loss_on(lab, build_gpt(lab))
    return Truth(
        f"{np.log(size):.2f}",
        f"Equal guesses cost −log(1/{size}) = log {size} = {np.log(size):.2f} nats. The untrained network, measured on the "
        f"validation text: {measured:.2f}. If a first loss is far above that, something is wrong.",
    )

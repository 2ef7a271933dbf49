"""Masking, and reading in both directions, in examples small enough to follow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.lessons.bert_bench import MASK, build_bert, masked, numbered, opinions, vocabulary
from dlteach.lessons.bert_documentation import documentation
from dlteach.lessons.bert_reviews import write
from dlteach.models import BERT
from dlteach.scratch import scaled_dot_product_attention
from dlteach.training.lab import Lab
from dlteach.views import Heatmap, Table, Text, Truth, View

DRAWN = 200


def see_texts(lab: Lab) -> Iterator[View]:
    """A piece of documentation, unlabelled reviews and labelled opinions."""
    yield Text(f"Documentation: *{' '.join(documentation(lab, 'train')[0])}*")
    for number, review in enumerate(write(2, lab.seed), start=1):
        yield Text(f"Review {number}, without a label: *{' '.join(review)}*")
    data = opinions(lab)
    # one of each class, so that both are seen
    for label in (1, 0):
        text = data.extra["texts_train"][int((data.y_train == label).argmax())]
        yield Text(f"Opinion, **{data.class_names[label]}**: *{text}*")
    yield Text(
        f"There are {len(documentation(lab, 'train')):,} pieces of documentation to learn from, as many reviews as you like, "
        f"since a program writes them, and {len(data.x_train):,} opinions, of which we use {int(lab.settings['labels']):,}."
    )
    yield Text(f"The vocabulary has {len(vocabulary(lab)) - 1} tokens. Reviews and opinions are generated.")


def masking_by_hand(lab: Lab) -> Iterator[View]:
    """One review with words hidden, and what is asked."""
    review = write(1, lab.seed)
    tokens = numbered(lab, review)
    known = vocabulary(lab)
    # the first draw that shows both kinds of place is taken, so that there is something to see
    for seed in range(100):
        hidden, targets = masked(lab, tokens, 0.25, np.random.default_rng(seed))
        if (hidden == known.index(MASK)).any() and ((targets != 0) & (hidden != known.index(MASK))).any():
            break
    rows = [
        [known[token], known[shown], known[target] if target else ""]
        for token, shown, target in zip(tokens[0, :16], hidden[0, :16], targets[0, :16], strict=True)
    ]
    yield Table(
        "The beginning of a review, with a quarter of its words chosen",
        ["the text", "what the network reads", "it must guess"],
        rows,
        note="No guess, no loss: only the chosen places count.",
        name="masking",
    )


def masks_counted(lab: Lab) -> Truth:
    """How many of 1,000 words become the mask token at the learner's rate, counted in drawn texts."""
    rate = float(lab.settings["mask_rate"])
    tokens = numbered(lab, write(DRAWN, lab.seed))
    hidden, _ = masked(lab, tokens, rate, np.random.default_rng(lab.seed))
    words = int((tokens != 0).sum()) - len(tokens)
    found = int((hidden == vocabulary(lab).index(MASK)).sum())
    return Truth(
        f"{1000 * rate * 0.8:.0f}",
        f"1,000 · {rate:g} · 0.8. Counted in {DRAWN} reviews with {words:,} words: {found:,} masks, "
        f"{1000 * found / words:.0f} in 1,000.",
    )


def both_directions(lab: Lab) -> Iterator[View]:
    """The weights of equal scores with and without a causal mask."""
    words = ["the", "plot", MASK, "dull"]
    alike = np.zeros((4, 2), "float32")
    for title, mask, told in (
        ("BERT: every token sees every token", None, "All sixteen weights are 0.25: the hidden word sees both sides."),
        (
            "GPT: each token sees itself and what was before",
            np.tri(4, dtype=bool),
            "The upper right triangle is zero: the hidden word does not see “dull”.",
        ),
    ):
        _, weights = scaled_dot_product_attention(alike, alike, alike, mask=mask)
        yield Heatmap(
            title,
            ops.convert_to_numpy(weights).tolist(),
            told,
            row_labels=words,
            column_labels=words,
            row_title="looks",
            column_title="at",
            decimals=2,
            name="directions-" + ("both" if mask is None else "back"),
        )


def output_shape(lab: Lab) -> Truth:
    """The shape of the sequence output for four reviews."""
    model = build_bert(lab, lab.seed)
    tokens = np.ones((4, 12), "int32")
    shape = tuple(model(BERT.pack(tokens))["sequence_output"].shape)
    return Truth(", ".join(map(str, shape)), "One vector for each token of each text, as wide as the network.")


def heaviest_part(lab: Lab) -> Truth:
    """Which part of BERT base holds most parameters, counted without making a weight."""
    from dlteach import models

    with models.weightless():
        base = models.build("bert_base")
        blocks = sum(block.count_params() for block in base.blocks)
        table = base.token_embedding.count_params()
        total = base.count_params()
    return Truth(
        "the 12 encoder blocks" if blocks > table else "the table of token embeddings",
        f"Of {total:,} parameters the blocks hold {blocks:,}, {100 * blocks / total:.0f} %, and the embeddings of 30,522 word "
        f"pieces {table:,}, {100 * table / total:.0f} %.",
    )

"""What the Transformer lesson builds, trains and looks into. Each function is named by a directive of transformer.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dlteach import inspect
from dlteach.lessons.transformer_bench import EPOCHS, build, dates, fit
from dlteach.lessons.transformer_by_hand import (
    allowed_pairs,
    attention_by_hand,
    head_width,
    heads_and_parameters,
    mask_by_hand,
    more_heads_more_parameters,
    pairs_when_doubled,
    passes_to_write,
    scores_shape,
)
from dlteach.lessons.transformer_experiments import how_many_heads, reversing_without_places, without_places
from dlteach.lessons.transformer_inside import cross_picture, encoder_table, heads_table
from dlteach.lessons.transformer_positions import nearness, shuffled, waves
from dlteach.lessons.transformer_speed import at_once, read_and_write
from dlteach.lessons.translation import check_phrase, dates_learned
from dlteach.models.catalogue import card
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

__all__ = [
    "allowed_pairs",
    "at_once",
    "attention_by_hand",
    "cross_attention",
    "encoder_heads",
    "head_width",
    "heads_and_parameters",
    "heads_apart",
    "heaviest_part",
    "how_many_heads",
    "mask_by_hand",
    "more_heads_more_parameters",
    "nearness",
    "network",
    "pairs_when_doubled",
    "passes_to_write",
    "pieces",
    "prepare",
    "read_and_write",
    "reversing_without_places",
    "scores_shape",
    "shuffled",
    "train_dates",
    "waves",
    "without_places",
]


def prepare(lab: Lab) -> None:
    """Makes the data set ahead, while the learner reads."""
    dates(lab)


def pieces(lab: Lab) -> Iterator[View]:
    """The network piece by piece: what each does, and how many numbers it learns."""
    model = build(lab, dates(lab))
    counts = _counts(model)
    layers, heads = model.config["num_layers"], model.config["num_heads"]
    width, inner = model.config["hidden_dim"], model.config["intermediate_dim"]
    encoder, decoder = model.encoder_blocks[0], model.decoder_blocks[0]
    yield Table(
        f"Width {width}, {layers} blocks a side, {heads} heads",
        ["piece", "parameters", "what it does"],
        [
            ["token embedding", f"{counts['embedding']:,}", "read backwards, also the output"],
            ["positional encoding", "0", "adds the waves"],
            ["encoder block: self-attention", f"{encoder.attention.count_params():,}", "characters ask each other"],
            [
                "encoder block: feed-forward",
                f"{encoder.feed_forward.count_params():,}",
                f"{width} → {inner} → {width}, each alone",
            ],
            [
                "decoder block: self-attention",
                f"{decoder.self_attention.count_params():,}",
                "asks what is written (masked)",
            ],
            ["decoder block: cross-attention", f"{decoder.cross_attention.count_params():,}", "asks the source"],
            ["decoder block: feed-forward", f"{decoder.feed_forward.count_params():,}", "as in the encoder"],
        ],
        numeric=[1],
        note=f"Each block comes {layers} times; a layer normalization of {2 * width} numbers follows each of these parts.",
        name="pieces",
    )


def network(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained, and the paper's."""
    model = build(lab, dates(lab))
    yield inspect.summary(model).table()
    base, big = (card(f"transformer_{size}").parameters for size in ("base", "big"))
    yield Text(
        f"{model.count_params():,} parameters in all. The paper's two have {base:,} and {big:,} when counted so, with one "
        "vocabulary of 37,000; the paper prints 65 and 213 million, and no single vocabulary gives both. "
        "`dlteach summary transformer_base` shows the smaller one."
    )


def heaviest_part(lab: Lab) -> Truth:
    """The part with the most parameters, asked of the model."""
    counts = _counts(build(lab, dates(lab)))
    names = {
        "embedding": "the token embedding, shared with the output",
        "positions": "the positional encoding",
        "encoder": "the encoder's blocks",
        "decoder": "the decoder's blocks",
    }
    heaviest = max(counts, key=lambda part: counts[part])
    listed = "; ".join(f"{names[part]}: {count:,}" for part, count in counts.items())
    return Truth(
        names[heaviest], f"{listed}. A block of the decoder has one attention more than a block of the encoder."
    )


def _counts(model: Any) -> dict[str, int]:
    return {
        "embedding": model.encoder.get_layer("token_embedding").count_params(),
        "positions": model.encoder.get_layer("positions").count_params(),
        "encoder": sum(block.count_params() for block in model.encoder_blocks),
        "decoder": sum(block.count_params() for block in model.decoder_blocks),
    }


def train_dates(lab: Lab) -> Iterator[View]:
    """Trains the network on all dates and counts the exact matches on the test set, once."""
    check_phrase(lab)
    data = dates(lab)
    model = build(lab, data)
    yield from dates_learned(lab, model, *fit(lab, model, data, "dates", EPOCHS))


def cross_attention(lab: Lab) -> Iterator[View]:
    """The last block's attention to the learner's phrase."""
    yield from cross_picture(_trained(lab), dates(lab), str(lab.settings["phrase"]))


def heads_apart(lab: Lab) -> Iterator[View]:
    """What each head of the decoder looks at most."""
    yield from heads_table(_trained(lab), dates(lab), str(lab.settings["phrase"]))


def encoder_heads(lab: Lab) -> Iterator[View]:
    """What each head of the encoder looks at."""
    yield from encoder_table(_trained(lab), dates(lab), str(lab.settings["phrase"]))


def _trained(lab: Lab) -> Any:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_dates)

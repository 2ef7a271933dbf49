"""What the encoder–decoder lesson builds, trains and looks into. Each function is named by a directive of seq2seq.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dlteach import inspect
from dlteach.lessons.seq2seq_bench import EPOCHS, attention_of, build, dates, fit
from dlteach.lessons.seq2seq_by_hand import (
    attention_by_hand,
    caption_places,
    encoder_shape,
    first_weight,
    see_data,
    teacher_forcing,
)
from dlteach.lessons.seq2seq_experiments import bottleneck, long_without_attention, without_attention
from dlteach.lessons.seq2seq_inside import attention_of_parts, attention_picture, beams, other_phrases
from dlteach.lessons.translation import check_phrase, dates_learned, spelled, written
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

__all__ = [
    "attention_by_hand",
    "attention_matrix",
    "beam_search",
    "bottleneck",
    "caption_places",
    "encoder_shape",
    "first_weight",
    "heaviest_part",
    "long_without_attention",
    "month_looks_at",
    "network",
    "pieces",
    "prepare",
    "samples",
    "see_data",
    "teacher_forcing",
    "train_dates",
    "unknown_phrases",
    "without_attention",
]


def prepare(lab: Lab) -> None:
    """Makes the data set ahead, while the learner reads."""
    dates(lab)


def pieces(lab: Lab) -> Iterator[View]:
    """The network piece by piece: what each is for, and what it hands on."""
    data = dates(lab)
    model = build(lab, data)
    features = model.encoder.output[0].shape[-1]
    width, units = model.config["embedding_dim"], model.config["units"]
    size = len(data.extra["vocabulary"])
    context = features if attention_of(lab) else model.encoder.output[2].shape[-1]
    looking = "weighs the states" if attention_of(lab) else "the last state, at every step"
    yield Table(
        "From a phrase to a date",
        ["piece", "hands on, for each place", "why"],
        [
            ["encoder: embedding", f"{width} numbers", "a vector for each character"],
            ["encoder: both directions", f"{features} numbers", "what is here, and near it"],
            ["decoder: embedding", f"{width} numbers", "the character before"],
            ["decoder: look", f"{context} numbers", f"context: {looking}"],
            ["decoder: cell", f"{units} numbers", "remembers what was written"],
            ["output", f"{size} scores", "one for each known sign"],
        ],
        name="pieces",
    )


def network(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    model = build(lab, dates(lab))
    yield inspect.summary(model).table()
    yield Text(
        f"{model.count_params():,} parameters in all. RNNsearch, the translator of 2014, is this same class with 1,000 units "
        "and 30,000 words a side: `dlteach summary rnnsearch`."
    )


def heaviest_part(lab: Lab) -> Truth:
    """The part with the most parameters, asked of the model."""
    model = build(lab, dates(lab))
    decoder = model.get_layer("decoder")
    inner = model.encoder.layers
    attention = [decoder.query, decoder.key] if attention_of(lab) else []
    counts = {
        "the two embeddings": _count([decoder.embedding, *[one for one in inner if "embedding" in one.name]]),
        "the encoder's recurrent layers": _count([one for one in inner if "recurrent" in one.name]),
        "the decoder's recurrent cell": _count([*decoder.cells, *decoder.starts]),
        "the attention": _count(attention) + (model.config["units"] if attention_of(lab) == "additive" else 0),
        "the output layer": _count([model.get_layer("output")]),
    }
    heaviest = max(counts, key=lambda part: counts[part])
    listed = "; ".join(f"{part}: {count:,}" for part, count in counts.items())
    return Truth(
        heaviest,
        f"{listed}. The attention costs {100 * counts['the attention'] / model.count_params():.0f} % of all parameters.",
    )


def _count(layers: list[Any]) -> int:
    return sum(layer.count_params() for layer in layers)


def train_dates(lab: Lab) -> Iterator[View]:
    """Trains the network on all dates and counts the exact matches on the test set, once."""
    check_phrase(lab)
    data = dates(lab)
    model = build(lab, data)
    yield from dates_learned(lab, model, *fit(lab, model, data, "dates", EPOCHS))


def samples(lab: Lab) -> Iterator[View]:
    """What the network writes for some test phrases; wrong ones first."""
    data, model = dates(lab), _trained(lab)
    vocabulary = data.extra["vocabulary"]
    answers = written(model, data.x_test, data)
    wrong = np.flatnonzero((answers != data.y_test).any(axis=1))
    chosen = [*wrong[:4], *[place for place in range(len(answers)) if place not in wrong[:4]]][:6]
    yield Table(
        "What it writes" + (", mistakes first" if len(wrong) else ""),
        ["source", "written", "right"],
        [
            [
                data.extra["phrases_test"][place],
                spelled(answers[place], vocabulary),
                "yes" if place not in wrong else f"no: {spelled(data.y_test[place], vocabulary)}",
            ]
            for place in chosen
        ],
        name="samples",
    )


def month_looks_at(lab: Lab) -> Truth:
    """The part of the phrase that gets most of the attention while the month is written."""
    return attention_of_parts(_trained_with_attention(lab), dates(lab))


def attention_matrix(lab: Lab) -> Iterator[View]:
    """The attention on the learner's phrase."""
    yield from attention_picture(_trained_with_attention(lab), dates(lab), str(lab.settings["phrase"]))


def unknown_phrases(lab: Lab) -> Iterator[View]:
    """What becomes of phrases in forms that were not trained."""
    yield from other_phrases(_trained(lab), dates(lab))


def beam_search(lab: Lab) -> Iterator[View]:
    """Greedy decoding against beams."""
    yield from beams(_trained(lab), dates(lab))


def _trained(lab: Lab) -> Any:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_dates)


def _trained_with_attention(lab: Lab) -> Any:
    """The trained network, or, where the learner chose none, one with additive attention."""
    if attention_of(lab):
        return _trained(lab)
    if lab.kept("attentive") is None:
        model = build(lab, dates(lab), attention="additive")
        fit(lab, model, dates(lab), "dates, with attention to look at", EPOCHS)
        lab.keep("attentive", model)
    return lab.kept("attentive")

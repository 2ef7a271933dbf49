"""Pictures with captions to look at, shapes to predict, and the BLEU score of one sentence counted by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach import inspect
from dlteach.inspect.bleu import bleu, precision
from dlteach.inspect.pictures import gallery
from dlteach.lessons.multimodal_captions import attention_of, build, scenes
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

WRITTEN = "a red circle above a red square"
RIGHT = "a red circle above a blue square"
# padding, start and end stand in the vocabulary, too
SIGNS = 3


def see_scenes(lab: Lab) -> Iterator[View]:
    """Some pictures and their captions, and how many there are."""
    data = scenes(lab)
    captions = data.extra["captions_test"][:6]
    yield gallery(
        "Six pictures of the test set",
        data.x_test[:6],
        [str(number) for number in range(1, 7)],
        f"Their captions: {'; '.join(captions)}.",
        columns=6,
        name="scenes",
    )
    yield Table(
        "What is to be written",
        ["picture", "caption"],
        [[str(number), caption] for number, caption in enumerate(captions, start=1)],
        name="scenes-captions",
    )
    different = len(set(data.extra["captions_train"]))
    yield Text(
        f"{len(data.x_train):,} pictures to train on, with {different} different captions; {len(data.x_test)} to "
        f"test. The vocabulary has {len(data.extra['vocabulary']) - SIGNS} words. The right captions of "
        f"{int(data.extra['new_test'].sum())} test pictures occur nowhere in training. Source: {data.source}."
    )


def picture_places(lab: Lab) -> Truth:
    """The number of places that the decoder chooses among, asked of the model."""
    model = build(lab)
    rows, columns = model.grid
    side = model.config["input_shape"][0]
    return Truth(
        str(rows * columns),
        f"Each pooling halves height and width: {side}, {side // 2}, {side // 4}. That leaves {rows} · {columns} = "
        f"{rows * columns} places, each with {model.encoder.output[0].shape[-1]} numbers, one from each map.",
    )


def pieces(lab: Lab) -> Iterator[View]:
    """The captioner piece by piece: what each is for, and what it hands on."""
    model = build(lab)
    vocabulary, config = scenes(lab).extra["vocabulary"], model.config
    places, maps = model.encoder.output[0].shape[1:]
    context = maps if attention_of(lab) else config["units"]
    looking = "weighs the places" if attention_of(lab) else "one vector, at every step"
    yield Table(
        "From a picture to a caption",
        ["piece", "hands on", "why"],
        [
            ["encoder: convolutions", f"{places} places of {maps} numbers", "what is here, and near it"],
            ["decoder: embedding", f"{config['embedding_dim']} numbers", "the word before"],
            ["decoder: look", f"{context} numbers", f"context: {looking}"],
            ["decoder: GRU", f"{config['units']} numbers", "remembers what was said"],
            [
                "output",
                f"{len(vocabulary)} scores",
                f"one for each of {len(vocabulary) - SIGNS} words and {SIGNS} signs",
            ],
        ],
        note="Signs: the start and the end of a caption, and the padding behind it.",
        name="pieces",
    )


def heaviest_part(lab: Lab) -> Truth:
    """The part of a captioner with attention that has the most parameters, asked of the model."""
    model = build(lab, attention="additive")
    decoder = model.get_layer("decoder")
    counts = {
        "the convolutions": model.encoder.count_params(),
        "the words' embedding": decoder.embedding.count_params(),
        "the recurrent cell": sum(layer.count_params() for layer in (*decoder.cells, *decoder.starts)),
        "the attention": decoder.query.count_params() + decoder.key.count_params() + int(np.prod(decoder.score.shape)),
        "the output layer": model.get_layer("output").count_params(),
    }
    heaviest = max(counts, key=lambda part: counts[part])
    return Truth(heaviest, "; ".join(f"{part}: {count:,}" for part, count in counts.items()) + ".")


def network(lab: Lab) -> Iterator[View]:
    """The summary of the captioner."""
    model = build(lab)
    yield inspect.summary(model).table()
    yield Text(
        f"{model.count_params():,} parameters in all, learned together: the words teach the convolutions what to "
        "look for."
    )


def bleu_by_hand(lab: Lab) -> Iterator[View]:
    """The BLEU score of a caption with one wrong word."""
    written, right = [WRITTEN.split()], [RIGHT.split()]
    rows, shares = [], []
    for n in range(1, 5):
        share, total = precision(written, right, n), len(written[0]) - n + 1
        shares.append(share)
        rows.append([str(n), str(total), str(round(share * total)), f"{share:.3f}"])
    yield Table(
        f"“{WRITTEN}” where “{RIGHT}” is right",
        ["words in a run", "runs written", "of them right", "share"],
        rows,
        numeric=[0, 1, 2, 3],
        note="“red” was written twice and is right once, so one of the two does not count.",
        name="bleu-by-hand",
    )
    product = " · ".join(f"{share:.3f}" for share in shares)
    yield Text(
        f"BLEU-4 is the fourth root of the product {product}, which is **{bleu(written, right):.3f}**. One "
        f"wrong word of {len(written[0])}, and the score falls that far: it breaks every run that it stands in."
    )


def pairs_of_words(lab: Lab) -> Truth:
    """The share of right runs of two words, counted."""
    found = precision([WRITTEN.split()], [RIGHT.split()], 2)
    return Truth(
        f"{found:.3f}",
        "“a red”, “red circle”, “circle above”, “above a” are right. “a red” was written "
        f"twice and counts once, “red square” is wrong: 4 / 6 = {found:.3f}.",
    )

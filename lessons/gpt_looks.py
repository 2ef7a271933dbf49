"""Looks inside a trained GPT: what it expects next, what surprises it, where its heads look, which words it offers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach import inspect
from dlteach.lessons.gpt_bench import next_probabilities, numbered, prompt, shown, surprises, text, vocabulary
from dlteach.lessons.gpt_training import trained
from dlteach.models import GPT
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, View

OFFERED = 5
BEAM = 16
LONGEST_WORD = 14
ATTENDED = 16


def next_characters(lab: Lab) -> Iterator[View]:
    """The likeliest next characters as the prompt grows."""
    model, words = trained(lab), prompt(lab)
    known = vocabulary(lab)
    rows = []
    for length in sorted({1, len(words) // 2, len(words) - 1, len(words)} - {0}):
        chances = next_probabilities(lab, model, words[:length])
        best = chances.argsort()[::-1][:3]
        # in nats; e to it is the number of equal choices that would leave one as unsure
        entropy = float(-(chances * np.log(np.maximum(chances, 1e-12))).sum())
        offers = "  ".join(f"{shown(repr(known[token]))} {100 * chances[token]:.0f} %" for token in best)
        rows.append([f"“{shown(words[:length])}”", offers, f"{np.exp(entropy):.1f}"])
    yield Table(
        "What may come next?",
        ["it has read", "the three likeliest", "as unsure as between"],
        rows,
        numeric=[2],
        note="The last column is e^H, where H = −Σ p log p is the entropy of the probabilities p.",
        name="next",
    )


def surprise(lab: Lab) -> Iterator[View]:
    """How much each character of a test sentence surprises the network."""
    model = trained(lab)
    block = model.config["max_sequence_length"]
    piece = text(lab).extra["text_test"].replace("\n", " ")[: block + 1]
    tokens = numbered(lab, piece)[None]
    lost = surprises(model, tokens[:, :-1], tokens[:, 1:])[0]
    signs = piece[1:]
    first = [place for place in range(1, len(signs)) if not signs[place - 1].isalnum() and signs[place].isalnum()]
    later = [place for place in range(1, len(signs)) if signs[place - 1].isalnum() and signs[place].isalnum()]
    told = (
        f"The first letter of a word costs {lost[first].mean():.2f} nats on average, a later one {lost[later].mean():.2f}."
        if first and later
        else ""
    )
    worst = int(lost.argmax())
    yield Curve(
        f"Surprise at each character of “{piece}”",
        [Series("−log p", [float(value) for value in lost])],
        f"{shown(repr(signs[worst]))} behind “{piece[max(0, worst - 12) : worst + 1]}” surprises most: {lost[worst]:.1f} "
        "nats.",
        x_label="place",
        y_label="nats",
        name="surprise",
    )
    if told:
        yield Text(told)


def attention(lab: Lab) -> Iterator[View]:
    """What each head does on average, and the map of the one that looks most at the character before."""
    model = trained(lab)
    piece = text(lab).extra["text_test"].replace("\n", " ")[:ATTENDED]
    maps = model.attention_weights(numbered(lab, piece)[None])[:, 0]
    places = np.arange(len(piece))
    # Σ weight · (i − j): how many characters back a head looks on average
    back = (maps * np.maximum(places[:, None] - places, 0)).sum(-1)[..., 1:].mean(-1)
    before = maps[..., places[1:], places[:-1]].mean(-1)
    itself = maps[..., places[1:], places[1:]].mean(-1)
    rows = [
        [
            f"{layer + 1}",
            f"{head + 1}",
            f"{100 * itself[layer, head]:.0f} %",
            f"{100 * before[layer, head]:.0f} %",
            f"{back[layer, head]:.1f}",
        ]
        for layer in range(maps.shape[0])
        for head in range(maps.shape[1])
    ]
    yield Table(
        "Where each head looks",
        ["layer", "head", "at itself", "at the one before", "characters back, on average"],
        rows,
        numeric=[0, 1, 2, 3, 4],
        note=f"Means over the characters of “{piece}”.",
        name="heads",
    )
    layer, head = (int(number) for number in np.unravel_index(before.argmax(), before.shape))
    signs = [shown("␣" if sign == " " else sign) for sign in piece]
    yield inspect.attention_map(maps[layer, head], signs, title=f"Layer {layer + 1}, head {head + 1}")


def next_words(lab: Lab) -> Iterator[View]:
    """The likeliest words to come next, and what a word that was begun may become, as a telephone's keyboard offers them."""
    model, words = trained(lab), prompt(lab)
    yield Table(
        f"Behind “{shown(words)}”",
        ["next word", "probability"],
        [[word, f"{100 * chance:.1f} %"] for word, chance in likeliest_words(lab, model, words)],
        numeric=[1],
        note="A word's probability is the product of those of its characters and of the blank or stop behind it.",
        name="next-words",
    )
    if begun := begun_word(words):
        stem = begun.split()[-1]
        yield Table(
            f"Behind “{shown(begun)}”",
            ["it may become", "probability"],
            [[stem + ending, f"{100 * chance:.1f} %"] for ending, chance in likeliest_words(lab, model, begun)],
            numeric=[1],
            name="begun-word",
        )


def begun_word(words: str) -> str:
    """A text up to the middle of its last word of four letters or more; empty when there is none."""
    long = list(re.finditer(r"\w{4,}", words))
    return words[: (long[-1].start() + long[-1].end()) // 2] if long else ""


def likeliest_words(lab: Lab, model: GPT, words: str) -> list[tuple[str, float]]:
    """Searches the most probable whole words behind a text.

    Of the beginnings of words found so far, the `BEAM` most probable are kept and lengthened by every character.

    Returns:
        Pairs of a word and its probability, the likeliest first, at most `OFFERED`.
    """
    block, known = model.config["max_sequence_length"], vocabulary(lab)
    # the padding token, the empty one, ends a word as well
    ends = np.array([not (sign.isalnum() or sign in ("_", "'")) for sign in known])
    longest = min(LONGEST_WORD, block // 2)
    given = numbered(lab, words)[-(block - longest) :]
    beginnings: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
    finished: dict[tuple[int, ...], float] = {}
    for length in range(longest):
        batch = np.zeros((BEAM, block), "int32")
        for row, (word, _) in zip(batch, beginnings, strict=False):
            row[: len(given) + length] = [*given, *word]
        logits = ops.cast(model(batch)[:, len(given) + length - 1], "float32")
        chances = ops.convert_to_numpy(ops.softmax(logits, axis=-1))[: len(beginnings)]
        chances = chances * np.array([chance for _, chance in beginnings])[:, None]
        for (word, _), row in zip(beginnings, chances, strict=True):
            if word:
                finished[word] = float(row[ends].sum())
        chances[:, ends] = 0
        longer = chances.ravel().argsort()[::-1][:BEAM]
        beginnings = [
            ((*beginnings[at // len(known)][0], int(at % len(known))), float(chances.ravel()[at])) for at in longer
        ]
        best = sorted(finished.values(), reverse=True)[:OFFERED]
        # no unfinished beginning can still become more probable than the words already found
        if len(best) == OFFERED and beginnings[0][1] < best[-1]:
            break
    ranked = sorted(finished.items(), key=lambda pair: pair[1], reverse=True)[:OFFERED]
    return [("".join(known[token] for token in word), chance) for word, chance in ranked]

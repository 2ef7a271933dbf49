"""Looks into the captioner: what it writes, how sure it is of each word, and where it looks meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach import inspect
from dlteach.data import Dataset
from dlteach.inspect.pictures import gallery, heat_over
from dlteach.lessons.multimodal_captions import attention_of, build, fit, scenes, trained, words_of, written
from dlteach.lessons.translation import shifted
from dlteach.models import ImageCaptioner
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

ENLARGED = 4


def samples(lab: Lab) -> Iterator[View]:
    """What the network writes about some test pictures; wrong ones first."""
    data, model = scenes(lab), trained(lab)
    tokens = written(model, data.x_test, data)
    wrong = np.flatnonzero((tokens != data.y_test).any(axis=1))
    chosen = [*wrong[:2], *[place for place in range(len(tokens)) if place not in wrong]][:6]
    told = [" ".join(words_of(tokens[place], data)) for place in chosen]
    verdicts = ["wrong" if place in wrong else "right" for place in chosen]
    words = "; ".join(f"“{text}” ({verdict})" for text, verdict in zip(told, verdicts, strict=True))
    yield gallery(
        "What it writes" + (", mistakes first" if len(wrong) else ""),
        [data.x_test[place] for place in chosen],
        [f"{number}" for number in range(1, len(chosen) + 1)],
        f"Six pictures and their captions: {words}.",
        columns=6,
        name="captioned",
    )
    yield Table(
        "The same in words",
        ["picture", "written", "right"],
        [
            [str(number), text, "yes" if place not in wrong else f"no: {' '.join(words_of(data.y_test[place], data))}"]
            for number, (place, text) in enumerate(zip(chosen, told, strict=True), start=1)
        ],
        name="captioned-table",
    )


def word_by_word(lab: Lab) -> Iterator[View]:
    """One caption as it is written: the three likeliest words at each step."""
    data, model = scenes(lab), trained(lab)
    place = example(data)
    image, tokens = data.x_test[place : place + 1], written(model, data.x_test[place : place + 1], data)
    logits = model.predict_on_batch({"image": image, "target": shifted(tokens, data.extra["start"])})
    chances = ops.convert_to_numpy(ops.softmax(ops.cast(logits, "float32"), axis=-1))[0]
    vocabulary, rows = data.extra["vocabulary"], []
    before = "<"
    for token, step in zip(tokens[0], chances, strict=True):
        if not token:
            break
        best = step.argsort()[::-1][:3]
        shown = ", ".join(f"{_named(vocabulary[number])} {100 * step[number]:.1f} %" for number in best)
        rows.append([_named(before), _named(vocabulary[token]), shown])
        before = vocabulary[token]
    yield Table(
        f"“{data.extra['captions_test'][place]}”, step by step",
        ["reads", "writes", "the three likeliest words"],
        rows,
        note="Each step reads what the step before has written. <start> and <end> are the two signs of the decoder.",
        name="word-by-word",
    )


def gaze(lab: Lab) -> Iterator[View]:
    """Where the decoder looks while it writes one caption, drawn over the picture, and how that is on all test pictures."""
    data, model = scenes(lab), _with_attention(lab)
    place = example(data)
    image, tokens = data.x_test[place : place + 1], written(model, data.x_test[place : place + 1], data)
    # a caption that is as long as any may have no end token
    words = [*words_of(tokens[0], data), "<end>"][: tokens.shape[1]]
    weights = model.attention_weights(image, shifted(tokens, data.extra["start"]))[0][: len(words)]
    large = np.kron(image[0], np.ones((ENLARGED, ENLARGED, 1), "float32"))
    tiles = [heat_over(large, _spread(step, large.shape[:2])) for step in weights]
    centres = "; ".join(f"“{word}”: {_where(step)}" for word, step in zip(words, weights, strict=True))
    yield gallery(
        f"“{' '.join(words_of(tokens[0], data))}”: where it looks",
        [large, *tiles],
        ["picture", *words],
        f"Bright places weigh most. The middle of the attention while each word is written: {centres}.",
        columns=5,
        name="gaze",
    )
    first, second = halves(model, data)
    yield Text(
        "On all test pictures of two shapes: while the colour and the shape of the **first** are written, "
        f"{100 * first:.0f} % of the attention lies on the first one's half of the picture. While those of the "
        f"**second** are written, {100 * second:.0f} % lies on the second one's half. Even looks would give 50 %."
    )
    side = inspect.receptive_field(model.encoder, f"conv_{len(model.config['filters'])}").size[0]
    yield Text(
        f"Do not wonder if it looks *beside* a shape. Each place of the last maps has seen {side}×{side} pixels of the "
        "picture, so a neighbour knows the shape, too. Attention tells where a network took its numbers from, not what it "
        "understood."
    )


def gaze_moves(lab: Lab) -> Truth:
    """Whether the attention moves with the words, measured."""
    first, second = halves(_with_attention(lab), scenes(lab))
    answer = (
        "from one shape to the other, as the words do"
        if min(first, second) > 0.6
        else "nowhere: it stays spread over the picture"
        if max(first, second) < 0.6
        else "only half: it finds one of the shapes"
    )
    return Truth(
        answer,
        f"{100 * first:.0f} % of the attention lies in the first shape's half while the first is described, and "
        f"{100 * second:.0f} % in the second's while the second is. Nobody told it where the shapes are.",
    )


def halves(model: ImageCaptioner, data: Dataset) -> tuple[float, float]:
    """The shares of attention that lie in the half of the shape being described: first shape, second shape.

    The words are a, colour, shape, then "above" or "left of", then again a, colour, shape.
    """
    captions = [caption.split() for caption in data.extra["captions_test"]]
    weights = model.attention_weights(data.x_test, shifted(data.y_test, data.extra["start"]))
    shares: tuple[list[float], list[float]] = ([], [])
    for words, steps in zip(captions, weights, strict=True):
        if len(words) > 3:
            # upper and lower halves for "above", left and right ones for "left of"
            middle = steps.shape[1] // 2
            before = steps[:, :middle] if "above" in words else steps[:, :, :middle]
            share = before.sum(axis=(1, 2))
            shares[0].append(float(share[[1, 2]].mean()))
            shares[1].append(float(1 - share[[len(words) - 2, len(words) - 1]].mean()))
    return float(np.mean(shares[0])), float(np.mean(shares[1]))


def example(data: Dataset) -> int:
    """The test picture that is followed: one of two shapes, unlike in colour and shape, whose caption is new."""
    for place, caption in enumerate(data.extra["captions_test"]):
        words = caption.split()
        if data.extra["new_test"][place] and words[1] != words[-2] and words[2] != words[-1]:
            return place
    return 0


def _named(word: str) -> str:
    return {"<": "<start>", ">": "<end>"}.get(word, word or "nothing")


def _spread(step: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """One step's weights enlarged to the picture, the largest 1."""
    rows, columns = size[0] // step.shape[0], size[1] // step.shape[1]
    return np.kron(step / step.max(), np.ones((rows, columns), "float32"))


def _where(step: np.ndarray) -> str:
    """The middle of the attention in words."""
    rows, columns = (np.arange(count) + 0.5 for count in step.shape)
    down = float((step.sum(axis=1) * rows).sum()) / step.shape[0]
    right = float((step.sum(axis=0) * columns).sum()) / step.shape[1]
    return f"{100 * down:.0f} % down, {100 * right:.0f} % across"


def _with_attention(lab: Lab) -> ImageCaptioner:
    """The trained network, or, where the learner chose none, one with additive attention."""
    if attention_of(lab):
        return trained(lab)
    if lab.kept("attentive") is None:
        model = build(lab, attention="additive")
        fit(lab, model, "captions, with attention to look at")
        lab.keep("attentive", model)
    model = lab.kept("attentive")
    assert isinstance(model, ImageCaptioner)
    return model

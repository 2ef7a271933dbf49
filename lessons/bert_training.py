"""Building and pre-training the lesson's BERT, and what it is good at afterwards."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from dlteach import inspect
from dlteach.data.opinions import NEGATIVE, POSITIVE
from dlteach.lessons.bert_bench import (
    build_bert,
    guess_chances,
    guesser,
    masked,
    numbered,
    pretrain,
    vocabulary,
)
from dlteach.lessons.bert_reviews import write
from dlteach.models.bert_heads import BERTPretraining
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, View

MEASURED = 400
# reviews that no training has read
UNSEEN = 987_654


def bert(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    yield inspect.summary(build_bert(lab, lab.seed)).table()


def train_bert(lab: Lab) -> Iterator[View]:
    """Pre-trains on unlabelled reviews and counts its hits on words hidden in unseen ones."""
    steps, rate = int(lab.settings["steps"]), float(lab.settings["mask_rate"])
    model, fitted = pretrain(lab, "BERT, hidden words", rate, steps)
    lab.keep("main", model)
    yield from told(lab, model, fitted, "BERT", rate)


def told(lab: Lab, model: BERTPretraining, fitted: Fitted, title: str, rate: float) -> Iterator[View]:
    """What a pre-training reached, as a table and a line of the log."""
    hits, loss = measured(lab, model)
    yield Table(
        "Hidden words in unseen reviews",
        ["which words", "guessed rightly", "side guessed rightly"],
        [
            ["all", f"{100 * hits['all']:.1f} %", ""],
            ["words of praise and blame", f"{100 * hits['judging']:.1f} %", f"{100 * hits['side']:.1f} %"],
        ],
        numeric=[1, 2],
        note="Side: it expects praise where praise stood, or blame where blame stood. Which of the eight cannot be known.",
        name="hidden-words",
    )
    yield Text(
        f"{fitted.steps:,} steps in {fitted.seconds:.1f} s of training, after {fitted.compile_seconds:.1f} s of compiling. "
        f"A hidden word costs {loss:.2f} nats; an even guess among the {len(vocabulary(lab)) - 1} tokens would cost "
        f"{math.log(len(vocabulary(lab)) - 1):.2f}."
    )
    yield Result(f"side of a hidden judgement guessed rightly: {100 * hits['side']:.1f} %")
    lab.log(
        title,
        {"side %": 100 * hits["side"], "loss": loss, "parameters": model.backbone.count_params()},
        fitted.seconds,
        steps=fitted.steps,
        mask_rate=rate,
    )


def measured(lab: Lab, model: BERTPretraining) -> tuple[dict[str, float], float]:
    """Shares of hidden words that are guessed rightly, and the mean loss, on unseen reviews at a rate of 15 %."""
    known = vocabulary(lab)
    tokens = numbered(lab, write(MEASURED, UNSEEN + lab.seed))
    hidden, targets = masked(lab, tokens, 0.15, np.random.default_rng(lab.seed))
    chances = guess_chances(lab, guesser(model), hidden)
    places = targets != 0
    right, chosen = targets[places], chances[places]
    praise, blame = ([known.index(word) for word in words] for words in (POSITIVE, NEGATIVE))
    judging = np.isin(right, [*praise, *blame])
    expects_praise = chosen[:, praise].sum(axis=1) > chosen[:, blame].sum(axis=1)
    hits = chosen.argmax(axis=1) == right
    shares = {
        "all": float(hits.mean()),
        "judging": float(hits[judging].mean()),
        "side": float((expects_praise == np.isin(right, praise))[judging].mean()),
    }
    return shares, float(-np.log(chosen[np.arange(len(right)), right]).mean())


def pretrained(lab: Lab) -> BERTPretraining:
    """The pre-trained network; it is trained now when that step was skipped."""
    if lab.kept("main") is None:
        for _ in train_bert(lab):
            pass
    model = lab.kept("main")
    assert isinstance(model, BERTPretraining)
    return model

"""Building and pre-training the lesson's BERT, first on Python's documentation, then on reviews."""

from __future__ import annotations

from collections.abc import Iterator

from dlteach import inspect
from dlteach.lessons.bert_bench import build_bert, pretrain
from dlteach.lessons.bert_documentation import documentation
from dlteach.lessons.bert_measures import documentation_hits, review_hits
from dlteach.lessons.bert_reviews import WORDS, write
from dlteach.models.bert_heads import BERTPretraining
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, View

DOCUMENTATION, MAIN = "documentation", "main"
REVIEWS = 50_000


def bert(lab: Lab) -> Iterator[View]:
    """The summary of the network that will be trained."""
    yield inspect.summary(build_bert(lab, lab.seed)).table()


def train_on_documentation(lab: Lab) -> Iterator[View]:
    """Pre-trains on Python's documentation and counts its hits on words hidden in pages it has not read."""
    steps, rate = int(lab.settings["documentation_steps"]), float(lab.settings["mask_rate"])
    model, fitted = pretrain(lab, documentation(lab, "train"), "BERT on the documentation", rate, steps)
    lab.keep(DOCUMENTATION, model)
    hits = documentation_hits(lab, model)
    yield _times(fitted)
    yield Table(
        f"{hits.count:,} words hidden in documentation it has not read",
        ["guesser", "guessed rightly"],
        [
            [f"always “{hits.commonest}”, the commonest word", f"{100 * hits.commonest_share:.1f} %"],
            ["BERT", f"{100 * hits.share:.1f} %"],
        ],
        numeric=[1],
        note="Only the words of its vocabulary are hidden; rare ones stand as [UNK].",
        name="documentation-words",
    )
    yield Result(
        f"hidden words guessed rightly: {100 * hits.share:.1f} %, by the commonest word {100 * hits.commonest_share:.1f} %"
    )
    lab.log(
        "BERT on the documentation",
        {"guessed %": 100 * hits.share, "loss": hits.loss},
        fitted.seconds,
        steps=fitted.steps,
        mask_rate=rate,
    )


def train_bert(lab: Lab) -> Iterator[View]:
    """Goes on with unlabelled reviews, and counts its hits on words hidden in unseen ones."""
    steps, rate = int(lab.settings["steps"]), float(lab.settings["mask_rate"])
    # a network that is trained further is another one, so the first stays as it is kept
    start = build_pretraining(lab, on_documentation(lab))
    model, fitted = pretrain(lab, unlabelled(lab), "BERT on reviews", rate, steps, start)
    lab.keep(MAIN, model)
    hits = review_hits(lab, model)
    yield _times(fitted)
    yield Table(
        "Words hidden in reviews it has not read",
        ["which words", "guessed rightly", "side guessed rightly"],
        [
            ["all", f"{100 * hits.all:.1f} %", ""],
            ["words of praise and blame", f"{100 * hits.judging:.1f} %", f"{100 * hits.side:.1f} %"],
        ],
        numeric=[1, 2],
        note=f"Side: it expects praise where praise stood, or blame where blame stood. Which of the {WORDS} cannot be known.",
        name="hidden-words",
    )
    yield Result(f"side of a hidden judgement guessed rightly: {100 * hits.side:.1f} %")
    lab.log(
        "BERT on reviews",
        {"side %": 100 * hits.side, "loss": hits.loss},
        fitted.seconds,
        steps=fitted.steps,
        mask_rate=rate,
    )


def unlabelled(lab: Lab) -> list[list[str]]:
    """The reviews that pre-training reads, written once a session."""
    if "reviews" not in lab.memory:
        lab.memory["reviews"] = write(REVIEWS, lab.seed)
    return lab.memory["reviews"]


def build_pretraining(lab: Lab, weights_of: BERTPretraining) -> BERTPretraining:
    """A new network with the weights of another one."""
    model = BERTPretraining(build_bert(lab, lab.seed), name="pretraining")
    model.set_weights(weights_of.get_weights())
    return model


def on_documentation(lab: Lab) -> BERTPretraining:
    """The network that has read the documentation only; it is trained now when that step was skipped."""
    return lab.trained(train_on_documentation, BERTPretraining, DOCUMENTATION)


def pretrained(lab: Lab) -> BERTPretraining:
    """The network that has read documentation and reviews; it is trained now when that step was skipped."""
    return lab.trained(train_bert, BERTPretraining, MAIN)


def _times(fitted: Fitted) -> Text:
    return Text(
        f"{fitted.steps:,} steps in {fitted.seconds:.1f} s of training, after {fitted.compile_seconds:.1f} s of compiling."
    )

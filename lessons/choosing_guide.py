"""The guide: what each architecture supposes, and what to try first on the learner's own problem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dlteach import models
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

FEW, MANY = 1_000, 50_000


@dataclass(frozen=True)
class Advice:
    """What to try, in this order: without a network, with a small one, and when there is more. `why` gives the reason."""

    baseline: str
    first: str
    then: str
    why: str
    model: str


SUPPOSITIONS = (
    (
        "mlp",
        "nothing: every input may matter with every other",
        "short lists of numbers",
        "cannot share what it learned",
    ),
    (
        "lenet5",
        "neighbours belong together, a pattern means the same everywhere",
        "images, sound",
        "far-apart things meet late",
    ),
    (
        "alexnet",
        "the same, and that a million photographs are there",
        "history; features to reuse",
        "most parameters in dense layers",
    ),
    (
        "resnet18",
        "the same, and that depth should be easy to leave unused",
        "large image tasks",
        "costly to train from nothing",
    ),
    ("rnn", "what matters was a short time ago", "short sequences, tiny devices", "forgets; one step after the other"),
    ("lstm", "what matters may be long ago, and can be kept", "series, streams", "one step after the other"),
    ("gru", "the same, with fewer gates", "series, streams", "one step after the other"),
    ("seq2seq", "one sequence must become another", "small translation tasks", "slow on long sequences"),
    (
        "transformer_base",
        "any two places may matter to each other",
        "translation, long contexts",
        "data; cost grows with length squared",
    ),
    ("bert_base", "the same, and that both sides may be read", "understanding text", "writes no text"),
    ("gpt2_small", "the same, read from the left only", "writing text", "sure of itself even when wrong"),
    ("gan", "a critic can tell what is missing", "small pictures", "hard to balance; mode collapse"),
    ("dcgan", "the same, with convolutions", "pictures", "hard to balance; mode collapse"),
    (
        "wgan_gp",
        "how far fakes are from the real can be measured",
        "steadier training",
        "several critic steps for each step",
    ),
    ("stylegan", "coarse and fine features can be styled apart", "faces, large pictures", "days on several GPUs"),
)


def side_by_side(lab: Lab) -> Iterator[View]:
    """Every architecture of the course: what it supposes, what for, and what it costs."""
    cards = {name: models.info(name) for name, *_ in SUPPOSITIONS}
    yield Table(
        "What each one supposes about the world",
        ["network", "it supposes"],
        [[short(name), supposes] for name, supposes, *_ in SUPPOSITIONS],
        name="suppositions",
    )
    yield Table(
        "Strengths, weaknesses, size",
        ["network", "year", "parameters", "good at", "weak point"],
        [
            [short(name), str(cards[name].year), f"{cards[name].parameters:,}", good, weak]
            for name, _, good, weak in SUPPOSITIONS
        ],
        numeric=[1, 2],
        note="Parameters of the form that dlteach summary NAME shows; other sizes exist.",
        name="side-by-side",
    )


def advice(lab: Lab) -> Iterator[View]:
    """What to try on the problem that the settings describe."""
    kind, goal, examples = (lab.settings[name] for name in ("problem", "goal", "examples"))
    found = advise(str(kind), str(goal), int(examples))
    yield Table(
        f"{str(kind).capitalize()}, to {goal}, with {int(examples):,} examples",
        ["order", "try"],
        [["first of all", found.baseline], ["then", found.first], ["then", found.then]],
        name="advice",
    )
    yield Text(f"{found.why} Look at it: `dlteach summary {found.model}`.")


def advise(kind: str, goal: str, examples: int) -> Advice:
    """Gives advice for a problem.

    Args:
        kind: of the data: "table", "image", "series", "text" or "sound".
        goal: "classify", "forecast", "generate" or "translate".
        examples: how many there are to learn from.
    """
    few, many = examples < FEW, examples >= MANY
    if goal == "translate" and kind == "image":
        return Advice(
            "the partner of the most similar picture that is known",
            "a U-Net, with the absolute error and a judge of patches (pix2pix)",
            "a CycleGAN where there are no pairs",
            "A picture becomes another of the same size. The error alone blurs; a judge asks whether it looks real.",
            "pix2pix",
        )
    if goal == "translate":
        return Advice(
            "a word list, or the answer that is right most often"
            if kind == "text"
            else "the answer that is right most often",
            "a Transformer" if many else "an encoder–decoder GRU with attention",
            "a large trained Transformer, adapted to your pairs",
            "One sequence becomes another of a different length. Attention lets each output look where it needs to.",
            "transformer_base" if many else "seq2seq",
        )
    # what comes next in a text is its next token
    if goal == "generate" or (goal == "forecast" and kind == "text"):
        return _generate(kind, few)
    if goal == "forecast" and kind == "image":
        return Advice(
            "the last picture again",
            "a U-Net that reads the last few pictures, one on top of the other",
            "the same with memory or attention over time",
            "Most of a picture stays or moves a little. What may move in several ways comes out blurred: look at it.",
            "unet",
        )
    if goal == "forecast":
        return Advice(
            "the last value again; then a linear model of the last few values",
            "dense layers on a window" if few else "a GRU or an LSTM",
            "a convolution over time, or a Transformer if many series are alike",
            "Many series are nearly linear and short. The plain models often win, and you must know by how much you beat them.",
            "mlp" if few else "gru",
        )
    return _classify(kind, few, many)


def short(name: str) -> str:
    """A model's name without its size."""
    return {"transformer_base": "transformer", "bert_base": "bert", "gpt2_small": "gpt"}.get(name, name)


def _classify(kind: str, few: bool, many: bool) -> Advice:
    if kind == "table":
        return Advice(
            "logistic regression",
            "boosted trees",
            "an MLP with two or three layers",
            "Columns have no neighbours and no order, so nothing of what CNNs and RNNs suppose is true. "
            "Trees are hard to beat here.",
            "mlp",
        )
    if kind in ("image", "sound"):
        return Advice(
            "a linear classifier on the pixels"
            if kind == "image"
            else "a linear classifier on the loudness of each pitch",
            "a trained CNN, its last layers trained anew on your data" if few else "a small CNN with altered copies",
            "a ResNet trained from nothing" if many else "a larger trained network",
            "Neighbours belong together. That supposition is worth thousands of examples."
            + (" Sound becomes a picture: time across, pitch up." if kind == "sound" else ""),
            "resnet18" if few or many else "lenet5",
        )
    if kind == "text":
        return Advice(
            "counting words, with a linear classifier",
            "a trained BERT, adapted to your data" if few else "a GRU, or a convolution over words",
            "a trained BERT, adapted to your data" if not few else "a larger trained Transformer",
            "A network that has read millions of sentences knows the language; you only have to teach it your question.",
            "bert_base" if few else "gru",
        )
    return Advice(
        "a few numbers for each series: mean, spread, trend",
        "a convolution over time, or a GRU",
        "an LSTM in both directions",
        "If what matters is a shape that may stand anywhere, convolve; if it is what came before, remember.",
        "gru",
    )


def _generate(kind: str, few: bool) -> Advice:
    if kind == "text":
        return Advice(
            "counting which word follows which",
            "a trained GPT, adapted to your texts" if few else "a small GPT",
            "a larger trained GPT",
            "Writing is predicting the next token, again and again. Check what it writes: it sounds sure even when it is wrong.",
            "gpt2_small",
        )
    if kind in ("series", "sound"):
        return Advice(
            "pieces of what you have, put together anew",
            "a GRU that predicts the next value from those before, again and again",
            "a small GPT, its tokens being the values cut into a few hundred steps",
            "What comes next depends on what came before. Listen to it or plot it: small errors add up as it goes on.",
            "gru",
        )
    if kind == "table":
        return Advice(
            "for each column by itself, a value drawn as often as it occurs",
            "a GAN of dense layers, with a gradient penalty",
            "the same with more rows",
            "Check whether columns still go together, and that no row of a real person is handed out again.",
            "gan",
        )
    return Advice(
        "altered copies of what you have",
        "a DCGAN with a gradient penalty (WGAN-GP)",
        "more data, or a trained StyleGAN adapted to it" if few else "a StyleGAN",
        "A critic sees what a loss by pixels cannot. "
        "Count how many different things come out, not only how good the best one is.",
        "wgan_gp",
    )

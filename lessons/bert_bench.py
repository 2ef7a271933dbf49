"""What all parts of the BERT lesson share: words as tokens, masking, pre-training, fine-tuning and the count of hits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach.data import Dataset
from dlteach.errors import UsageError
from dlteach.lessons.bert_documentation import common_words
from dlteach.lessons.bert_reviews import WORDS
from dlteach.models import BERT, BERTClassifier
from dlteach.models.bert_heads import BERTPretraining
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

CLS, MASK, UNKNOWN = "[CLS]", "[MASK]", "[UNK]"
PLACES = 24
NEGATED = 0.25
PAPERS_DEVIATION = 0.02
PRETRAINING_BATCH, FINE_TUNING_BATCH = 128, 20
FINE_TUNING_EPOCHS = 30
TUNED_RATE, FROZEN_RATE = 1e-3, 1e-2
HIDDEN, REPLACED = 0.8, 0.1


def opinions(lab: Lab) -> Dataset:
    """The labelled opinions, of which a share is denied as a whole."""
    return lab.dataset(denied=float(lab.settings["denied"]), words=WORDS, negated=NEGATED)


def vocabulary(lab: Lab) -> tuple[str, ...]:
    """Every token in the order of its number: padding, the words of all texts, and the three special signs."""
    if "vocabulary" not in lab.memory:
        words = {*opinions(lab).extra["vocabulary"], *common_words(lab)} - {""}
        lab.memory["vocabulary"] = ("", *sorted(words), CLS, MASK, UNKNOWN)
    return lab.memory["vocabulary"]


def numbered(lab: Lab, sentences: Sequence[Sequence[str]], strict: bool = False) -> np.ndarray:
    """Sentences as token numbers with the class token before, (sentences, 24), padded with 0; other words are unknown.

    Raises:
        UsageError: a sentence is too long or, where this is strict, holds a word that the network never saw.
    """
    number = {word: index for index, word in enumerate(vocabulary(lab)) if word}
    result = np.zeros((len(sentences), PLACES), "int32")
    for row, words in zip(result, sentences, strict=True):
        if len(words) >= PLACES:
            raise UsageError(f"A sentence has {len(words)} words", f"The network reads at most {PLACES - 1}.")
        unknown = [word for word in words if word not in number]
        if strict and unknown:
            raise UsageError(
                f"The network never saw the word “{unknown[0]}”",
                f"Write [MASK] and words such as {', '.join(vocabulary(lab)[1:9])}.",
            )
        row[: 1 + len(words)] = [number[CLS], *(number.get(word, number[UNKNOWN]) for word in words)]
    return result


def shortened(tokens: np.ndarray) -> np.ndarray:
    """The tokens without the padding that all of them end with."""
    return tokens[:, : int((tokens != 0).sum(axis=1).max())]


def labelled(lab: Lab, part: str) -> tuple[np.ndarray, np.ndarray]:
    """The opinions of a split as token numbers, and their classes."""
    data = opinions(lab)
    texts, y = data.extra[f"texts_{part}"], data.y_train if part == "train" else data.y_test
    return numbered(lab, [text.split() for text in texts]), y


def drawn_labels(examples: int, count: int, seed: int) -> np.ndarray:
    """Which of the examples get a label; the same for every way to learn from them."""
    return np.random.default_rng(seed).permutation(examples)[:count]


def masked(lab: Lab, tokens: np.ndarray, rate: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Chooses words to be guessed, and hides most of them.

    Of the chosen ones 80 % become the mask token, 10 % a random word, and 10 % stay, as in the paper.

    Args:
        tokens: (texts, time), 0 is padding.
        rate: share of the words that are chosen.
        random: draws.

    Returns:
        The texts with words hidden, and the targets: the hidden words at the chosen places, 0 elsewhere.
    """
    known = vocabulary(lab)
    # numbers from the class token on are special signs
    words = (tokens != 0) & (tokens < known.index(CLS))
    chosen = words & (random.random(tokens.shape) < rate)
    draw = random.random(tokens.shape)
    hidden = tokens.copy()
    hidden[chosen & (draw < HIDDEN)] = known.index(MASK)
    replaced = chosen & (draw >= HIDDEN) & (draw < HIDDEN + REPLACED)
    hidden[replaced] = random.integers(1, known.index(CLS), int(replaced.sum()))
    return hidden, np.where(chosen, tokens, 0)


def build_bert(lab: Lab, seed: int) -> BERT:
    """A small BERT with the learner's settings, first weights drawn from the seed."""
    keras.utils.set_random_seed(seed)
    width = int(lab.settings["width"])
    bert = BERT(
        vocabulary_size=len(vocabulary(lab)),
        num_layers=int(lab.settings["layers"]),
        num_heads=int(lab.settings["heads"]),
        hidden_dim=width,
        max_sequence_length=PLACES,
        dropout=0.0,
        num_segments=1,
        name="bert",
    )
    # the paper's first weights have the standard deviation 0.02, at a width of 768. Measured here at width 64 with seed 0 and the
    # lesson's steps: with 0.02 the side of 62 % of the hidden judgements is told, with 1 / √width of 99 %
    kernels = [weight for weight in bert.trainable_weights if weight.path.endswith("kernel")]
    for weight in (*kernels, bert.token_embedding.embeddings):
        weight.assign(weight / (PAPERS_DEVIATION * math.sqrt(width)))
    return bert


def guesser(pretraining: BERTPretraining) -> keras.Model:
    """The part of the pre-training model that guesses words: logits, (batch, time, vocabulary)."""
    return keras.Model(pretraining.inputs, pretraining(pretraining.input)["token_logits"], name="guesser")


def pretrain(
    lab: Lab, texts: Sequence[Sequence[str]], title: str, rate: float, steps: int, start: BERTPretraining | None = None
) -> tuple[BERTPretraining, Fitted]:
    """Teaches a BERT to guess hidden words; no labels are used.

    Args:
        lab: the bench.
        texts: lists of words. They are read as often as the steps need, with other words hidden each time.
        title: names the training.
        rate: share of the words to be guessed.
        steps: of 128 texts each.
        start: the network to go on with; None begins with random weights.
    """
    model = start or BERTPretraining(build_bert(lab, lab.seed), name="pretraining")
    random = np.random.default_rng(lab.seed)
    count = steps * PRETRAINING_BATCH
    tokens = numbered(lab, texts)
    order = np.concatenate([random.permutation(len(tokens)) for _ in range(-(-count // len(tokens)))])[:count]
    x, y = masked(lab, tokens[order], rate, random)
    guessing = guesser(model)
    _compile(lab, guessing, "attention", float(lab.settings["learning_rate"]), steps * (lab.epochs or 1), 0)
    fitted = lab.fit(guessing, BERT.pack(x), y, kind="attention", epochs=1, title=title, batch_size=PRETRAINING_BATCH)
    return model, fitted


@dataclass(frozen=True)
class Tuned:
    """A classifier after its training, its accuracy on the test opinions, and how long it took."""

    model: BERTClassifier
    accuracy: float
    seconds: float


def fine_tune(lab: Lab, weights: list[Any] | None, count: int, seed: int, title: str, frozen: bool = False) -> Tuned:
    """Trains a classifier on a few labelled opinions.

    Args:
        lab: the bench.
        weights: of a pre-trained BERT; None starts from random ones.
        count: labelled opinions, drawn by the seed.
        seed: of the draw and of all new weights.
        title: names the training.
        frozen: whether only the last layer is trained.
    """
    backbone = build_bert(lab, seed)
    if weights is not None:
        backbone.set_weights(weights)
    model = BERTClassifier(2, backbone, dropout=0.0, name="classifier")
    backbone.trainable = not frozen
    x, y = labelled(lab, "train")
    drawn = drawn_labels(len(x), count, seed)
    batch = min(FINE_TUNING_BATCH, count)
    steps = FINE_TUNING_EPOCHS * (count // batch)
    # XLA would take longer to compile than these few steps take to run
    _compile(lab, model, "dense", FROZEN_RATE if frozen else TUNED_RATE, steps, None)
    fitted = lab.fit(
        model,
        BERT.pack(x[drawn]),
        y[drawn],
        kind="dense",
        epochs=FINE_TUNING_EPOCHS,
        title=title,
        batch_size=batch,
    )
    return Tuned(model, accuracy(lab, model), fitted.seconds)


def accuracy(lab: Lab, model: BERTClassifier) -> float:
    """The share of test opinions whose class is told rightly."""
    x, y = labelled(lab, "test")
    return float((ops.convert_to_numpy(model(BERT.pack(x))).argmax(axis=-1) == y).mean())


def guess_chances(lab: Lab, guessing: keras.Model, tokens: np.ndarray) -> np.ndarray:
    """The probability of each word at every place, (texts, time, vocabulary)."""
    return ops.convert_to_numpy(ops.softmax(ops.cast(guessing(BERT.pack(tokens)), "float32"), axis=-1))


def _compile(lab: Lab, model: keras.Model, kind: str, rate: float, steps: int, ignored: int | None) -> None:
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - steps // 10), alpha=0.05, warmup_target=rate, warmup_steps=max(1, steps // 10)
    )
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.01, beta_2=0.98, global_clipnorm=1.0)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=ignored)
    lab.compile(model, kind, optimizer=optimizer, loss=loss)

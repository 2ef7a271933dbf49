"""What a pre-trained BERT is good at: hidden words of the documentation, and sides of hidden judgements in reviews."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dlteach.data.opinions import NEGATIVE, POSITIVE
from dlteach.lessons.bert_bench import guess_chances, guesser, masked, numbered, vocabulary
from dlteach.lessons.bert_documentation import common_words, documentation
from dlteach.lessons.bert_reviews import WORDS, write
from dlteach.models.bert_heads import BERTPretraining
from dlteach.training.lab import Lab

MEASURED = 400
MEASURED_RATE = 0.15
# reviews that no training has read
UNSEEN = 987_654


@dataclass(frozen=True)
class DocumentationHits:
    """Shares of hidden words guessed rightly, by the network and by always saying the commonest word."""

    count: int
    share: float
    commonest: str
    commonest_share: float
    loss: float


@dataclass(frozen=True)
class ReviewHits:
    """Shares of hidden words guessed rightly; of the words of praise and blame also whether their side was."""

    all: float
    judging: float
    side: float
    loss: float


def sides(lab: Lab) -> tuple[list[int], list[int]]:
    """The numbers of the words of praise, and of blame."""
    number = {word: index for index, word in enumerate(vocabulary(lab))}
    return [number[word] for word in POSITIVE[:WORDS]], [number[word] for word in NEGATIVE[:WORDS]]


def documentation_hits(lab: Lab, model: BERTPretraining) -> DocumentationHits:
    """Measures on pages of the documentation that were kept for testing."""
    right, chances = _guesses(lab, model, documentation(lab, "test")[:MEASURED])
    commonest = common_words(lab)[0]
    return DocumentationHits(
        len(right),
        float((chances.argmax(axis=1) == right).mean()),
        commonest,
        float((right == vocabulary(lab).index(commonest)).mean()),
        _loss(right, chances),
    )


def review_hits(lab: Lab, model: BERTPretraining) -> ReviewHits:
    """Measures on reviews that no training has read."""
    praise, blame = sides(lab)
    right, chances = _guesses(lab, model, write(MEASURED, UNSEEN + lab.seed))
    judging = np.isin(right, [*praise, *blame])
    expects_praise = chances[:, praise].sum(axis=1) > chances[:, blame].sum(axis=1)
    hits = chances.argmax(axis=1) == right
    return ReviewHits(
        float(hits.mean()),
        float(hits[judging].mean()),
        float((expects_praise == np.isin(right, praise))[judging].mean()),
        _loss(right, chances),
    )


def _guesses(lab: Lab, model: BERTPretraining, texts: list[list[str]]) -> tuple[np.ndarray, np.ndarray]:
    """The hidden words, (words,), and the probabilities the network gave, (words, vocabulary), at a rate of 15 %."""
    hidden, targets = masked(lab, numbered(lab, texts), MEASURED_RATE, np.random.default_rng(lab.seed))
    places = targets != 0
    return targets[places], guess_chances(lab, guesser(model), hidden)[places]


def _loss(right: np.ndarray, chances: np.ndarray) -> float:
    return float(-np.log(chances[np.arange(len(right)), right]).mean())

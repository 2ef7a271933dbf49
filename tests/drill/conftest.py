from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dlteach.content.deck import Choice, Deck, MemoryAid, Term, WrittenQuestion
from dlteach.drill.schedule import Schedule
from dlteach.store import Journal

TERMS = (
    Term("toy/gate", "gate", "Numbers between 0 and 1 that scale what passes.", 1, aliases=("valve",)),
    Term("toy/forget-gate", "forget gate", "The gate that erases.", 2, confused_with=("toy/input-gate",)),
    Term("toy/input-gate", "input gate", "Decides what is added.", 3, confused_with=("toy/forget-gate",)),
    Term("toy/cell", "long short-term memory", "A layer with gates and a lasting state.", 4, acronym="LSTM"),
    Term("toy/feature-map", "feature map", "What one filter makes of an image.", 5, aliases=("activation map",)),
)
AIDS = (
    MemoryAid("toy/ccc", "memory gem", "Capture, Compress, Classify", "Three stages of a CNN.", 6),
    MemoryAid(
        "toy/gru",
        "acronym",
        "Gated Regularly Useful",
        "What G, R and U stand for.",
        7,
        letters=(("G", "Gated"), ("R", "Regularly"), ("U", "Useful")),
    ),
    MemoryAid(
        "toy/baker", "story", "the baker and the critic", "Generator and discriminator.", 8, text="Once upon a time."
    ),
    MemoryAid("toy/order", "phrase", "Attention to Order in it", "Self-attention and position.", 9),
)
QUESTIONS = (
    WrittenQuestion(
        "toy/why",
        "choice",
        "Why?",
        "Because.",
        10,
        choices=(Choice("Never.", "It happens."), Choice("Always.", "Not always.")),
        explanation="So it is.",
    ),
    WrittenQuestion("toy/word", "cloze", "A {{gate}} scales.", "gate", 11, explanation="Scaling."),
    WrittenQuestion("toy/count", "number", "How many parameters?", "61706", 12, explanation="Sum."),
    WrittenQuestion("toy/size", "shape", "Which shape?", "(26, 26, 32)", 13, explanation="Valid padding."),
)


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


@pytest.fixture
def deck():
    return Deck("toy", Path("toy.yaml"), TERMS, AIDS, QUESTIONS)


@pytest.fixture
def clock():
    return SetClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.fixture
def schedule():
    return Schedule()


@pytest.fixture
def journal(tmp_path, clock):
    with Journal.open(tmp_path / "journal.db", clock) as opened:
        yield opened

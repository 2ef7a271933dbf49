"""A learner's home with as many reviews as one asks for."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from dlteach.drill.cards import cards_of
from dlteach.drill.decks import topics
from dlteach.store import Journal


def fill(home: Path, reviews: int) -> None:
    """Writes a journal with so many reviews of all cards over 3,000 days; the cards reviewed are due."""
    cards = [card.id for topic in topics() for card in cards_of(topic)]
    detail = json.dumps({"given": "the forget gate", "kind": "typed", "seconds": 4.2, "chance": 0.91})
    yesterday = date.today() - timedelta(days=1)
    home.mkdir(parents=True, exist_ok=True)
    with Journal.open(home / "journal.db") as journal, journal.transaction():
        journal._connection.executemany(
            "INSERT INTO events (id, stamp, time, zone, day, kind, subject, rating, detail) "
            "VALUES (?, ?, '2020-01-01T12:00:00.000000Z', 0, ?, 'review', ?, 3, ?)",
            (
                (
                    f"id-{n}",
                    n,
                    (yesterday - timedelta(days=n * 3000 // reviews)).isoformat(),
                    cards[n % len(cards)],
                    detail,
                )
                for n in range(reviews)
            ),
        )
        journal._connection.executemany(
            "INSERT INTO cards (card, stability, difficulty, first, last, due, reviews, lapses, suspended) "
            "VALUES (?, 9.0, 5.0, '2015-01-01', ?, ?, ?, 0, 0)",
            (
                (
                    card,
                    (yesterday - timedelta(days=9)).isoformat(),
                    yesterday.isoformat(),
                    max(1, reviews // len(cards)),
                )
                for card in cards[: min(len(cards), reviews)]
            ),
        )

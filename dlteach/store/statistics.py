"""Counts over the whole log, made in SQL so that a long history stays quick."""

from __future__ import annotations

from datetime import date, timedelta

from dlteach.store.journal import Journal

YEAR = 365


def reviews_by_day(journal: Journal, since: date) -> dict[date, int]:
    """How many answers were given on each study day from `since` on; days without any are left out."""
    rows = journal.query(
        "SELECT day, count(*) FROM events WHERE kind = 'review' AND day >= ? GROUP BY day ORDER BY day",
        since.isoformat(),
    )
    with journal.reading():
        return {date.fromisoformat(day): count for day, count in rows}


def due_by_day(journal: Journal, today: date, days: int) -> dict[date, int]:
    """How many cards come on each of the next days; those overdue count for today."""
    until = today + timedelta(days=days - 1)
    rows = journal.query(
        "SELECT max(due, ?), count(*) FROM cards WHERE due <= ? AND NOT suspended GROUP BY 1 ORDER BY 1",
        today.isoformat(),
        until.isoformat(),
    )
    with journal.reading():
        return {date.fromisoformat(day): count for day, count in rows}


def predicted_and_recalled(journal: Journal, since: date) -> list[tuple[float, bool]]:
    """For each answer to a known card since that day: the chance that was predicted, and whether it was recalled."""
    rows = journal.query(
        """
        SELECT json_extract(review.detail, '$.chance'), coalesce(overruling.rating, review.rating)
        FROM events AS review
        LEFT JOIN events AS overruling
            ON overruling.subject = review.subject AND overruling.kind = 'overrule' AND overruling.target = review.id
        WHERE review.kind = 'review' AND review.day >= ?
            -- Python's JSON knows infinite numbers, which SQLite's takes for damage
            AND CASE WHEN json_valid(review.detail) THEN json_type(review.detail, '$.chance') END IN ('real', 'integer')
            AND NOT EXISTS (
                SELECT 1 FROM events AS undoing
                WHERE undoing.subject = review.subject AND undoing.kind = 'undo' AND undoing.target = review.id
            )
        """,
        since.isoformat(),
    )
    with journal.reading():
        return [(chance, rating > 1) for chance, rating in rows]


def practised(journal: Journal) -> int:
    """How many answers were given as practice, outside the schedule."""
    return next(journal.query("SELECT count(*) FROM events WHERE kind = 'practice'"))[0]


def hardest(journal: Journal, count: int) -> list[tuple[str, int, int]]:
    """The cards forgotten most often: card id, how often forgotten, how often asked."""
    return list(
        journal.query(
            "SELECT card, lapses, reviews FROM cards WHERE lapses > 0 "
            "ORDER BY lapses DESC, difficulty DESC, card LIMIT ?",
            count,
        )
    )

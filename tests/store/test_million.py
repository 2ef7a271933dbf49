"""A journal of a million reviews starts a session as quickly as an empty one."""

import json
import os
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest

from dlteach.drill.cards import cards_of
from dlteach.drill.decks import topics
from dlteach.store import Journal

REVIEWS = 1_000_000
TODAY = date.today() - timedelta(days=1)


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """A home with a million reviews, and one in which each of the same cards was answered once."""
    folder = tmp_path_factory.mktemp("homes")
    cards = [card.id for topic in topics() for card in cards_of(topic)]
    for name, count in (("full", REVIEWS), ("fresh", len(cards))):
        (folder / name).mkdir()
        with Journal.open(folder / name / "journal.db") as journal:
            fill(journal, cards, count)
    return folder


def fill(journal, cards, count):
    detail = json.dumps({"given": "the forget gate", "kind": "typed", "seconds": 4.2, "chance": 0.91})
    with journal.transaction():
        journal._connection.executemany(
            "INSERT INTO events (id, stamp, time, zone, day, kind, subject, rating, detail) "
            "VALUES (?, ?, '2020-01-01T12:00:00.000000Z', 0, ?, 'review', ?, 3, ?)",
            (
                (f"id-{n}", n, (TODAY - timedelta(days=n * 3000 // count)).isoformat(), cards[n % len(cards)], detail)
                for n in range(count)
            ),
        )
        journal._connection.executemany(
            "INSERT INTO cards (card, stability, difficulty, first, last, due, reviews, lapses, suspended) "
            "VALUES (?, 9.0, 5.0, '2015-01-01', ?, ?, ?, 0, 0)",
            (
                (card, (TODAY - timedelta(days=9)).isoformat(), TODAY.isoformat(), max(1, count // len(cards)))
                for card in cards[: min(len(cards), count)]
            ),
        )


def seconds_to_first_card(home):
    env = {**os.environ, "DLTEACH_HOME": str(home)}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "dlteach", "review", "--plain"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=env,
    )
    for line in process.stdout:
        if line.startswith("1 of "):
            break
    taken = time.perf_counter() - start
    process.kill()
    process.communicate()
    return taken


@pytest.mark.slow
def test_a_session_starts_as_quickly_as_with_an_empty_journal(homes):
    taken = {name: [] for name in ("full", "fresh")}
    for _ in range(9):
        for name, times in taken.items():
            times.append(seconds_to_first_card(homes / name))
    full, fresh = min(taken["full"]), min(taken["fresh"])
    print(f"first card after {full * 1000:.0f} ms with a million reviews, {fresh * 1000:.0f} ms with one for each card")
    assert full <= 2 * fresh


@pytest.mark.slow
def test_choosing_cards_and_answering_stay_quick(homes):
    from dlteach.drill.starting import begun_topics, start

    with Journal.open(homes / "full" / "journal.db") as journal:
        begun = begun_topics(journal)
        start(journal, begun).next()
        times = []
        for _ in range(5):
            began = time.perf_counter()
            session = start(journal, begun)
            session.next()
            times.append(time.perf_counter() - began)
        print(f"a session is chosen in {min(times) * 1000:.0f} ms")
        assert min(times) < 0.2
        began = time.perf_counter()
        session.answer("x", 3)
        print(f"an answer is saved in {(time.perf_counter() - began) * 1000:.0f} ms")
        assert time.perf_counter() - began < 0.5

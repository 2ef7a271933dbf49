"""A journal of a million reviews starts a session as quickly as an empty one."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlteach.drill.cards import cards_of
from dlteach.drill.decks import topics
from dlteach.store import Journal

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.journals import fill

REVIEWS = 1_000_000


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """A home with a million reviews, and one in which each of the same cards was answered once."""
    folder = tmp_path_factory.mktemp("homes")
    cards = sum(len(cards_of(topic)) for topic in topics())
    for name, count in (("full", REVIEWS), ("fresh", cards)):
        fill(folder / name, count)
    return folder


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

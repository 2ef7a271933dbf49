from datetime import UTC, datetime, timedelta

import pytest

from dlteach.drill.schedule import Schedule
from dlteach.store import Journal


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


@pytest.fixture
def clock():
    return SetClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.fixture
def schedule():
    return Schedule()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path, clock):
    with Journal.open(path, clock) as opened:
        yield opened

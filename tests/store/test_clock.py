from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dlteach.store.clock import read, study_day

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(("hour", "minute", "day"), [(23, 50, 2), (0, 10, 2), (3, 59, 2), (4, 1, 3)])
def test_the_study_day_starts_at_four(hour, minute, day):
    calendar_day = 2 if hour > 12 else 3
    assert study_day(datetime(2026, 3, calendar_day, hour, minute, tzinfo=BERLIN)) == date(2026, 3, day)


@pytest.mark.parametrize("month_day", [(3, 29), (10, 25)], ids=["spring", "autumn"])
def test_daylight_saving_does_not_move_the_study_day(month_day):
    month, day = month_day
    assert study_day(datetime(2026, month, day, 3, 59, tzinfo=BERLIN)) == date(2026, month, day - 1)
    assert study_day(datetime(2026, month, day, 4, 1, tzinfo=BERLIN)) == date(2026, month, day)
    # both sides of the hour that happens twice or not at all
    for fold in (0, 1):
        assert study_day(datetime(2026, month, day, 2, 30, tzinfo=BERLIN, fold=fold)) == date(2026, month, day - 1)


def test_a_reading_holds_utc_and_the_offset():
    moment = read(lambda: datetime(2026, 7, 1, 1, 30, tzinfo=BERLIN))
    assert moment.time == "2026-06-30T23:30:00.000000Z"
    assert moment.zone == 7200
    assert moment.day == date(2026, 6, 30)
    assert moment.microseconds == int(datetime(2026, 6, 30, 23, 30, tzinfo=UTC).timestamp()) * 1_000_000

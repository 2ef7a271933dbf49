"""When something happened: UTC time, zone offset, and the study day, which starts at 04:00 on the learner's clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DAY_STARTS_AT = timedelta(hours=4)

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Moment:
    """One reading of the clock. `zone` is the offset from UTC in seconds, east positive."""

    time: str
    zone: int
    day: date
    microseconds: int


def local_clock() -> datetime:
    """The time now, with the machine's zone."""
    return datetime.now().astimezone()


def study_day(moment: datetime) -> date:
    """The study day of a zoned time: the date on the wall clock, where a date starts at 04:00.

    The wall clock decides, so a day with a daylight-saving change, 23 or 25 hours long, is one day like any other.

    Example:
        >>> study_day(datetime(2026, 3, 2, 3, 59)), study_day(datetime(2026, 3, 2, 4, 0))
        (datetime.date(2026, 3, 1), datetime.date(2026, 3, 2))
    """
    return (moment.replace(tzinfo=None) - DAY_STARTS_AT).date()


def read(clock: Clock) -> Moment:
    """One reading of `clock`, which returns a zoned datetime."""
    now = clock()
    offset = now.utcoffset()
    utc = now.astimezone(UTC)
    since_epoch = utc - datetime(1970, 1, 1, tzinfo=UTC)
    return Moment(
        time=utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        zone=int(offset.total_seconds()) if offset is not None else 0,
        day=study_day(now),
        microseconds=since_epoch // timedelta(microseconds=1),
    )

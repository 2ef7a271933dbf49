import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dlteach.drill.schedule import Schedule
from dlteach.store import AGAIN, EASY, GOOD, HARD

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 3, 2)


def test_first_answers_have_the_published_stabilities():
    # w0 to w3 of FSRS-6: the initial stability after again, hard, good, easy
    for rating, stability in zip((AGAIN, HARD, GOOD, EASY), (0.212, 1.2931, 2.3065, 8.2956), strict=True):
        assert Schedule().after(None, rating, DAY).stability == pytest.approx(stability)


def test_intervals_are_whole_days_in_the_order_of_the_ratings():
    days = Schedule().forecast(Schedule().after(None, GOOD, DAY), DAY + timedelta(days=2))
    assert days[AGAIN] < days[HARD] < days[GOOD] < days[EASY]
    assert all(isinstance(count, int) and count >= 1 for count in days.values())


def test_late_evening_and_next_morning_are_different_days(journal, clock, schedule):
    clock.now = datetime(2026, 3, 2, 23, 50, tzinfo=BERLIN)
    journal.record_review("cnn/a", GOOD, schedule)
    clock.now = datetime(2026, 3, 3, 9, 50, tzinfo=BERLIN)
    journal.record_review("cnn/a", GOOD, schedule)
    # one whole day has passed; counting 24-hour blocks would find none and leave the stability at 2.3
    first = schedule.after(None, GOOD, date(2026, 3, 2))
    assert journal.state("cnn/a").memory == schedule.after(first, GOOD, date(2026, 3, 3))
    assert journal.state("cnn/a").memory.stability > 4


@pytest.mark.parametrize(
    ("second", "same_day"),
    [((3, 2, 23, 50), True), ((3, 3, 0, 10), True), ((3, 3, 3, 59), True), ((3, 3, 4, 1), False)],
)
def test_the_day_ends_at_four(journal, clock, schedule, second, same_day):
    clock.now = datetime(2026, 3, 2, 22, tzinfo=BERLIN)
    journal.record_review("cnn/a", GOOD, schedule)
    clock.now = datetime(2026, *second, tzinfo=BERLIN)
    journal.record_review("cnn/a", GOOD, schedule)
    assert (journal.state("cnn/a").memory.last == date(2026, 3, 2)) == same_day


@pytest.mark.parametrize("changes_on", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
def test_daylight_saving_makes_no_day_longer(journal, clock, schedule, changes_on):
    for offset in (-1, 0, 1):
        day = changes_on + timedelta(days=offset)
        clock.now = datetime(day.year, day.month, day.day, 9, tzinfo=BERLIN)
        journal.record_review("cnn/a", GOOD, schedule)
    plain = None
    for offset in (0, 1, 2):
        plain = schedule.after(plain, GOOD, DAY + timedelta(days=offset))
    assert journal.state("cnn/a").memory.stability == plain.stability


def test_a_flight_west_does_not_count_days_backwards(schedule):
    memory = schedule.after(schedule.after(None, GOOD, DAY), GOOD, DAY + timedelta(days=5))
    earlier = schedule.after(memory, GOOD, DAY + timedelta(days=4))
    same = schedule.after(memory, GOOD, DAY + timedelta(days=5))
    assert earlier.stability == same.stability
    assert earlier.last == DAY + timedelta(days=4)


def test_the_chance_of_recall_is_the_retention_when_the_stability_has_passed(schedule):
    memory = schedule.after(None, EASY, DAY)
    # stability is by definition the number of days after which the chance is 90 %
    assert schedule.chance(memory, DAY) == 1.0
    assert schedule.chance(memory, DAY + timedelta(days=8)) == pytest.approx(0.9, abs=0.005)


def test_a_higher_retention_asks_sooner():
    memory = {retention: Schedule(retention).after(None, EASY, DAY) for retention in (0.8, 0.9, 0.97)}
    assert memory[0.97].due < memory[0.9].due < memory[0.8].due


def test_the_same_log_always_gives_the_same_memory():
    def run():
        rng, memory, day = random.Random(7), None, DAY
        for _ in range(200):
            day += timedelta(days=rng.randint(0, 40))
            memory = Schedule().after(memory, rng.randint(1, 4), day)
        return memory

    assert run() == run()


@pytest.mark.parity
def test_it_agrees_with_fsrs_rs_over_random_histories():
    fsrs_rs = pytest.importorskip("fsrs_rs_python")
    rng = random.Random(11)
    schedule = Schedule()
    peer = fsrs_rs.FSRS(parameters=schedule.identity()["weights"])
    for _ in range(400):
        memory, peer_memory, day = None, None, DAY
        for _ in range(12):
            passed = rng.choice([0, 1, 2, 5, 30, 200])
            day += timedelta(days=passed)
            rating = rng.randint(1, 4)
            states = peer.next_states(peer_memory, 0.9, passed if peer_memory else 0)
            peer_memory = (states.again, states.hard, states.good, states.easy)[rating - 1].memory
            memory = schedule.after(memory, rating, day)
            assert memory.stability == pytest.approx(peer_memory.stability, rel=1e-5)
            assert memory.difficulty == pytest.approx(peer_memory.difficulty, rel=1e-5)

import pytest

from dlteach.screen.progress_lines import Training, duration, numbers
from dlteach.views import Progress


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.2, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (754, "12 min 34 s"), (7260, "2 h 1 min")]
)
def test_durations_in_the_unit_a_person_would_use(seconds, told):
    assert duration(seconds) == told


def test_unknown_metrics_are_left_out_and_named_ones_told():
    report = Progress("GAN", "training", 1, 2, 3, 4, 1.0, metrics={"critic_loss": -12.34567})
    assert numbers(report) == ["critic loss -12.3457"]


def test_an_hour_of_reports_keeps_the_memory_small_and_both_ends():
    training = Training()
    for step in range(20_000):
        training.add(Progress("long", "training", 1, 1, step, 20_000, 0.0, loss=float(step)))
    assert len(training._losses) <= 400
    assert training._losses[0][1] == 0.0
    assert training._losses[-1][1] > 19_000


def test_a_second_training_starts_a_new_curve():
    training = Training()
    training.add(Progress("first", "training", 5, 5, 1, 2, 0.0, loss=1.0))
    training.add(Progress("second", "training", 1, 5, 1, 2, 0.0, loss=2.0))
    assert training._losses == [(0.5, 2.0)]

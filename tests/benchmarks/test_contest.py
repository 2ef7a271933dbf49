"""The referee of the benchmarks, with contestants whose speed is known because they make it up."""

import sys

import pytest

ROOT = __file__.rsplit("/tests/", 1)[0]
sys.path.insert(0, ROOT)

from benchmarks import table  # noqa: E402
from benchmarks.contest import Contestant, ContestError  # noqa: E402
from benchmarks.row import Goal, Row, measure  # noqa: E402

CONTESTANTS = """
def steady(pace, seconds):
    pace.ready(parameters=7)
    lap = 0
    while pace.go():
        lap += 1
        pace.lap(10, seconds * (1 + lap % 2), loss=1 / lap)


def noisy(pace):
    print("a library says something")
    steady(pace, 2.0)


def falling(pace):
    pace.ready()
    pace.go()
    raise SystemExit(3)
"""


@pytest.fixture
def contestant(tmp_path):
    (tmp_path / "made_up.py").write_text(CONTESTANTS)

    def make(label, function, needs=(), **options):
        return Contestant(label, f"made_up:{function}", options, needs=needs, environment={"MADE_UP": str(tmp_path)})

    # the referee sets the path of modules itself and keeps what was there
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        patch.setattr("benchmarks.contest.PAUSE", 0)
        yield make


def test_a_ratio_is_of_medians_lap_by_lap(contestant):
    row = Row(
        "made-up",
        "made up",
        "steps/s",
        [contestant("ours", "steady", seconds=1.0), contestant("peer", "noisy")],
        [Goal("ours", "peer", 1.5), Goal("best of peer|ours", "peer", 2.5)],
        laps=4,
    )
    measured = measure(row)
    first, second = measured["ratios"]
    assert first["ratio"] == pytest.approx(2)
    assert first["lowest"] == first["highest"] == pytest.approx(2)
    assert first["reached"]
    assert second["ours"] == "ours"
    assert not second["reached"]
    assert measured["scores"]["ours"]["final_loss"] == 1 / 4
    told = "\n".join(table.lines({**measured, "quick": False}))
    assert "ours ÷ peer: 2.00 (2.00–2.00), to reach ≥ 1.5: reached" in told


def test_times_are_to_be_small_and_what_is_in_common_is_taken_off(contestant):
    contestants = [contestant(name, "steady", seconds=s) for name, s in (("ours", 2.0), ("peer", 3.0), ("both", 1.0))]
    row = Row("t", "t", "s", contestants, [Goal("ours", "peer", 0.6, at_most=True, less="both")], laps=2)
    ratio = measure(row)["ratios"][0]
    # medians of laps of 2 and 1 times the seconds: (3 − 1.5) ÷ (4.5 − 1.5)
    assert ratio["ratio"] == pytest.approx(0.5)
    assert ratio["reached"]


def test_a_missing_library_leaves_its_contestant_out(contestant):
    contestants = [contestant("ours", "steady", seconds=1.0), contestant("peer", "noisy", needs=("no_such_library",))]
    measured = measure(Row("m", "m", "steps/s", contestants, [Goal("ours", "peer", 1)], laps=1))
    assert measured["missing"] == {"peer": ["no_such_library"]}
    assert measured["ratios"] == []
    assert "left out, since no_such_library is not installed" in "\n".join(table.lines({**measured, "quick": True}))


def test_a_contestant_that_falls_is_named(contestant):
    with pytest.raises(ContestError, match="clumsy ended with 3"):
        measure(Row("f", "f", "s", [contestant("clumsy", "falling")], [], laps=1))

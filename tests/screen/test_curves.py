import math

import pytest

from dlteach import views
from dlteach.screen.curves import Grid
from dlteach.screen.plain import series_in_words

LOSS = views.Curve(
    "Training",
    [views.Series("loss", [2.0, 1.0, 0.5]), views.Series("validation", [2.5, 1.5, 1.0])],
    "Falls.",
    "epoch",
    "loss",
)


def test_a_rising_line_rises(drawn, bare):
    line = views.Curve("", [views.Series("", [float(i) for i in range(50)])], "")
    written = bare(drawn(lambda screen: screen.view(line), colour=None))
    places = [row.index("*") for row in written if "*" in row]
    assert places == sorted(places, reverse=True)
    assert len(places) == 12


def test_a_straight_segment_touches_every_character_between():
    grid = Grid(11, 11, (1, 1))
    grid.segment((0, 0), (1, 1), 0)
    assert set(grid.dots) == {(i, 10 - i) for i in range(11)}


def test_the_plot_fits_80_by_24_with_its_words(drawn, bare):
    written = bare(drawn(lambda screen: screen.view(LOSS)))
    assert len(written) <= 22
    assert max(map(len, written)) <= 80
    assert "loss" in written[1]
    assert "validation" in written[1]
    assert any("→ epoch   ↑ loss" in line for line in written)


def test_ticks_are_round_numbers_at_their_rows(drawn, bare):
    line = views.Curve("", [views.Series("", [0.0, 10.0])], "")
    written = [row for row in bare(drawn(lambda screen: screen.view(line))) if "┤" in row or "│" in row]
    ticks = {index: float(row.split("┤")[0]) for index, row in enumerate(written) if "┤" in row}
    assert ticks
    for row, value in ticks.items():
        # 12 rows from 10 down to 0: a tick may be half a row off
        assert value == pytest.approx(10 - row * 10 / 11, abs=10 / 22 + 1e-9)


def test_logarithmic_axis_shows_decades(drawn, bare):
    line = views.Curve("", [views.Series("", [1.0, 0.1, 0.01, 0.0, -1.0])], "", log_y=True)
    numbers = [row.split("┤")[0].strip() for row in bare(drawn(lambda screen: screen.view(line))) if "┤" in row]
    assert numbers == ["1", "0.1", "0.01"]


@pytest.mark.parametrize("ends", [(2.1, 2.07), (12.4, 12.1), (1234.0, 1210.0), (0.0305, 0.0301)])
def test_numbers_of_a_nearly_flat_line_differ(ends, drawn, bare):
    line = views.Curve("", [views.Series("", list(ends))], "", log_y=True)
    written = bare(drawn(lambda screen: screen.view(line)))
    numbers = [float(row.split("┤")[0].replace(",", "")) for row in written if "┤" in row]
    assert len(numbers) > 1
    assert numbers == sorted(set(numbers), reverse=True)
    assert all(ends[1] * 0.999 <= number <= ends[0] * 1.001 for number in numbers)


def test_large_powers_of_ten_are_written_in_full(drawn, bare):
    line = views.Curve("", [views.Series("", [10.0, 1000.0])], "", log_y=True)
    numbers = [row.split("┤")[0].strip() for row in bare(drawn(lambda screen: screen.view(line))) if "┤" in row]
    assert numbers == ["1,000", "100", "10"]


def test_without_colour_each_line_has_its_sign(drawn, bare):
    written = bare(drawn(lambda screen: screen.view(LOSS), colour=None))
    assert "** loss" in written[1]
    assert "oo validation" in written[1]


def test_nothing_finite_is_said(drawn, bare):
    written = bare(drawn(lambda screen: screen.view(views.Curve("t", [views.Series("a", [math.nan])], "None."))))
    assert "(no finite values)" in written


def test_a_series_in_words():
    told = series_in_words(views.Series("loss", [3.0, math.nan, 1.0, 2.0], [10, 20, 30, 40]))
    assert told == "first 3 at 10, last 2 at 40, smallest 1 at 30, largest 3 at 10"

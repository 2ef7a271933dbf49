"""Pictures and curves told in words: the numbers must be true."""

import numpy as np
import pytest

from dlteach.inspect import words


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        (0, 0, "the upper left"),
        (8, 0, "the lower left"),
        (4, 4, "the middle"),
        (4, 8, "the middle right"),
        (0, 4, "the upper centre"),
    ],
)
def test_the_bright_place_is_found(row, column, told):
    image = np.zeros((9, 9))
    image[row, column] = 1
    assert words.place(image) == told


def test_a_picture_in_numbers():
    image = np.zeros((10, 10))
    image[7:, :2] = 1
    assert words.picture(image) == "Brightest in the lower left; 6.0 % of the pixels are above half."
    assert words.picture(np.full((4, 4), 0.5)) == "Even, 0.5 everywhere."


def test_a_tiny_picture():
    assert words.place(np.array([[0.0, 1.0]])) == "the upper right"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([2.3, 1.0, 0.1], "Loss falls from 2.3 to 0.1."),
        ([2.3, 0.08, 0.1], "Loss falls from 2.3 to 0.1; lowest 0.08 at step 2 of 3."),
        ([0.1, 0.9, 0.5], "Loss rises from 0.1 to 0.5; highest 0.9 at step 2 of 3."),
        ([1.0, 1.0], "Loss stays at 1."),
        ([1.0, float("nan")], "Loss stays at 1; 1 of its values is not finite."),
        ([float("nan")], "Loss has no finite value."),
    ],
)
def test_curves(values, told):
    assert words.curve("Loss", values) == told


def test_lists_and_shares():
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a"]) == "a"
    assert words.percent(0.5) == "50 %"
    assert words.percent(0.012) == "1.2 %"
    assert words.percent(0.0) == "0 %"
    assert words.percent(299 / 300) == "99.7 %"
    assert words.percent(0.99999) == "99.9 %"
    assert words.percent(1.0) == "100 %"


def test_numbers_stay_readable():
    assert [words.short(value) for value in (0.01234, 45.61, 999.9, 1052, -20_480)] == [
        "0.0123",
        "45.6",
        "1,000",
        "1,050",
        "-20,500",
    ]


def test_a_signed_number_has_a_true_minus_and_zero_has_none():
    assert [words.signed(number) for number in (-1.75, 2, -0.0)] == ["−1.75", "2", "0"]
    assert [words.signed(number, ".2f") for number in (-0.126, 0.126, -0.001)] == ["−0.13", "0.13", "0.00"]

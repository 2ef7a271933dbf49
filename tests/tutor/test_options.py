from dataclasses import replace
from pathlib import Path

import pytest

from dlteach.content.lesson import TEXT_FILE, Lesson, Setting
from dlteach.errors import DataError, UsageError
from dlteach.tutor import options

LESSON = Lesson(
    "cnn",
    "Title",
    "",
    1,
    1,
    Path("cnn.md"),
    data=("digits", "mnist"),
    settings=(
        Setting("filters", 6, "", minimum=1, maximum=64),
        Setting("rate", 0.1, "", minimum=0.0),
        Setting("pooling", "average", "", choices=("average", "max")),
        Setting("bias", True, ""),
    ),
)


def test_values_get_the_type_of_the_default():
    given = options.parse_settings(LESSON, ("filters=3", "rate=1e-3", "pooling=max", "bias=no"))
    assert given == {"filters": 3, "rate": 0.001, "pooling": "max", "bias": False}
    assert options.settings_of(LESSON, {"filters": 3}) == {
        "filters": 3,
        "rate": 0.1,
        "pooling": "average",
        "bias": True,
    }


@pytest.mark.parametrize(
    ("pair", "part"),
    [
        ("filters", "has no value"),
        ("filter=3", "Did you mean “filters”?"),
        ("filters=0", "Choose from 1 to 64"),
        ("filters=65", "out of range"),
        ("filters=3.5", "not a whole number"),
        ("rate=nan", "out of range"),
        ("rate=-1", "out of range"),
        ("pooling=maximum", "Did you mean “max”?"),
        ("bias=perhaps", "neither yes nor no"),
    ],
)
def test_impossible_values_are_named(pair, part):
    with pytest.raises(UsageError) as error:
        options.parse_settings(LESSON, (pair,))
    assert part in str(error.value)
    assert error.value.exit_code == 2


def test_data_set():
    assert options.check_data(LESSON, None) == "digits"
    with pytest.raises(UsageError, match="mnist"):
        options.check_data(LESSON, "mnits")


def test_files_are_checked_before_anything_is_trained(tmp_path):
    assert options.check_writable(tmp_path / "a.keras", ".keras", "--save") == tmp_path / "a.keras"
    with pytest.raises(UsageError, match="does not end in"):
        options.check_writable(tmp_path / "a.h5", ".keras", "--save")
    with pytest.raises(UsageError, match="no folder"):
        options.check_writable(tmp_path / "missing" / "a.keras", ".keras", "--save")


def test_a_lesson_that_says_so_takes_a_text_file(tmp_path):
    file = tmp_path / "story.txt"
    file.write_text("Once upon a time. " * 1000, encoding="utf-8")
    reading = replace(LESSON, data=("pydocs", TEXT_FILE))
    assert options.check_data(reading, None) == "pydocs"
    assert options.check_data(reading, str(file)) == str(file)
    with pytest.raises(DataError, match="cannot be read"):
        options.check_data(reading, str(tmp_path / "missing.txt"))
    with pytest.raises(UsageError, match="has no data set"):
        options.check_data(LESSON, str(file))

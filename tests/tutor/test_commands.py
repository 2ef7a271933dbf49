import pytest

from dlteach.tutor.commands import Command, parse


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("b", Command("back")),
        ("BACK", Command("back")),
        ("g feature map", Command("glossary", "feature map")),
        (":j 3", Command("jump", "3")),
        ("?", Command("help")),
        ("", None),
        ("28, 28, 6", None),
        ("back to front", None),
    ],
)
def test_commands_at_a_pause(typed, expected):
    assert parse(typed) == expected


@pytest.mark.parametrize("answer", ["b", "quit", "gate", "g", "?", "skip"])
def test_where_words_are_typed_only_a_colon_makes_a_command(answer):
    assert parse(answer, answering=True) is None


def test_a_colon_works_where_words_are_typed():
    assert parse(":q", answering=True) == Command("quit")

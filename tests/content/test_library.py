"""Computed questions are found in a deck's Python file without importing it, also those it takes from a neighbour."""

from dlteach.content.library import computed_ids
from dlteach.content.records import Place

QUESTIONS = """\
from dlteach.drill import computed
from .tides_more import second, helper
from dlteach.quizzes.tides_more import third

@computed("tides/first")
def first(rng):
    raise RuntimeError("imported")
"""
MORE = """\
@computed("tides/second")
def second(rng): ...
@computed("tides/third")
def third(rng): ...
@computed("tides/unused")
def unused(rng): ...
def helper(): ...
"""


def test_questions_of_a_neighbour_count_where_they_are_imported(tmp_path):
    file = tmp_path / "tides.py"
    file.write_text(QUESTIONS)
    (tmp_path / "tides_more.py").write_text(MORE)
    assert computed_ids(file, Place(file)) == [("tides/second", 2), ("tides/third", 3), ("tides/first", 5)]


def test_a_neighbour_that_is_not_there_or_broken_has_none(tmp_path):
    file = tmp_path / "tides.py"
    file.write_text(QUESTIONS)
    assert computed_ids(file, Place(file)) == [("tides/first", 5)]
    (tmp_path / "tides_more.py").write_text("def (")
    assert computed_ids(file, Place(file)) == [("tides/first", 5)]

import io

import pytest

from dlteach.screen.pager import Pager


@pytest.fixture
def paged():
    """A pager of six lines whose pauses are written down as they happen."""
    file = io.StringIO()
    return Pager(file, True, lambda: 6, lambda: file.write("PAUSE\n")), file


def pages(file):
    return [page.split("\n")[:-1] for page in file.getvalue().split("PAUSE\n")]


def test_never_more_lines_than_the_screen_between_two_pauses(paged):
    pager, file = paged
    for size in (4, 1, 9, 2, 3):
        pager.write([f"{size}"] * size)
    assert all(len(page) <= 6 for page in pages(file))
    assert sum(map(len, pages(file))) == 19


def test_what_belongs_together_moves_to_the_next_screen_whole(paged):
    pager, file = paged
    pager.write(["text"] * 4)
    pager.write(["table"] * 5, together=True)
    assert pages(file) == [["text"] * 4, ["table"] * 5]


def test_a_heading_is_not_left_behind(paged):
    pager, file = paged
    pager.write(["text"] * 3)
    pager.write(["heading", ""], together=True, ahead=2)
    pager.write(["text"] * 2)
    assert pages(file) == [["text"] * 3, ["heading", "", "text", "text"]]


def test_a_heading_alone_makes_no_screen(paged):
    pager, file = paged
    pager.write(["heading", ""], passing=True)
    pager.write(["picture"] * 6, together=True)
    pager.write(["words"])
    assert pages(file) == [["heading", "", *["picture"] * 6], ["words"]]


def test_a_heading_under_which_something_stands_waits_as_all_do(paged):
    pager, file = paged
    pager.write(["heading", ""], passing=True)
    pager.write(["text"])
    pager.write(["picture"] * 6, together=True)
    assert pages(file) == [["heading", "", "text"], ["picture"] * 6]


def test_what_no_screen_can_hold_is_cut(paged):
    pager, file = paged
    pager.write(["row"] * 14, together=True)
    assert [len(page) for page in pages(file)] == [6, 6, 2]


def test_a_reader_who_answered_has_a_fresh_screen(paged):
    pager, file = paged
    pager.write(["text"] * 6)
    pager.reset()
    pager.write(["text"] * 6)
    assert len(pages(file)) == 1


def test_text_drawn_by_the_pause_itself_does_not_pause_again():
    file = io.StringIO()
    pager = Pager(file, True, lambda: 3, lambda: pager.write(["help"] * 10))
    pager.write(["text"] * 4)
    assert file.getvalue().split() == ["text"] * 3 + ["help"] * 10 + ["text"]


def test_endless_paper_never_pauses():
    file = io.StringIO()
    Pager(file, True, lambda: 0, lambda: pytest.fail("paused")).write(["line"] * 1000)
    assert file.getvalue().count("\n") == 1000

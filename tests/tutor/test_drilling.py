import pytest

from dlteach.drill.starting import start
from dlteach.store import Journal
from dlteach.tutor.asking import run_session
from dlteach.tutor.drilling import show_summary


class ScriptedScreen:
    """Answers from a list; remembers everything that was shown."""

    plain = True
    width = 80

    def __init__(self, *answers, interactive=True):
        self.answers = list(answers)
        self.interactive = interactive
        self.shown = []

    def line(self, text="", style=None):
        self.shown.append(text)

    markdown = heading = line

    def ask(self, prompt, hint=""):
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)


@pytest.fixture
def journal(tmp_path):
    with Journal.open(tmp_path / "journal.db") as opened:
        yield opened


def play(journal, *answers, count=3, interactive=True, **options):
    session = start(journal, ["lstm"], count=count, kinds=["choice"], seed=1)
    screen = ScriptedScreen(*answers, interactive=interactive)
    summary = run_session(screen, session, **options)
    return summary, screen


def test_a_session_to_its_end(journal):
    summary, screen = play(journal, "1", "", "2", "", "1", "")
    assert summary.answered == 3
    assert journal.review_count() == 3
    assert [line for line in screen.shown if line.endswith("of 3")] == ["1 of 3", "2 of 3", "3 of 3"]


@pytest.mark.parametrize("answers", [("q",), ("1", "q"), ("1", "", ":q"), ("1", "", "quit")])
def test_quit_at_any_prompt_keeps_the_answers(journal, answers):
    summary, _ = play(journal, *answers)
    assert summary.answered == journal.review_count() == ("1" in answers)


def test_undo_at_the_next_question_and_at_the_pause(journal):
    summary, screen = play(journal, "1", "", "u", "1", "u", "1", "", "q")
    assert summary.answered == journal.review_count() == 1
    assert screen.shown.count("Taken back. Here is the question again.") == 2


def test_the_learner_is_right_after_all(journal):
    # Enter shows the answer, so it is wrong first
    summary, screen = play(journal, "", "!", "u", "!", "", "q")
    assert (summary.answered, summary.right) == (1, 1)
    assert "Taken back: your answer counts as wrong again." in screen.shown


def test_a_flash_card_needs_no_enter_after_its_grade(journal):
    session = start(journal, ["lstm"], count=2, kinds=["flash"], seed=1)
    screen = ScriptedScreen("", "3", "", "4", "")
    assert run_session(screen, session).answered == 2
    assert screen.answers == []


def test_the_last_answer_can_be_taken_back_whatever_its_kind(journal):
    session = start(journal, ["lstm"], count=1, kinds=["flash"], seed=1)
    assert run_session(ScriptedScreen("", "4", "u", "", "2", ""), session).answered == 1
    assert [event.rating for event in journal.events(kind="review")] == [4, 2]
    assert journal.review_count() == 1


def test_skip_bury_and_suspend(journal):
    summary, _ = play(journal, "s", "bury", "suspend")
    assert summary.answered == 0
    states = journal.states().values()
    assert [sum(state.suspended for state in states), sum(state.buried is not None for state in states)] == [1, 1]


def test_notes(journal):
    play(journal, "note hard one", "1", "note harder", "", "q")
    (card,) = journal.states()
    assert journal.notes(card) == ["hard one", "harder"]


def test_a_pipe_needs_no_enter_between_and_shows_the_rest(journal):
    summary, screen = play(journal, "1", "2", interactive=False, count=4)
    assert summary.answered == journal.review_count() == 2
    assert [line for line in screen.shown if line.endswith("of 4")] == [f"{n} of 4" for n in (1, 2, 3, 4)]
    assert sum(line.startswith("Answer:") for line in screen.shown) >= 2


def test_playing_without_asking_records_nothing(journal):
    summary, screen = play(journal, asks=False)
    assert summary.answered == journal.review_count() == 0
    assert sum(line.startswith("Answer:") for line in screen.shown) == 3


def test_commands_of_a_lesson_reach_it(journal):
    heard = []
    play(journal, "g gate", "1", "", "q", commands=lambda text: heard.append(text) or True)
    assert heard == ["g gate"]


def test_the_summary_says_what_comes_when(journal):
    summary, screen = play(journal, "1", "", "", "", "2", "")
    show_summary(screen, summary, journal.today)
    assert any(line.startswith("They come again: ") for line in screen.shown)
    assert any(line.startswith("To look at again: ") for line in screen.shown)


def test_a_missed_card_is_announced_when_it_comes_again(journal):
    summary, screen = play(journal, "", "", "1", "", "1", "", "1", "q")
    assert screen.shown.count("Once more") == 1
    assert (summary.answered, journal.review_count()) == (3, 3)

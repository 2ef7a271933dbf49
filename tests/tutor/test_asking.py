import random

import pytest

from dlteach.drill import Question
from dlteach.store import AGAIN, GOOD, HARD
from dlteach.tutor.asking import ask_question, show_question, show_verdict


class ScriptedScreen:
    """Answers from a list; remembers everything that was shown."""

    plain = True
    width = 80
    interactive = True

    def __init__(self, *answers):
        self.answers = list(answers)
        self.shown = []
        self.hints = []

    def line(self, text="", style=None):
        self.shown.append(text)

    markdown = heading = line

    def ask(self, prompt, hint=""):
        self.hints.append(hint)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    @property
    def text(self):
        return "\n".join(self.shown)


def ask(question, *answers, **options):
    screen = ScriptedScreen(*answers)
    asked = ask_question(screen, question, **options)
    show_verdict(screen, question, asked)
    assert not screen.answers
    return asked, screen


TERM = Question("Which term?", "forget gate", kind="typed", hint="It starts with f.", explanation="It erases.")
CHOICE = Question("Why?", "right", {"wrong": "That is wrong because."}, explanation="So.").arranged(random.Random(0))
RIGHT = str(1 + [option.right for option in CHOICE.options].index(True))
WRONG = "12".replace(RIGHT, "")
FLASH = Question("Meaning?", "the definition", kind="flash")


def test_a_right_answer():
    asked, screen = ask(TERM, "Forget-Gate")
    assert (asked.rating, asked.right) == (GOOD, True)
    assert "Right." in screen.shown
    assert "It erases." in screen.shown
    assert "Answer: forget gate" not in screen.shown


def test_a_wrong_choice_says_why():
    asked, screen = ask(CHOICE, WRONG)
    assert asked.rating == AGAIN
    assert "That is wrong because." in screen.shown
    assert "Answer: right" in screen.shown


def test_enter_shows_the_answer_and_counts_as_not_known():
    asked, screen = ask(TERM, "")
    assert asked.rating == AGAIN
    assert "Here is the answer." in screen.shown


def test_a_hint_costs_a_grade():
    asked, screen = ask(TERM, ":h", "forget gate")
    assert (asked.rating, asked.hinted) == (HARD, True)
    assert "Hint: It starts with f." in screen.shown


@pytest.mark.parametrize(("reply", "rating"), [("y", HARD), ("", AGAIN), ("n", AGAIN)])
def test_a_slip_is_decided_by_the_learner(reply, rating):
    asked, _ = ask(TERM, "forgot gate", reply)
    assert asked.rating == rating
    assert asked.slip == (rating == HARD)


def test_at_typed_prompts_words_are_answers_and_commands_need_a_colon():
    called = []
    command = lambda text: called.append(text) or True
    asked, screen = ask(TERM, "back", commands=command, keys="s skip · q quit")
    assert (asked.given, called) == ("back", [])
    assert ":s skip · :q quit" in screen.hints[0]
    asked, _ = ask(TERM, ":glossary gate", "forget gate", commands=command)
    assert (asked.given, called) == ("forget gate", ["glossary gate"])


def test_a_bare_command_at_a_typed_prompt_is_no_wrong_answer():
    asked, screen = ask(TERM, "q", "forget gate")
    assert asked.right
    assert "Here a command starts with a colon: :q" in screen.shown
    letter = Question("Which letter?", "u", kind="typed")
    assert ask(letter, "u")[0].right


def test_at_choices_commands_need_no_colon():
    called = []
    asked, screen = ask(CHOICE, "u", RIGHT, commands=lambda text: called.append(text) or text == "u")
    assert (asked.right, called) == (True, ["u"])
    assert "1–2 choose" in screen.hints[0]


def test_what_cannot_be_read_is_asked_again_but_not_for_ever():
    asked, screen = ask(CHOICE, "seven", RIGHT)
    assert asked.right
    assert "Type a number from 1 to 2." in screen.shown
    asked, _ = ask(CHOICE, "x", "y", "z")
    assert asked.rating == AGAIN


def test_help_names_the_keys():
    _, screen = ask(TERM, "?", "forget gate", keys="s skip", more="bury not today")
    assert ":bury not today" in screen.text
    assert "Case, hyphens" in screen.text


@pytest.mark.parametrize(("grade", "rating"), [("1", 1), ("2", 2), ("3", 3), ("4", 4), ("", 1)])
def test_flash_cards_are_graded_by_the_learner(grade, rating):
    asked, screen = ask(FLASH, "", grade)
    assert asked.rating == rating
    assert screen.shown.count("Answer: the definition") == 1


def test_the_end_of_the_input_is_passed_on():
    with pytest.raises(EOFError):
        ask_question(ScriptedScreen(), TERM)


def test_without_anybody_the_answer_follows_the_question():
    screen = ScriptedScreen()
    show_question(screen, CHOICE)
    assert screen.shown[0] == "Why?"
    assert [line for line in screen.shown if line][-2:] == ["Answer: right", "So."]


LISTS = {
    "several": Question("Which?", ("one", "two"), {"three": "Too many."}, kind="several"),
    "order": Question("First?", ("one", "two", "three"), kind="order"),
    "match": Question("Whose?", "", kind="match", pairs=(("one", "1st"), ("two", "2nd"))),
}


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("several", ["Answer:", "  one", "  two"]),
        ("order", ["Answer:", "  1  one", "  2  two", "  3  three"]),
        ("match", ["Answer:", "  one: 1st", "  two: 2nd"]),
    ],
)
def test_a_list_is_shown_line_by_line(kind, lines):
    _, screen = ask(LISTS[kind].arranged(random.Random(0)), "")
    assert screen.shown[screen.shown.index("Answer:") :][: len(lines)] == lines


def test_what_is_matched_stands_above_what_it_is_matched_with():
    question = LISTS["match"].arranged(random.Random(0))
    right = [str(1 + [option.text for option in question.options].index(right)) for _, right in question.pairs]
    asked, screen = ask(question, " ".join(right))
    assert asked.right
    assert screen.shown[:5] == ["Whose?", "", "  one: ?", "  two: ?", ""]

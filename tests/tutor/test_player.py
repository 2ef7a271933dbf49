from dataclasses import replace

import pytest

from dlteach.content.lesson import Call, Prose
from dlteach.tutor.player import find, pages, play


def played(staged, *typed, start=0, **options):
    made = staged(*typed, **options)
    made.finished = play(made.stage, start)
    return made


def test_enter_leads_through_the_whole_lesson(staged):
    made = played(staged, *[""] * 5, "", "28,28,6", "", "150", "", "2", "", "", "")
    assert made.finished
    assert list(dict.fromkeys(made.learner.headings)) == ["Start", "Run", "Guess"]
    assert made.hands.calls == ["train", "filters", "truth_shape", "truth_number", "truth_choice"]


def test_straight_through_asks_nothing_and_shows_everything(staged):
    made = played(staged, playing=False)
    assert made.finished
    for expected in ("The basic overview.", "test accuracy 50 %", "It is 28, 28, 6.", "It is 156."):
        assert expected in made.learner.text


def test_straight_through_leaves_no_place(staged):
    made = played(staged, playing=False)
    assert made.journal.position("small") is None
    assert made.journal.finished() == []


def test_the_lesson_goes_on_where_it_was_left(staged, lesson):
    left = played(staged, "", "", "", "", "q")
    assert not left.finished
    label, step = left.journal.position("small")
    assert label == "small-run"
    again = played(staged, "q", start=find(pages(lesson.sections), label, step))
    assert again.learner.headings == []
    again = played(staged, "", "q", start=find(pages(lesson.sections), label, step))
    assert again.learner.headings == ["Run"]


def test_the_place_survives_new_sections_before_it(staged, lesson):
    moved = lesson.sections[2], *lesson.sections[:2]
    assert pages(moved)[find(pages(moved), "small-run", 1)].section.label == "small-run"
    assert find(pages(lesson.sections), "removed", 3) is None


@pytest.mark.parametrize(("kind", "together"), [("train", 1), ("experiment", 1), ("look", 2)])
def test_long_prose_before_a_training_has_a_screen_of_its_own(lesson, kind, together):
    long, short = Prose(1, "word " * 100), Prose(1, "word " * 50)
    call = Call(2, kind, "train")
    of = [replace(lesson.sections[0], steps=(prose, call)) for prose in (long, short)]
    assert [len(page.steps) for page in pages((of[0],))] == [together] * (3 - together)
    assert [len(page.steps) for page in pages((of[1],))] == [2]


def test_end_of_input_keeps_the_place(staged):
    made = played(staged, "", "")
    assert not made.finished
    assert made.journal.position("small") is not None


def test_back_jump_and_skip(staged):
    assert played(staged, "j 3", "q").learner.headings == ["Guess"]
    assert played(staged, "j run", "q").learner.headings == ["Run"]
    assert played(staged, "j small-guess", "q").learner.headings == ["Guess"]
    assert played(staged, "", "s", "q").learner.headings == ["Start", "Run"]
    assert played(staged, "", "", "b", "q").learner.shown.count("The basic overview.") == 2


def test_level_shows_the_overview_again_at_that_depth(staged):
    made = played(staged, "", "l detailed", "q")
    assert "The detailed overview." in made.learner.shown
    assert "There is" not in made.learner.text


def test_going_back_shows_a_training_again_without_repeating_it(staged):
    made = played(staged, "j 2", "", "b", "q")
    assert made.hands.calls == ["train", "filters"]
    assert made.learner.shown.count("test accuracy 50 %") == 2


def test_again_repeats_it(staged):
    made = played(staged, "j 2", "r", "q")
    assert made.hands.calls == ["train", "train"]


def test_prose_stands_on_one_screen_with_what_it_leads_up_to(lesson):
    assert [len(page.steps) for page in pages(lesson.sections)] == [1, 1, 1, 2, 1, 1, 1, 1, 1]


def test_trainings_are_logged(staged):
    made = played(staged, "j 2", "q")
    assert [run.title for run in made.journal.runs("small")] == ["a training"]


def test_predictions_are_judged_and_logged(staged):
    made = played(staged, "j 3", "(None, 28, 28, 6)", "", "150", "", "2", "q")
    logged = [(entry["function"], entry["right"]) for entry in made.journal.predictions("small")]
    assert logged == [("truth_shape", True), ("truth_number", False), ("truth_choice", True)]
    assert "You said 150; it is 156." in made.learner.shown


def test_a_number_within_the_tolerance_is_right(staged):
    assert "Yes: 156." in played(staged, "j 3", "28 28 6", "", "153", "q").learner.shown


def test_what_is_no_answer_is_asked_again(staged):
    made = played(staged, "j 3", "no idea", "28x28x6", "q")
    assert "Yes: 28, 28, 6." in made.learner.shown


def test_a_choice_says_how_to_choose_and_is_not_skipped_by_enter(staged):
    made = played(staged, "j 3", "28 28 6", "", "153", "", "", "9", "2", "q")
    asked = [hint for prompt, hint in made.learner.asked if prompt == "Your answer:"]
    assert len(asked) == 3
    assert all("1–2 choose" in hint and "Enter" not in hint for hint in asked)
    assert "Please type a number from 1 to 2." in made.learner.shown


def test_commands_work_where_an_answer_is_typed(staged):
    made = played(staged, "j 3", ":g feature map", ":q")
    assert "feature map" in made.learner.text
    assert not made.finished


def test_unknown_words_are_told(staged):
    assert "is no command here" in played(staged, "bananas", "q").learner.text


def test_a_wrong_choice_is_corrected_in_whole_sentences(staged):
    shown = played(staged, "j 3", "28 28 6", "", "156", "", "1", "q").learner.shown
    assert "You said: the first. Right is: the second." in shown


def test_a_guess_counts_once_however_often_the_page_is_seen(staged):
    made = played(staged, "j 3", "28 28 6", "", "b", "b", "", "q")
    assert len(made.journal.predictions("small")) == 1


def test_a_guess_outlives_an_interruption_while_keras_answers(staged):
    made = staged("j 3", "28 28 6")

    def killed(function):
        raise KeyboardInterrupt

    made.hands.call = killed
    with pytest.raises(KeyboardInterrupt):
        play(made.stage, 0)
    again = played(staged, "j 3", "q")
    assert "You had guessed: 28 28 6" in again.learner.shown
    assert [entry["right"] for entry in again.journal.predictions("small")] == [True]


def test_trainings_are_forgotten_when_their_outcome_is_kept_or_they_begin_anew(staged):
    made = played(staged, "j 2", "q")
    assert made.hands.forgotten == ["train"]
    made = played(staged, "j 2", "r", "q")
    # seen before: shown, forgotten before it is run again, and after
    assert made.hands.forgotten == ["train", "train"]

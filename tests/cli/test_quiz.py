import json
import subprocess
import sys

import pytest


@pytest.fixture
def dlteach(tmp_path):
    def run(*arguments, given="", home=tmp_path / "home", check=True):
        result = subprocess.run(
            [sys.executable, "-m", "dlteach", *arguments],
            input=given,
            capture_output=True,
            text=True,
            env={"PATH": "", "DLTEACH_HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        )
        assert not check or result.returncode == 0, result.stderr
        return result

    return run


def reviews(dlteach):
    return json.loads(dlteach("progress", "--json").stdout)["reviews"]


def test_answers_through_a_pipe_are_counted(dlteach):
    shown = dlteach("quiz", "lstm", "--count", "5", "--kind", "choice", given="1\n2\n3\n").stdout
    assert "5 of 5" in shown
    assert "of 3 right" in shown
    assert "\x1b" not in shown
    assert reviews(dlteach) == 3


def test_without_input_questions_are_followed_by_answers(dlteach):
    shown = dlteach("quiz", "cnn", "--count", "4", "--seed", "2").stdout
    assert shown.count("Answer:") == 4
    assert reviews(dlteach) == 0


def test_practice_does_not_count(dlteach):
    shown = dlteach("quiz", "lstm", "--cram", "--count", "2", "--kind", "choice", given="1\n1\n").stdout
    assert "your schedule is as it was" in shown
    assert reviews(dlteach) == 0


def test_review_goes_on_with_begun_topics(dlteach):
    assert "nothing to review yet" in dlteach("review").stdout
    dlteach("quiz", "lstm", "--count", "1", "--kind", "choice", given="1\n")
    assert "1 of 3" in dlteach("review", "--count", "3").stdout


def test_wrong_usage_is_one_line_and_exit_code_two(dlteach):
    for arguments in (("quiz", "lstn"), ("quiz", "lstm", "--kind", "essay"), ("quiz", "lstm", "--count", "0")):
        result = dlteach(*arguments, check=False)
        assert result.returncode == 2
        assert "Traceback" not in result.stderr


def test_a_folder_that_cannot_be_written_is_one_line(dlteach, tmp_path):
    (tmp_path / "file").write_text("")
    result = dlteach("quiz", "lstm", home=tmp_path / "file" / "home", check=False)
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "DLTEACH_HOME" in result.stderr


def test_a_quiz_on_ones_own_model(dlteach, tmp_path):
    keras = pytest.importorskip("keras")
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, name="first"), keras.layers.Dense(2, name="second")]
    )
    model.save(tmp_path / "mine.keras")
    shown = dlteach("quiz", "--from", str(tmp_path / "mine.keras"), "--kind", "number", given="15\n").stdout
    # 4·3 + 3 and 3·2 + 2
    assert "Your layer “first”, Dense(units=3, use_bias=True), gets (4,). How many parameters has it?" in " ".join(
        shown.split()
    )
    assert "= 23" in shown
    assert reviews(dlteach) == 0
    wrong = dlteach("quiz", "--from", str(tmp_path / "none.keras"), check=False)
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (1, 1)
    assert dlteach("quiz", check=False).returncode == 2

"""The real program in bad surroundings: poor terminals, no home folder, a full disk, signals at a prompt and in training."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

pytest.importorskip("pty")


def one_line(result, code=1):
    """Asserts that a run ended in one line of complaint, and returns it."""
    assert result.returncode == code, result
    (line,) = result.stderr.decode().splitlines()
    assert line.startswith("dlteach: ")
    return line


@pytest.fixture
def home(tmp_path):
    return str(tmp_path / "home")


@pytest.fixture
def reviews(dlteach):
    return lambda home: json.loads(dlteach("progress", "--json", DLTEACH_HOME=home).stdout)["reviews"]


def test_a_dumb_terminal_gets_no_escape_code(home, open_terminal, reviews):
    terminal = open_terminal(
        "quiz", "cnn", "--kind", "choice", "--count", "2", TERM="dumb", DLTEACH_HOME=home, LANG="C.UTF-8"
    )
    terminal.wait_for("1 of ")
    terminal.type("1\n")
    terminal.wait_for("Enter on")
    assert terminal.end(signal.SIGTERM) == 128 + signal.SIGTERM
    # readline may switch bracketed paste on and off around a prompt
    assert "\x1b" not in re.sub("\x1b\\[\\?2004[hl]\r?", "", terminal.written)
    assert reviews(home) == 1


@pytest.mark.parametrize(
    "arguments", [["topics"], ["glossary", "convolution"], ["quiz", "cnn", "--count", "1"], ["glossary", "schön"]]
)
def test_a_terminal_that_knows_ascii_only_gets_ascii(arguments, home, dlteach):
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    result = dlteach(*arguments, typed="1\n", DLTEACH_HOME=home, **ascii_only)
    (result.stdout + result.stderr).decode("ascii")
    assert b"Traceback" not in result.stderr
    assert result.returncode in (0, 2)
    assert result.stdout or result.stderr


@pytest.mark.parametrize(
    "surroundings",
    [
        {"DLTEACH_HOME": "~nobody-of-this-name/x"},
        {"HOME": "/proc/nothing"},
        {"DLTEACH_HOME": "/dev/null/x"},
    ],
    ids=str,
)
def test_without_a_home_folder_one_can_look_but_not_answer(surroundings, tmp_path, monkeypatch, dlteach):
    monkeypatch.chdir(tmp_path)
    assert "DLTEACH_HOME" in one_line(dlteach("quiz", "cnn", typed="1\n", **surroundings))
    assert "DLTEACH_HOME" in one_line(dlteach("progress", "--set", "new=5", **surroundings))
    looked = dlteach("glossary", "convolution", **surroundings)
    assert (looked.returncode, looked.stderr) == (0, b"")
    assert dlteach("topics", **surroundings).returncode == 0
    assert not list(tmp_path.iterdir()), "a folder was made where none was meant"


def test_an_unknown_user_in_the_name_of_a_pack_is_one_line(home, dlteach):
    assert "pack" in one_line(dlteach("topics", DLTEACH_HOME=home, DLTEACH_PACKS="~nobody-of-this-name/x"), code=2)


@pytest.fixture
def read_only(tmp_path):
    """A folder that nobody can write into, not even root, where mounting is allowed."""
    folder = tmp_path / "read_only"
    folder.mkdir()
    mounted = os.geteuid() == 0
    if (
        mounted
        and subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder], capture_output=True).returncode
    ):
        pytest.skip("root can write everywhere, and mounting is not allowed")
    folder.chmod(0o500) if not mounted else None
    yield str(folder)
    if mounted:
        subprocess.run(["umount", folder], check=True)


def test_a_read_only_home_is_one_line_where_something_must_be_kept(read_only, dlteach):
    for arguments in (
        ["quiz", "cnn"],
        ["review"],
        ["lesson", "cnn", "--yes", "--plain"],
        ["progress", "--set", "new=3"],
    ):
        assert "DLTEACH_HOME" in one_line(dlteach(*arguments, typed="1\n", DLTEACH_HOME=read_only))
    for arguments in (["topics"], ["glossary", "convolution"], ["models"]):
        assert dlteach(*arguments, DLTEACH_HOME=read_only).returncode == 0


def test_a_full_disk_leaves_no_half_file_and_keeps_the_old_one(home, tmp_path, dlteach):
    small = 4096
    for arguments, name in (
        (["export", "cnn", "--to", "html", "-o"], "deck.html"),
        (["export", "cnn", "--to", "json", "-o"], "deck.json"),
        (["export", "cnn", "--to", "notebook", "-o"], "deck.ipynb"),
    ):
        file = tmp_path / "out" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("from before")
        line = one_line(dlteach(*arguments, file, limit=small, DLTEACH_HOME=home))
        assert name in line
        assert file.read_text() == "from before"
        assert [path.name for path in file.parent.iterdir()] == [name]
        file.unlink()


def test_a_full_disk_in_a_drill_is_one_line_and_keeps_what_was_answered(home, dlteach, reviews):
    assert dlteach("quiz", "cnn", "--count", "3", typed="1\n" * 9, DLTEACH_HOME=home).returncode == 0
    before = reviews(home)
    limit = 200_000
    result = dlteach("quiz", "cnn", "--count", "900", typed="1\n" * 3000, limit=limit, DLTEACH_HOME=home)
    assert "journal" in one_line(result)
    acknowledged = int(re.findall(rb"^(\d+) of \d+", result.stdout, re.MULTILINE)[-1]) - 1
    assert acknowledged > 0
    assert reviews(home) >= before + acknowledged


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_a_prompt_ends_in_order(number, home, open_terminal, reviews):
    terminal = open_terminal(
        "quiz", "cnn", "--kind", "choice", "--count", "3", TERM="xterm", DLTEACH_HOME=home, LANG="C.UTF-8"
    )
    terminal.wait_for("1 of ")
    terminal.type("1\r")
    terminal.wait_for("Enter on")
    assert terminal.end(number) == 128 + number
    assert "Traceback" not in terminal.written
    assert reviews(home) == 1


def test_a_closed_terminal_ends_the_program(home, open_terminal, reviews):
    terminal = open_terminal(
        "quiz", "cnn", "--kind", "choice", "--count", "3", TERM="xterm", DLTEACH_HOME=home, LANG="C.UTF-8"
    )
    terminal.wait_for("1 of ")
    terminal.type("1\r")
    terminal.wait_for("Enter on")
    os.close(terminal.handle)
    end = time.monotonic() + 30
    while not (ended := os.waitpid(terminal.process, os.WNOHANG))[0] and time.monotonic() < end:
        time.sleep(0.05)
    assert ended[0], "it goes on without its terminal"
    assert reviews(home) == 1


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_training_ends_the_training_too(number, home, open_terminal, children, reviews):
    arguments = ["lesson", "cnn", "--yes", "--plain", "--epochs", "300"]
    terminal = open_terminal(*arguments, TERM="xterm", DLTEACH_HOME=home, LANG="C.UTF-8", TF_CPP_MIN_LOG_LEVEL="3")
    terminal.wait_for("epoch 2", seconds=240)
    workers = children(terminal.process)
    assert workers
    assert terminal.end(number) == 128 + number
    assert "Traceback" not in terminal.written
    end = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert reviews(home) == 0, "the journal can be read"

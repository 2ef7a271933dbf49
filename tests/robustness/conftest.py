"""Runs command lines in this process, on thousands of bad inputs, and holds that each ends in a clear line."""

import contextlib
import io
import os
import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings

from dlteach import cli
from dlteach.drill import cards

CASES = Counter()
# steers a terminal: control characters but for the line feed, and what turns the direction of writing
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
PLACED = re.compile(r"^[^\n]+:\d+: ")


class Outcome(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


class _Given(io.StringIO):
    """What is typed, from a pipe."""

    encoding = "utf-8"

    def fileno(self):
        raise io.UnsupportedOperation("fileno")


def run_in_process(*arguments, typed=""):
    """Runs one command line; whatever it does not turn into a line and an exit code goes on as an exception."""
    out, err = io.BytesIO(), io.BytesIO()
    # strict, as a terminal's standard output is: a text that cannot be written must fail here as well
    outputs = io.TextIOWrapper(out, "utf-8", newline="\n"), io.TextIOWrapper(err, "utf-8", "backslashreplace")
    # each command line is a process of its own, and remembers nothing of the files of the last one
    cards.cards_of.cache_clear()
    before = sys.stdin
    sys.stdin = _Given(typed)
    try:
        with contextlib.redirect_stdout(outputs[0]), contextlib.redirect_stderr(outputs[1]):
            code = cli.run(list(map(str, arguments)))
            for output in outputs:
                output.flush()
    finally:
        sys.stdin = before
    return Outcome(code, out.getvalue().decode(), err.getvalue().decode())


def clear(outcome, codes=(0, 1, 2)):
    """Asserts that an outcome is a clear one: a known exit code, one line of complaint, nothing that steers a terminal."""
    assert outcome.code in codes, outcome
    for text in (outcome.out, outcome.err):
        assert not STEERING.search(text), text
        assert "Traceback" not in text
    if outcome.code and outcome.err:
        # click tells the usage above, and what can be chosen from below, each on an indented line
        complaint = [
            line for line in outcome.err.splitlines() if line and not line.startswith(("Usage: ", "Try ", "\t"))
        ]
        assert len(complaint) == 1, outcome.err
        assert complaint[0].startswith(("dlteach: ", "Error: ")), outcome.err
    return outcome


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs a command line with a home folder of its own, and asserts that its outcome is a clear one."""
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("DLTEACH_PACKS", raising=False)
    return lambda *arguments, typed="": clear(run_in_process(*arguments, typed=typed))


@pytest.fixture
def findings():
    """Asserts that each fault `dlteach check` told stands on a line of its own with its file and line number."""

    def lines(outcome):
        assert not outcome.err, outcome
        *faults, last = outcome.out.splitlines()
        if outcome.code:
            assert re.fullmatch(r"\d+ faults? found\.", last), outcome.out
            told = [line for line in faults if PLACED.match(line)]
            assert len(told) == int(last.split(" ")[0]), outcome.out
        return faults

    return lines


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """Leaves no lesson or deck installed, so that a check reads the tested files alone and thousands can be made."""
    from dlteach.content import files

    real = files.package_folder
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    monkeypatch.setattr(
        files,
        "package_folder",
        lambda package: nothing if package in ("dlteach.lessons", "dlteach.quizzes") else real(package),
    )


@pytest.fixture
def folder(tmp_path):
    """Makes an empty folder, the same one for every case, so that names in messages do not grow."""

    def fresh(name="case"):
        path = tmp_path / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        return path

    return fresh


@pytest.fixture
def sweep(request):
    """Holds a check on many cases of a strategy: `sweep(examples, strategy, check)`."""

    def over(examples, strategy, check):
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=examples < 100,
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def one(case):
            CASES[Path(request.node.path).stem] += 1
            check(case)

        one()

    return over


@pytest.fixture(autouse=True)
def same_folder(tmp_path):
    """A command that writes beside itself writes into the test's own folder."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield
    os.chdir(before)


def pytest_terminal_summary(terminalreporter):
    """Tells how many cases were tried."""
    if CASES:
        told = ", ".join(f"{name.removeprefix('test_')} {count:,}" for name, count in sorted(CASES.items()))
        terminalreporter.write_line(f"bad input: {sum(CASES.values()):,} cases ({told})")

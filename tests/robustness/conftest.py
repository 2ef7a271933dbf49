"""Runs command lines in this process, on thousands of bad inputs, and holds that each ends in a clear line."""

import contextlib
import io
import os
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings

from dlteach import cli
from dlteach.drill import cards

CASES = Counter()
KILLS = Counter()
SNAPSHOTS = Counter()
# steers a terminal: control characters but for the line feed, and what turns the direction of writing
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SETTLE = 0.3
SURROUNDINGS = (
    "HOME",
    "XDG_DATA_HOME",
    "DLTEACH_HOME",
    "DLTEACH_PACKS",
    "DLTEACH_LANG",
    "NO_COLOR",
    "LANG",
    "LC_ALL",
    "TERM",
    "COLUMNS",
)
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


def environment(**named):
    """The environment with only these surroundings."""
    return {name: value for name, value in os.environ.items() if name not in SURROUNDINGS} | named


def run_program(*arguments, typed="", limit=None, **surroundings):
    """Runs the real program through pipes; `limit` is the largest file it may write, in bytes."""

    def bound():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "dlteach", *map(str, arguments)],
        input=typed.encode(),
        capture_output=True,
        env=environment(**surroundings),
        preexec_fn=bound if limit else None,
        timeout=120,
    )


class Terminal:
    """The real program in a pseudo-terminal of its own."""

    def __init__(self, *arguments, **surroundings):
        # not on every system
        import pty

        self.process, self.handle = pty.fork()
        if self.process == 0:
            os.execve(sys.executable, [sys.executable, "-m", "dlteach", *arguments], environment(**surroundings))
        self.written = ""

    def wait_for(self, text, seconds=40):
        """Reads until a text appears, and a moment longer: a prompt is printed just before it is waited at."""
        end = time.monotonic() + seconds
        while text not in self.written and time.monotonic() < end:
            if not self._read(0.2):
                break
        assert text in self.written, self.written
        while self._read(SETTLE):
            pass

    def _read(self, seconds):
        if not select.select([self.handle], [], [], seconds)[0]:
            # alive as long as nothing says otherwise
            return seconds != SETTLE
        try:
            data = os.read(self.handle, 65536)
        except OSError:
            return False
        self.written += data.decode("utf-8", "replace")
        return bool(data)

    def type(self, text):
        os.write(self.handle, text.encode())

    def end(self, number=None, seconds=30):
        """Sends a signal, if one is named, and returns the exit code; negative where the signal killed the program."""
        if number is not None:
            KILLS[signal.Signals(number).name] += 1
            os.kill(self.process, number)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                if select.select([self.handle], [], [], 0.05)[0]:
                    self.written += os.read(self.handle, 65536).decode("utf-8", "replace")
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                with contextlib.suppress(OSError):
                    os.close(self.handle)
                return os.waitstatus_to_exitcode(status)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        raise AssertionError(f"it did not end\n{self.written}")


@pytest.fixture
def dlteach():
    """Runs the real program through pipes."""
    return run_program


@pytest.fixture
def open_terminal():
    """Opens the real program in a pseudo-terminal."""
    return Terminal


@pytest.fixture
def children():
    """Finds the processes that a process has started."""

    def of(process):
        found = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                if int(entry.read_text().rpartition(")")[2].split()[1]) == process:
                    found.append(int(entry.parent.name))
        return found

    return of


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


@pytest.fixture(scope="session")
def snapshots():
    """Counts the screens that were compared, by the size of the terminal."""
    return SNAPSHOTS


def pytest_terminal_summary(terminalreporter):
    """Tells how many cases were tried, how many programs were ended by a signal, how many screens were compared."""
    for what, counted in (("bad input, cases", CASES), ("kills", KILLS), ("screens", SNAPSHOTS)):
        if counted:
            told = ", ".join(f"{name.removeprefix('test_')} {count:,}" for name, count in sorted(counted.items()))
            terminalreporter.write_line(f"{what}: {counted.total():,} ({told})")

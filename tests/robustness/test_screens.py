"""What every light command looks like, at 80×24 and 40×24, coloured and plain, compared with the screens kept in `screens/`.

The commands run in a real pseudo-terminal on a small library of their own (the lesson and deck on tides), with a fixed
journal and clock, so that a screen changes only when drawing or wording does. After such a change, look at what differs
and renew them:

    RENEW_SCREENS=1 pytest -m slow tests/robustness/test_screens.py
"""

import os
import select
import shutil
import struct
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pyte = pytest.importorskip("pyte")
pty = pytest.importorskip("pty")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

from dlteach import cli  # noqa: E402
from dlteach.drill.schedule import Schedule  # noqa: E402
from dlteach.store import Journal  # noqa: E402

# slow, since commands run in a fork of this process and see what other tests left in it: by itself alone it is exact
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs to see whether a program waits"),
]
SCREENS = Path(__file__).parent / "screens"
GOOD = Path(__file__).parent.parent / "content" / "good"
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SIZES = ((80, 24), (40, 24))
# name: arguments, what is typed at each stop, and whether the command has --plain
COMMANDS = {
    "help": (["--help"], [], False),
    "command-help": (["quiz", "--help"], [], False),
    "topics": (["topics"], [], True),
    "glossary": (["glossary"], [], True),
    "glossary-topic": (["glossary", "tides"], [], True),
    "glossary-term": (["glossary", "ebb", "and", "flow"], [], True),
    "unknown-term": (["glossary", "tyde"], [], True),
    "unknown-command": (["topic"], [], False),
    "unknown-option": (["quiz", "tides", "--cout", "3"], [], False),
    "quiz-question": (["quiz", "tides", "--cram", "--seed", "2", "--kind", "choice"], [], True),
    "quiz-answered": (["quiz", "tides", "--cram", "--seed", "2", "--kind", "choice"], ["1\r"], True),
    "quiz-typed": (["quiz", "tides", "--cram", "--seed", "2", "--kind", "typed"], ["nothing of that\r"], True),
    "quiz-keys": (["quiz", "tides", "--cram", "--seed", "2", "--kind", "choice"], ["?\r"], True),
    "review": (["review", "--seed", "1"], [], True),
    "progress": (["progress"], [], True),
    "progress-end": (["progress"], ["\r", "\r", "\r", "\r"], True),
    "export": (["export", "tides", "--to", "json"], [], True),
    "check": (["check"], [], True),
    "new": (["new", "deck", "harbours"], [], False),
    "completion": (["completion", "fish"], [], False),
    "models": (["models"], [], True),
    "lesson-title": (["lesson", "tides"], [], True),
    "lesson-first": (["lesson", "tides"], ["\r"], True),
    "lesson-second": (["lesson", "tides"], ["\r", "\r", "\r"], True),
}


class _FixedTime(datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW.astimezone(tz) if tz else NOW.replace(tzinfo=None)


class _NoWorker:
    """Stands where a lesson's worker process is: the first screens need no Keras."""

    is_ready = False

    def __init__(self, start):
        pass

    def close(self):
        pass


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A folder that holds the tides alone, and a journal of three weeks."""
    folder = tmp_path_factory.mktemp("library")
    for part in ("home", "lessons", "quizzes"):
        (folder / part).mkdir()
    text = (GOOD / "tides.md").read_text(encoding="utf-8")
    text = text.replace("requires: [cnn]", "requires: []").replace("**convolution**", "*convolution*")
    (folder / "lessons" / "tides.md").write_text(text, encoding="utf-8")
    shutil.copy(GOOD / "tides.py", folder / "lessons")
    text = (GOOD / "tides.yaml").read_text(encoding="utf-8").replace("confused_with: [cnn/stride]", "")
    (folder / "quizzes" / "tides.yaml").write_text(text, encoding="utf-8")
    cards = ["tides/tide#definition", "tides/how-often", "tides/shape"]
    for day in range(18):
        # a clock that stands still on each day
        with Journal.open(folder / "home" / "journal.db", lambda day=day: NOW - timedelta(days=20 - day)) as journal:
            for number, card in enumerate(cards):
                if day % (2 + number) == 0:
                    journal.record_review(card, 1 if (day + number) % 5 == 0 else 3, Schedule(), chance=0.9, given="1")
    return folder


def _child(arguments, library, home, go):
    """In the forked process: one command line on the small library, on standard input and output."""
    os.read(go, 1)
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", DLTEACH_HOME=str(home), TZ="UTC", LANG="C.UTF-8")
    for name in ("NO_COLOR", "DLTEACH_PACKS", "COLUMNS", "LINES", "KERAS_BACKEND"):
        os.environ.pop(name, None)
    time.tzset()
    os.chdir(home)
    sys.stdin = open(0)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8")  # noqa: SIM115
    from dlteach.content import files
    from dlteach.store import clock
    from dlteach.training import devices
    from dlteach.tutor import opening, worker

    real = files.package_folder
    ours = {"dlteach.lessons": library / "lessons", "dlteach.quizzes": library / "quizzes"}
    files.package_folder = lambda name: ours.get(name) or real(name)
    clock.datetime = _FixedTime
    worker.Worker = _NoWorker
    devices.expected = opening.expected = lambda backend, device: "the processor (CPU)"
    code = cli.run(arguments)
    sys.stdout.flush()
    os._exit(code)


def _waits(process):
    """Whether a process sleeps; one that computes, or would if it got the processor, does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "S"
    except OSError:
        return True


def _watch(terminal, stream, process):
    """Feeds what is printed until the program waits for a key; False when it has ended."""
    quiet, end = 0, time.monotonic() + 60
    while quiet < 4 and time.monotonic() < end:
        if not select.select([terminal], [], [], 0.04)[0]:
            quiet = quiet + 1 if _waits(process) else 0
            continue
        quiet = 0
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return False
        if not data:
            return False
        stream.feed(data)
    return True


def shown(arguments, keys, columns, rows, library, home):
    """The screen after the keys, as text and the styles of its runs."""
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    wait, go = os.pipe()
    process, terminal = pty.fork()
    if process == 0:
        try:
            _child(arguments, library, home, wait)
        finally:
            os._exit(99)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.write(go, b"!")
    alive = _watch(terminal, stream, process)
    for key in keys:
        if not alive:
            break
        os.write(terminal, key.encode())
        alive = _watch(terminal, stream, process)
    for handle in (terminal, wait, go):
        os.close(handle)
    _, status = os.waitpid(process, 0)
    assert not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 99), screen.display
    lines = [f"{line.rstrip()}" for line in screen.display]
    while lines and not lines[-1]:
        lines.pop()
    return lines, [f"{row}: {_runs(screen, row)}" for row in range(rows) if _runs(screen, row)]


def _runs(screen, row):
    """The styled runs of a row, such as "0-4 bold red"."""
    runs = []
    for column in range(screen.columns):
        cell = screen.buffer[row][column]
        style = " ".join(
            [name for name in ("bold", "italics", "underscore", "reverse", "strikethrough") if getattr(cell, name)]
            + [cell.fg] * (cell.fg != "default")
            + [f"on {cell.bg}"] * (cell.bg != "default")
        )
        if runs and runs[-1][1] == style and runs[-1][2] == column - 1:
            runs[-1][2] = column
        elif style:
            runs.append([column, style, column])
    return ", ".join(f"{begin}-{end} {style}" for begin, style, end in runs)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_screen_is_as_it_was(name, library, tmp_path):
    arguments, keys, has_plain = COMMANDS[name]
    parts = []
    for columns, rows in SIZES:
        for plain in (False, True) if has_plain else (False,):
            home = tmp_path / "home"
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(library / "home", home)
            given = [*arguments, "--plain"] if plain else arguments
            lines, styles = shown(given, keys, columns, rows, library, home)
            assert not plain or not styles, "plain output has a style"
            title = f"{' '.join(given)} · {columns}×{rows}"
            parts += [f"════ {title}", *lines, *(["──── styles", *styles] if styles else [])]
    text = "\n".join(parts) + "\n"
    file = SCREENS / f"{name}.txt"
    if os.environ.get("RENEW_SCREENS"):
        SCREENS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.is_file(), "new command: RENEW_SCREENS=1 makes its screen"
    assert text == file.read_text(encoding="utf-8")


def test_every_light_command_has_a_screen():
    heavy = {"doctor", "summary"}
    told = {arguments[0] for arguments, _, _ in COMMANDS.values()}
    assert set(cli.group.list_commands(None)) - heavy <= told

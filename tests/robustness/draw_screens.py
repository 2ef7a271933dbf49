"""Run by test_screens.py in a process of its own: draws screens of dlteach in a pseudo-terminal.

Reads one JSON list of jobs from standard input and prints one JSON list of [lines, styles]. Each command runs in a fork of this
process, which has done nothing but import: so none sees what another one, or a test, left behind.
"""

import fcntl
import json
import os
import pty
import select
import shutil
import struct
import sys
import tempfile
import termios
import time
from datetime import UTC, datetime
from pathlib import Path

import pyte

# what every command imports, once for all of them
import dlteach.content.lessons
import dlteach.drill.starting
import dlteach.screen.drawing
import dlteach.screen.prose
import dlteach.training.devices
import dlteach.tutor.asking
import dlteach.tutor.opening
import dlteach.tutor.player
import dlteach.tutor.worker
from dlteach import cli
from dlteach.content import files
from dlteach.store import clock

QUIET = 0.04
LOOKS = 4


class _FixedTime(datetime):
    @classmethod
    def now(cls, tz=None):
        now = datetime.fromtimestamp(NOW, UTC)
        return now.astimezone(tz) if tz else now.replace(tzinfo=None)


class _NoWorker:
    """Stands where a lesson's worker process is: the first screens need no Keras."""

    is_ready = False

    def __init__(self, start):
        pass

    def close(self):
        pass


def _child(arguments, library, home, go):
    """In the forked process: one command line on the small library, on standard input and output."""
    os.read(go, 1)
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", DLTEACH_HOME=str(home), TZ="UTC", LANG="C.UTF-8")
    for name in ("NO_COLOR", "DLTEACH_PACKS", "DLTEACH_LANG", "COLUMNS", "LINES", "KERAS_BACKEND", "LC_ALL"):
        os.environ.pop(name, None)
    time.tzset()
    os.chdir(home)
    sys.stdin = open(0)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8")  # noqa: SIM115
    real = files.package_folder
    ours = {"dlteach.lessons": library / "lessons", "dlteach.quizzes": library / "quizzes"}
    files.package_folder = lambda name: ours.get(name) or real(name)
    clock.datetime = _FixedTime
    dlteach.tutor.worker.Worker = _NoWorker
    dlteach.training.devices.expected = dlteach.tutor.opening.expected = lambda backend, device: "the processor (CPU)"
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
    while quiet < LOOKS and time.monotonic() < end:
        if not select.select([terminal], [], [], QUIET)[0]:
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
    # one that waits for a key is ended by closing its terminal, and may end as it likes
    failed = not alive and os.WIFEXITED(status) and os.WEXITSTATUS(status) == 99
    lines = ["the command failed"] * failed + [f"{line.rstrip()}" for line in screen.display]
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


if __name__ == "__main__":
    given = json.load(sys.stdin)
    NOW, LIBRARY = given["now"], Path(given["library"])
    found = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        for arguments, keys, columns, rows in given["jobs"]:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(LIBRARY / "home", home)
            found.append(shown(arguments, keys, columns, rows, LIBRARY, home))
    print(json.dumps(found))

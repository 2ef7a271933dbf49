"""How soon a key brings the next screen while the machine works: `python -m benchmarks.latency`.

The real `dlteach lesson cnn` runs in a pseudo-terminal. Timed is from the press of Enter to the first byte of the next screen,
which begins by clearing the old one, so that the terminal's echo does not count. Two kinds of work go on meanwhile:

- importing: the lesson's own worker imports Keras; only presses during which it took processor time are counted;
- training: a second lesson trains at full speed in the background.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLEARED = b"\x1b[2J"
COMMAND = [sys.executable, "-m", "dlteach", "lesson", "cnn"]
PRESSES = 30
SECONDS_BETWEEN = 0.08


def measure(work: str, home: Path, presses: int = PRESSES) -> list[float]:
    """Presses a key so often during a kind of work, "importing" or "training", and returns each wait in milliseconds.

    Args:
        work: what goes on meanwhile.
        home: a folder for the lessons' journals.
        presses: how many at least.
    """
    if work == "training":
        return _during_training(home, presses)
    waits: list[float] = []
    while len(waits) < presses:
        waits += _during_import(home)
    return waits


class Lesson:
    """The program in a pseudo-terminal of 80×24."""

    def __init__(self, home: Path):
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(DLTEACH_HOME=str(home), TERM="xterm-256color", COLUMNS="80", LINES="24")
            os.execv(sys.executable, COMMAND)
        self._screens = 0
        self._read_until(b"Enter on")

    def press(self) -> float:
        """Goes to another section; milliseconds from Enter to the first byte of its screen."""
        self._screens += 1
        os.write(self._terminal, b"j 3" if self._screens % 2 else b"j 1")
        time.sleep(SECONDS_BETWEEN / 2)
        self._drain()
        begun = time.perf_counter()
        os.write(self._terminal, b"\n")
        self._read_until(CLEARED)
        taken = time.perf_counter() - begun
        time.sleep(SECONDS_BETWEEN / 2)
        self._drain()
        return 1000 * taken

    def worker_ticks(self) -> int:
        """Processor time its worker has taken so far, in clock ticks; 0 before there is one."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        if not children:
            return 0
        fields = Path(f"/proc/{children[0]}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def end(self) -> None:
        """Ends the program; its worker ends with it."""
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)

    def _read_until(self, part: bytes, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        seen = b""
        while part not in seen:
            if time.monotonic() > end:
                raise TimeoutError(f"{part!r} was not shown; seen: {seen[-500:]!r}")
            if select.select([self._terminal], [], [], 0.5)[0]:
                seen += os.read(self._terminal, 65536)

    def _drain(self) -> None:
        while select.select([self._terminal], [], [], 0)[0]:
            os.read(self._terminal, 65536)


def _during_import(home: Path) -> list[float]:
    lesson = Lesson(home)
    times: list[float] = []
    idle = 0
    try:
        before = lesson.worker_ticks()
        # the worker takes no more time once it waits for its first request
        while idle < 8:
            taken = lesson.press()
            now = lesson.worker_ticks()
            if now > before:
                times.append(taken)
                idle = 0
            else:
                idle += 1
            before = now
    finally:
        lesson.end()
    return times


def _during_training(home: Path, presses: int) -> list[float]:
    lesson = Lesson(home)
    environment = {**os.environ, "DLTEACH_HOME": str(home / "other")}
    trainer = subprocess.Popen(
        [*COMMAND, "--yes", "--epochs", "10000"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    try:
        assert trainer.stdout is not None
        for line in trainer.stdout:
            if "epoch 2/" in line:
                break
        return [lesson.press() for _ in range(presses)]
    finally:
        trainer.kill()
        trainer.wait()
        lesson.end()


def main() -> None:
    """Prints the numbers in words."""
    with tempfile.TemporaryDirectory() as home:
        for work in ("importing", "training"):
            waits = measure(work, Path(home))
            print(f"{work}: worst {max(waits):.1f} ms, median {statistics.median(waits):.1f} ms, {len(waits)} presses")


if __name__ == "__main__":
    main()

"""Whole programs, timed from outside: how long until something stands on the screen, and how much memory it took."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.pace import Pace

PROGRAM = [sys.executable, "-m", "dlteach"]


def whole(pace: Pace, command: list[str], warm_up: bool = True) -> None:
    """Time from the start of a program to its end."""
    _run(pace, lambda home: _whole(command, home), warm_up)


def until(pace: Pace, command: list[str], shown: str) -> None:
    """Time from the start of a program in a terminal until a text stands there."""
    _run(pace, lambda home: _until(command, shown, home))


def million(pace: Pace, reviews: int) -> None:
    """Time to the first card of `dlteach review` on a journal of so many reviews."""
    from benchmarks.journals import fill

    home = Path(tempfile.mkdtemp())
    try:
        fill(home, reviews)
        _laps(pace, lambda: _until([*PROGRAM, "review"], "1 of ", home))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def peak_memory(pace: Pace, command: list[str]) -> None:
    """The most memory a program and its children held together, in MB."""
    with tempfile.TemporaryDirectory() as home:
        pace.ready()
        while pace.go():
            pace.lap(_peak(command, Path(home)), 1.0)


def latency(pace: Pace, work: str) -> None:
    """The longest of some thirty waits from a key to the next screen while Keras is imported, or a training runs."""
    from benchmarks.latency import measure

    with tempfile.TemporaryDirectory() as home:
        pace.ready()
        while pace.go():
            pace.lap(1, max(measure(work, Path(home))) / 1000)


def fixed(pace: Pace, seconds: float) -> None:
    """A time that is not measured but set."""
    pace.ready()
    while pace.go():
        pace.lap(1, seconds)


def _run(pace: Pace, job: Callable[[Path], float], warm_up: bool = True) -> None:
    with tempfile.TemporaryDirectory() as home:
        _laps(pace, lambda: job(Path(home)), warm_up)


def _laps(pace: Pace, job: Callable[[], float], warm_up: bool = True) -> None:
    if warm_up:
        # fills the file cache and the journal's folder
        job()
    pace.ready()
    while pace.go():
        pace.lap(1, job())


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "DLTEACH_HOME": str(home), "TERM": "xterm-256color"}


def _whole(command: list[str], home: Path) -> float:
    begun = time.perf_counter()
    # without a timeout, with which Python would look for the end only every 50 ms
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, env=_environment(home))
    return time.perf_counter() - begun


def _until(command: list[str], shown: str, home: Path) -> float:
    terminal, program_side = pty.openpty()
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=program_side,
        stdout=program_side,
        stderr=program_side,
        env=_environment(home),
        start_new_session=True,
    )
    os.close(program_side)
    written = b""
    try:
        while shown.encode() not in written:
            if not select.select([terminal], [], [], 30)[0]:
                raise RuntimeError(f"{' '.join(command)} does not show “{shown}”, but: {written.decode()[-300:]}")
            written += os.read(terminal, 65536)
        return time.perf_counter() - begun
    finally:
        process.kill()
        process.wait()
        os.close(terminal)


def _peak(command: list[str], home: Path) -> float:
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=_environment(home), start_new_session=True
    )
    highest = 0.0
    ended = threading.Event()

    def watch() -> None:
        nonlocal highest
        while not ended.wait(0.1):
            highest = max(highest, sum(_resident(pid) for pid in _family(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    ended.set()
    watcher.join()
    return highest


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(int(child)))]


def _resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    kilobytes = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(kilobytes[0]) / 1024 if kilobytes else 0.0

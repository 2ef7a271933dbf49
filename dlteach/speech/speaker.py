"""Speaks lines one after another beside everything else, and falls silent at once when told."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from dlteach.language import _
from dlteach.speech.voice import Line, Voice

# how often a wait looks up, so that Ctrl-C is heard on every system
PULSE = 0.02
# seconds that a command may take which only silences
PATIENCE = 2.0


class Speaker:
    """A queue of lines and a thread that has them said, each by a process of its own.

    Attributes:
        problem: why nothing was heard, in one clause; empty as long as all is well. After a problem nothing more is tried.

    Example:
        >>> with Speaker(voice) as speaker:
        ...     speaker.say([Line(TEACHER, "What does a pooling layer learn?"), Line(STUDENT, "Nothing.")])
        ...     speaker.wait()
    """

    def __init__(self, voice: Voice):
        self.problem = ""
        self._voice = voice
        self._lines: deque[Line] = deque()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def speaking(self) -> bool:
        """Whether something is being said or about to be."""
        # asked all the time, so without the lock: a Ctrl-C while it is given back would leave it locked for ever
        return bool(self._lines) or self._thread is not None

    def say(self, lines: Iterable[Line]) -> None:
        """Has the lines said after those that wait already, and returns at once."""
        with self._lock:
            if self.problem:
                return
            self._lines.extend(lines)
            if self._lines and self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="dlteach-speech")
                self._thread.start()

    def wait(self) -> None:
        """Waits until all lines are said."""
        while self.speaking:
            time.sleep(PULSE)

    def stop(self) -> None:
        """Silence: forgets the lines that wait and kills the process that speaks; none is left when this returns."""
        with self._lock:
            self._lines.clear()
            if self._thread is None:
                return
            self._stopping = True
            if self._process is not None:
                self._process.kill()
        self.wait()
        with self._lock:
            self._stopping = False
        if command := self._voice.silence():
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                nothing = subprocess.DEVNULL
                subprocess.run(command, stdin=nothing, stdout=nothing, stderr=nothing, check=False, timeout=PATIENCE)

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._lines or self._stopping:
                    self._lines.clear()
                    self._thread = None
                    return
                line = self._lines.popleft()
                process = self._process = self._start(line)
            if process is not None:
                self._say(process, line)

    def _start(self, line: Line) -> subprocess.Popen[bytes] | None:
        try:
            return subprocess.Popen(
                self._voice.command(line), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        except OSError as error:
            self._give_up(error.strerror or str(error))
            return None

    def _say(self, process: subprocess.Popen[bytes], line: Line) -> None:
        told = process.communicate(self._voice.reads(line))[1]
        with self._lock:
            self._process = None
            if self._stopping:
                return
            if process.returncode < 0:
                # a Ctrl-C in the terminal, or somebody else, has silenced it: then all of it
                self._lines.clear()
            elif complaint := _complaint(process.returncode, told.decode(errors="replace")):
                self._give_up(complaint)

    def _give_up(self, reason: str) -> None:
        self.problem = _("{program} cannot be heard ({reason})").format(program=self._voice.name, reason=reason)
        self._lines.clear()


def _complaint(code: int, told: str) -> str:
    """What a program complained of: espeak-ng ends with 0 where it finds no loudspeaker, but it prints an error."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    error = next((line for line in lines if line.lower().startswith("error:")), "")
    if error and any("ALSA" in line for line in lines):
        return _("there is no sound device")
    if error:
        return error[len("error:") :].strip().rstrip(".")
    return (lines[-1].rstrip(".") if lines else f"exit code {code}") if code else ""

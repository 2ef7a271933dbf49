"""The tutor's handle on its worker process: start it early, call a lesson's function, stop a training."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dlteach.errors import DlteachError
from dlteach.language import _
from dlteach.tutor.messages import Answer, CallFunction, Done, Failed, ForgetTrainings, Ready, Request, SaveModel, Start

SECONDS_TO_LEAVE = 3


class Worker:
    """Runs the functions of one lesson in a process of its own.

    The process is started with the object and imports Keras while the learner reads; the first call waits for it.
    """

    def __init__(self, start: Start):
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(Answer)
        self._process = subprocess.Popen(
            # -P: in a checkout the present folder holds a package of the same name, which must not be found first
            [sys.executable, "-P", "-m", "dlteach.tutor.worker_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # a Ctrl-C in the terminal is for the tutor, which passes it on as a request to stop
            start_new_session=True,
        )
        self._log = Path(start.folder) / "worker.log"
        self._ready: Ready | None = None
        self._send(start)

    def ready(self) -> Ready:
        """Waits until Keras is imported and tells what it runs on.

        Raises:
            DlteachError: the backend or device is not there, or the lesson's file does not load.
        """
        if self._ready is None:
            for answer in self._answers():
                if isinstance(answer, Ready):
                    self._ready = answer
                    break
        assert self._ready is not None
        return self._ready

    @property
    def is_ready(self) -> bool:
        """Whether the process has already said that Keras is imported."""
        return self._ready is not None

    def call(self, function: str) -> Iterator[Answer]:
        """Runs a function of the lesson's file and yields what it shows and reports, as it comes.

        Raises:
            DlteachError: the function failed, or the process has ended.
        """
        self.ready()
        self._send(CallFunction(function))
        with self._interrupts():
            yield from self._answers()

    def forget(self, function: str) -> None:
        """Removes what is kept of a function's trainings: its outcome is kept now, or it is to begin anew."""
        self.ready()
        self._send(ForgetTrainings(function))
        for _answer in self._answers():
            pass

    def save(self, path: Path) -> None:
        """Writes the lesson's trained model to a `.keras` file.

        Raises:
            DlteachError: there is no trained model yet, or the file cannot be written.
        """
        self.ready()
        self._send(SaveModel(str(path)))
        for _answer in self._answers():
            pass

    @contextlib.contextmanager
    def _interrupts(self) -> Iterator[None]:
        """Makes the first Ctrl-C a polite request to the training; a second one interrupts as usual.

        A handler that returns lets the interrupted read go on, so that no half line is lost.
        """

        def first(number: int, frame: object) -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.stop_training()

        before = signal.signal(signal.SIGINT, first)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def stop_training(self) -> None:
        """Asks a running training to end gracefully; what it has learned so far is kept."""
        if self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGINT)

    def close(self) -> None:
        """Ends the process."""
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        # nothing is unfinished here: models are kept by rename, the journal is the tutor's
        self._process.terminate()
        try:
            self._process.wait(SECONDS_TO_LEAVE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, message: Start | Request) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(self._encoder.encode(message) + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def _answers(self) -> Iterator[Answer]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = self._decoder.decode(line)
            if isinstance(answer, Done):
                return
            if isinstance(answer, Failed):
                raise DlteachError(answer.problem, answer.remedy, answer.place)
            yield answer
        raise self._ended()

    def _ended(self) -> DlteachError:
        code = self._process.wait()
        if code < 0:
            problem = _("The process that trains was ended by signal {signal}").format(signal=-code)
        else:
            problem = _("The process that trains ended with code {code}").format(code=code)
        remedy = _("Your place is kept: run the lesson again to go on. What it printed is in {log}.")
        if code == -signal.SIGKILL:
            remedy = _(
                "Your place is kept: run the lesson again to go on. Often that means too little memory. "
                "What it printed is in {log}."
            )
        return DlteachError(problem, remedy.format(log=self._log))

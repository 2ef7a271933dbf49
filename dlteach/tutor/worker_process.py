"""The worker process: it owns Keras, so that the terminal answers every key at once while Keras is imported and trains.

`python -m dlteach.tutor.worker_process` reads requests from standard input and answers on standard output, one JSON object
a line. Whatever a library prints goes to a log file instead. An interrupt asks the running training to stop.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import msgspec

from dlteach import language, views
from dlteach.content.packs import home_of, import_topic
from dlteach.errors import DlteachError
from dlteach.language import _
from dlteach.tutor.messages import CallFunction, Done, Failed, ForgetTrainings, Notice, Ready, Request, SaveModel, Start

SECONDS_BETWEEN_LOOKS = 1.0


def main() -> None:
    """Serves requests until standard input ends, or the tutor does."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    start = msgspec.json.decode(sys.stdin.buffer.readline(), type=Start)
    language.use(start.language)
    log = Path(start.folder) / "worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w") as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
    _Worker(start, answers, log).serve(sys.stdin.buffer)


def _end_with(tutor: int) -> None:
    """Ends this process soon after its tutor, also in the middle of a training: a closed terminal kills the tutor alone."""
    while os.getppid() == tutor:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)


class _Worker:
    def __init__(self, start: Start, answers: BinaryIO, log: Path):
        self._start = start
        self._answers = answers
        self._log = log
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(Request)

    def serve(self, requests: Iterable[bytes]) -> None:
        # until there is a training to stop, an interrupt has nothing to do
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self._open()
        except Exception as error:
            self._fail(error)
            return
        for line in requests:
            request = self._decoder.decode(line)
            try:
                if isinstance(request, CallFunction):
                    self._call(request.function)
                elif isinstance(request, SaveModel):
                    self._save(request.path)
                elif isinstance(request, ForgetTrainings):
                    self._lab.interruptions.forget(request.function)
                self._say(Done())
            except Exception as error:
                self._fail(error)

    def _open(self) -> None:
        from dlteach.training.devices import prepare

        device = prepare(self._start.backend, self._start.device, self._start.devices)
        import keras

        from dlteach.training.choices import precision_for
        from dlteach.training.lab import Lab

        wanted = self._start.precision
        keras.config.set_dtype_policy(precision_for(device) if wanted == "auto" else wanted)

        self._lab = Lab(
            Path(self._start.folder),
            device,
            settings=self._start.settings,
            data_name=self._start.data,
            seed=self._start.seed,
            epochs=self._start.epochs,
            report=self._say,
            say=lambda text: self._say(Notice(text)),
        )
        signal.signal(signal.SIGINT, lambda number, frame: self._lab.stop.set())
        self._module = load_lesson_module(Path(self._start.lesson))
        policy = keras.config.dtype_policy().name
        runs_on = str(device)
        if policy != "float32":
            runs_on = _("{device}, numbers in {precision}").format(device=device, precision=policy)
        self._say(Ready(runs_on, keras.__version__))
        prepare_lesson = getattr(self._module, "prepare", None)
        if prepare_lesson:
            # what fails here fails again, and is told, when the lesson needs it
            with contextlib.suppress(Exception):
                prepare_lesson(self._lab)

    def _call(self, function: str) -> None:
        self._lab.interruptions.begin(function)
        outcome = getattr(self._module, function)(self._lab)
        if isinstance(outcome, views.Truth) or outcome is None:
            outcome = [outcome] if outcome else []
        for view in outcome:
            self._say(view)

    def _save(self, path: str) -> None:
        model = self._lab.kept("main")
        if model is None:
            raise DlteachError(
                _("There is no trained model to save yet"), _("Play the lesson up to its training, then it is saved.")
            )
        try:
            model.save(path)
        except (OSError, ValueError) as error:
            raise DlteachError(
                _("The model could not be saved: {error}").format(error=error),
                _("Choose a file that ends in .keras in a folder you may write to."),
                path,
            ) from None

    def _say(self, message: Any) -> None:
        self._answers.write(self._encoder.encode(message) + b"\n")
        self._answers.flush()

    def _fail(self, error: Exception) -> None:
        from dlteach.training.memory import as_memory_error

        error = as_memory_error(error) or error
        if isinstance(error, DlteachError):
            self._say(Failed(error.problem, error.remedy, error.place))
            return
        traceback.print_exception(error)
        sys.stderr.flush()
        summary = str(error).strip().splitlines()
        self._say(
            Failed(
                f"{type(error).__name__}: {summary[0] if summary else 'no message'}",
                _("The details are in {log}.").format(log=self._log),
                _place(error, Path(self._start.lesson)),
            )
        )


def load_lesson_module(path: Path) -> ModuleType:
    """Imports a lesson's Python file by its path; that of a pack by name, so that it finds the files beside it."""
    home = home_of(path)
    if home.pack is not None:
        return import_topic(home, path.stem)
    spec = importlib.util.spec_from_file_location(f"dlteach_lesson_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _place(error: Exception, lesson: Path) -> str | None:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == lesson]
    return f"{lesson}:{frames[-1].lineno}" if frames else None


if __name__ == "__main__":
    main()

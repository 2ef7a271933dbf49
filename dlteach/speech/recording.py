"""Speech as sound: each line is written to a file of its own, and the files are joined with pauses to one WAV file."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable, Iterable
from pathlib import Path

from dlteach.errors import DlteachError
from dlteach.language import _
from dlteach.speech.voice import Line, Voice

# seconds of silence
BETWEEN_LINES = 0.45
BETWEEN_PARTS = 1.1
# a line takes a fraction of a second; a program that hangs must not hang us
PATIENCE = 60.0
# bytes that a line may need; espeak-ng cuts its sound short where a disk is full, and does not say so
ROOM = 16 * 2**20
_FILE = "line.wav"


def record(voice: Voice, parts: Iterable[list[Line]], report: Callable[[int], None] = lambda done: None) -> bytes:
    """The lines as one WAV file.

    Args:
        voice: one that `writes`.
        parts: lines that belong together; longer pauses stand between the parts.
        report: called with the number of lines that are done.

    Returns:
        The file: one channel of 16-bit samples at the rate the voice has, 22,050 a second as a rule.

    Raises:
        DlteachError: the program fails or writes no sound.
    """
    form: wave._wave_params | None = None
    frames: list[bytes] = []
    done = 0
    with tempfile.TemporaryDirectory(prefix="dlteach-") as folder:
        for part in parts:
            for line in part:
                its_form, its_frames = _say(voice, line, Path(folder))
                if form is None:
                    form = its_form
                elif its_form[:3] != form[:3]:
                    raise _failure(voice, _("its two voices differ in form"))
                else:
                    pause = BETWEEN_PARTS if line is part[0] else BETWEEN_LINES
                    frames.append(bytes(form.nchannels * form.sampwidth) * round(pause * form.framerate))
                frames.append(its_frames)
                done += 1
                report(done)
    if form is None:
        raise DlteachError(_("There is nothing to be spoken"))
    sound = io.BytesIO()
    with wave.open(sound, "wb") as whole:
        whole.setparams(form)
        whole.writeframes(b"".join(frames))
    return sound.getvalue()


def _say(voice: Voice, line: Line, folder: Path) -> tuple[wave._wave_params, bytes]:
    file = folder / _FILE
    with contextlib.suppress(FileNotFoundError):
        file.unlink()
    if shutil.disk_usage(folder).free < ROOM:
        raise _failure(voice, _("there is no room in {folder}").format(folder=folder.parent))
    try:
        done = subprocess.run(
            voice.command(line, _FILE),
            input=voice.reads(line),
            capture_output=True,
            cwd=folder,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _failure(voice, _("it did not end")) from None
    except OSError as error:
        raise _failure(voice, error.strerror or str(error)) from None
    told = done.stderr.decode(errors="replace").strip().split("\n")[0]
    if done.returncode:
        raise _failure(voice, told or f"exit code {done.returncode}")
    try:
        with wave.open(str(file), "rb") as sound:
            form, frames = sound.getparams(), sound.readframes(sound.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise _failure(voice, told or getattr(error, "strerror", None) or str(error)) from None
    if not frames:
        raise _failure(voice, told or _("the file is empty"))
    return form, frames


def _failure(voice: Voice, reason: str) -> DlteachError:
    return DlteachError(
        _("{program} wrote no sound ({reason})").format(program=voice.name, reason=reason.strip().rstrip(".")),
        _("It writes in the folder for temporary files. `dlteach doctor` tells which voice is used."),
    )

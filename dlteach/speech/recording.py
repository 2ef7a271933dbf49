"""Speech as sound: each line is written to a file of its own, and the files are joined with pauses to one WAV file."""

from __future__ import annotations

import contextlib
import io
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
    sound = io.BytesIO()
    done = 0
    with tempfile.TemporaryDirectory(prefix="dlteach-") as folder, wave.open(sound, "wb") as whole:
        for part in parts:
            for line in part:
                pause = BETWEEN_PARTS if line is part[0] else BETWEEN_LINES
                form, frames = _say(voice, line, Path(folder))
                if not done:
                    whole.setparams(form)
                elif form[:3] != whole.getparams()[:3]:
                    raise _failure(voice, _("its two voices differ in form"))
                else:
                    silent = bytes(form.nchannels * form.sampwidth)
                    whole.writeframesraw(silent * round(pause * form.framerate))
                whole.writeframesraw(frames)
                done += 1
                report(done)
        if not done:
            raise DlteachError(_("There is nothing to be spoken"))
    return sound.getvalue()


def _say(voice: Voice, line: Line, folder: Path) -> tuple[wave._wave_params, bytes]:
    file = folder / _FILE
    with contextlib.suppress(FileNotFoundError):
        file.unlink()
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
        _("Is there room in the folder for temporary files? `dlteach doctor` tells which voice is used."),
    )

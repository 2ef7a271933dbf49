"""Finds a program that speaks."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable

from dlteach.language import _, mark
from dlteach.speech.dispatcher import SpeechDispatcher
from dlteach.speech.espeak import Espeak
from dlteach.speech.macos import Say
from dlteach.speech.voice import ENGLISH, Voice
from dlteach.speech.windows import Sapi

INSTALL = {
    "Darwin": mark("macOS brings the program say; it must be on the PATH."),
    "Windows": mark("Windows brings PowerShell; it must be on the PATH."),
}
INSTALL_ESPEAK = mark(
    "Install espeak-ng: sudo apt install espeak-ng (Debian, Ubuntu) or sudo dnf install espeak-ng (Fedora)."
)

Maker = Callable[[str, str], Voice]
_SYSTEM: dict[str, tuple[tuple[str, Maker], ...]] = {
    "Darwin": (("say", lambda program, language: Say(program, language=language)),),
    "Windows": (("powershell", lambda program, language: Sapi(program, language=language)),),
}
_ANYWHERE: tuple[tuple[str, Maker], ...] = (
    ("espeak-ng", lambda program, language: Espeak(program, language=language)),
    ("espeak", lambda program, language: Espeak(program, "espeak", language)),
    ("spd-say", lambda program, language: SpeechDispatcher(program, language=language)),
)


def find_voice(language: str = ENGLISH, *, for_files: bool = False, system: str | None = None) -> Voice | None:
    """The system's own voice, or the first program of a known name on the PATH.

    Args:
        language: the code of the language to speak.
        for_files: take only a program that can write sound files.
        system: what `platform.system` says; of this machine when left out.

    Returns:
        A voice, or None when nothing here speaks; `how_to_install` says what to do then.
    """
    for name, make in (*_SYSTEM.get(system or platform.system(), ()), *_ANYWHERE):
        program = shutil.which(name)
        voice = make(program, language) if program else None
        if voice is not None and (voice.writes or not for_files):
            return voice
    return None


def how_to_install(system: str | None = None) -> str:
    """One sentence on how to come by a voice."""
    return _(INSTALL.get(system or platform.system(), INSTALL_ESPEAK))

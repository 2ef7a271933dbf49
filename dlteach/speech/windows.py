"""The voices of Windows (SAPI), reached through Windows PowerShell and the .NET library System.Speech."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from dlteach.speech.voice import ENGLISH, TEACHER, Line

SPEAK = (
    "$ErrorActionPreference = 'Stop'; Add-Type -AssemblyName System.Speech; "
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "{target}$voice.SpeakSsml([Console]::In.ReadToEnd()); $voice.Dispose()"
)
# the output goes beside the process, so that no path has to be quoted
WRITE = (
    "$form = New-Object System.Speech.AudioFormat.SpeechAudioFormatInfo(22050, 'Sixteen', 'Mono'); "
    "$voice.SetOutputToWaveFile((Join-Path (Get-Location).Path '{file}'), $form); "
)


@dataclass(frozen=True)
class Sapi:
    """Speaks with `program`, a PowerShell: a male and a female voice if there are two, else one at two pitches."""

    program: str
    name: str = "the voice of Windows"
    language: str = ENGLISH
    writes: bool = True

    def command(self, line: Line, file: str | None = None) -> list[str]:
        """The command line that says a line."""
        target = WRITE.format(file=file) if file else ""
        return [self.program, "-NoProfile", "-NonInteractive", "-Command", SPEAK.format(target=target)]

    def reads(self, line: Line) -> bytes:
        """The line in SSML 1.0 (W3C), in ASCII, because the encoding of a Windows console differs from land to land."""
        gender, pitch = ("male", "-5%") if line.speaker == TEACHER else ("female", "+15%")
        language = "en-US" if self.language == ENGLISH else self.language
        ssml = (
            f'<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="{language}">'
            f'<voice gender="{gender}"><prosody pitch="{pitch}">{escape(line.text)}</prosody></voice></speak>'
        )
        return ssml.encode("ascii", "xmlcharrefreplace")

    def silence(self) -> list[str]:
        """Nothing: the sound ends with the process."""
        return []

"""Which program speaks on which system, and the command line it is started with."""

import subprocess
import wave
import xml.etree.ElementTree as ET

import pytest

from dlteach.speech.dispatcher import SpeechDispatcher
from dlteach.speech.espeak import Espeak
from dlteach.speech.finding import find_voice, how_to_install
from dlteach.speech.macos import Say
from dlteach.speech.voice import STUDENT, TEACHER, Line
from dlteach.speech.windows import Sapi

LINE = Line(TEACHER, "Why is x less than y's square?")
ANSWER = Line(STUDENT, "- Because it's small.")
VOICES = [Espeak("e"), Say("s"), Sapi("p"), SpeechDispatcher("d")]


@pytest.fixture
def programs(tmp_path, monkeypatch):
    def install(*names):
        monkeypatch.setenv("PATH", str(tmp_path))
        for name in names:
            (tmp_path / name).write_text("#!/bin/sh\n")
            (tmp_path / name).chmod(0o755)

    return install


@pytest.mark.parametrize(
    ("system", "installed", "found"),
    [
        ("Linux", ["espeak-ng", "espeak", "spd-say"], "espeak-ng"),
        ("Linux", ["espeak", "spd-say"], "espeak"),
        ("Linux", ["spd-say"], "spd-say"),
        # another program of that name, such as GNUstep's
        ("Linux", ["say", "powershell"], None),
        ("Darwin", ["say", "espeak-ng"], "say"),
        ("Darwin", ["espeak-ng"], "espeak-ng"),
        ("Windows", ["powershell"], "the voice of Windows"),
        ("FreeBSD", ["espeak-ng"], "espeak-ng"),
        ("Linux", [], None),
    ],
)
def test_the_systems_own_voice_comes_first(system, installed, found, programs):
    programs(*installed)
    voice = find_voice(system=system)
    assert (voice and voice.name) == found


def test_only_a_program_that_writes_files_is_taken_for_them(programs):
    programs("spd-say")
    assert find_voice(system="Linux") is not None
    assert find_voice(system="Linux", for_files=True) is None


def test_what_to_install_is_said_for_each_system():
    assert "apt install espeak-ng" in how_to_install("Linux")
    assert "say" in how_to_install("Darwin")
    assert "PowerShell" in how_to_install("Windows")


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_teacher_and_student_differ_and_the_text_is_told(voice):
    told = [(voice.command(line), voice.reads(line)) for line in (LINE, Line(STUDENT, LINE.text))]
    assert told[0] != told[1]
    assert all(LINE.text.replace("'", "") in f"{command} {text.decode()}".replace("'", "") for command, text in told)


def test_espeak_reads_its_text_so_that_none_of_it_is_an_option():
    command = Espeak("/bin/espeak-ng", language="de").command(ANSWER, "line.wav")
    assert command[:3] == ["/bin/espeak-ng", "-v", "de+f3"]
    assert command[-2:] == ["-w", "line.wav"]
    assert "--stdin" in command
    assert Espeak("e").reads(ANSWER) == b"- Because it's small."


def test_macos_writes_little_endian_wave_files():
    assert Say("say").command(LINE) == ["say", "-v", "Daniel"]
    assert Say("say").command(ANSWER, "line.wav") == [
        *["say", "-v", "Samantha", "-o", "line.wav"],
        *["--file-format=WAVE", "--data-format=LEI16@22050"],
    ]
    # a language whose voices may not be there is left to the system's own voice
    assert Say("say", language="de").command(LINE) == ["say"]


def test_windows_gets_sound_markup_and_a_script_without_quoted_text():
    command = Sapi("powershell").command(LINE, "line.wav")
    assert command[:4] == ["powershell", "-NoProfile", "-NonInteractive", "-Command"]
    assert "SetOutputToWaveFile" in command[4]
    assert "'line.wav'" in command[4]
    assert '"' not in command[4]
    assert "SetOutputToWaveFile" not in Sapi("powershell").command(LINE)[4]
    space = "{http://www.w3.org/2001/10/synthesis}"
    for line, gender in ((LINE, "male"), (Line(STUDENT, "Fréchet & a < b"), "female")):
        ssml = Sapi("p").reads(line)
        assert ssml.isascii()
        root = ET.fromstring(ssml)
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-US"
        assert root.find(f"{space}voice").get("gender") == gender
        assert "".join(root.itertext()) == line.text


def test_the_desktops_service_has_to_be_told_to_be_silent():
    voice = SpeechDispatcher("spd-say")
    assert voice.command(ANSWER)[-2:] == ["--", ANSWER.text]
    assert "--wait" in voice.command(ANSWER)
    assert voice.silence() == ["spd-say", "--cancel"]
    assert not any(other.silence() for other in VOICES[:3])


def test_espeak_ng_takes_its_options_and_reports_a_voice_it_has_not(tmp_path):
    program = find_voice(system="Linux")
    if not isinstance(program, Espeak):
        pytest.skip("needs espeak-ng (apt install espeak-ng)")
    for line in (LINE, ANSWER):
        subprocess.run(program.command(line, "a.wav"), input=program.reads(line), cwd=tmp_path, check=True)
        with wave.open(str(tmp_path / "a.wav")) as sound:
            assert sound.getnframes() > 0
    other = Espeak(program.program, language="xx-nowhere")
    assert subprocess.run(other.command(LINE, "b.wav"), input=b"x", cwd=tmp_path, stderr=-3, check=False).returncode

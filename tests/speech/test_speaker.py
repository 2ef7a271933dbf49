"""The voice beside the screen: in order, in two voices, silent at once, and never more than one line of trouble."""

import os
import signal
import time

import pytest

from dlteach.speech.finding import find_voice
from dlteach.speech.speaker import Speaker
from dlteach.speech.voice import STUDENT, TEACHER, Line

pytest.importorskip("termios")
TALK = [Line(TEACHER, "What learns?"), Line(STUDENT, "The filters."), Line(TEACHER, "Right.")]


@pytest.fixture
def speaker(stand_in):
    with Speaker(find_voice()) as made:
        yield made


def test_lines_are_said_in_order_each_in_its_voice(speaker, stand_in):
    speaker.say(TALK[:1])
    speaker.say(TALK[1:])
    speaker.wait()
    assert stand_in.said() == [("en", "What learns?"), ("en+f3", "The filters."), ("en", "Right.")]
    assert not speaker.speaking
    assert not speaker.problem


def test_saying_returns_at_once_and_stopping_leaves_no_process(speaker, stand_in):
    stand_in.last("60")
    begin = time.monotonic()
    speaker.say(TALK)
    assert time.monotonic() - begin < 0.5
    pid = stand_in.wait_for(1)["pid"]
    assert speaker.speaking
    begin = time.monotonic()
    speaker.stop()
    assert time.monotonic() - begin < 0.5
    stand_in.ends(pid, within=0)
    assert not speaker.speaking
    time.sleep(0.2)
    assert len(stand_in.said()) == 1
    # and it speaks again when asked
    stand_in.last("0")
    speaker.say(TALK[2:])
    speaker.wait()
    assert stand_in.said()[-1] == ("en", "Right.")


def test_whoever_silences_the_program_silences_all_that_waits(speaker, stand_in):
    stand_in.last("60")
    speaker.say(TALK)
    os.kill(stand_in.wait_for(1)["pid"], signal.SIGINT)
    speaker.wait()
    assert len(stand_in.said()) == 1


def test_a_missing_loudspeaker_is_told_once_and_nothing_more_is_tried(speaker, stand_in):
    # as espeak-ng 1.51 does, which ends with 0 all the same
    stand_in.complain(
        "ALSA lib pcm.c:2666:(snd_pcm_open_noupdate) Unknown PCM default\nerror: No such file or directory\n"
    )
    speaker.say(TALK)
    speaker.wait()
    assert speaker.problem == "espeak-ng cannot be heard (there is no sound device)"
    speaker.say(TALK)
    assert not speaker.speaking
    assert len(stand_in.said()) == 1


def test_a_warning_is_no_trouble(speaker, stand_in):
    stand_in.complain("ALSA lib pcm.c:8740:(snd_pcm_recover) underrun occurred\n")
    speaker.say(TALK)
    speaker.wait()
    assert len(stand_in.said()) == 3


def test_a_program_that_fails_or_is_gone_is_a_problem_and_no_traceback(speaker, stand_in):
    program = stand_in.folder / "espeak-ng"
    program.write_text("#!/bin/sh\necho 'Error: The specified espeak-ng voice does not exist.' >&2\nexit 1\n")
    speaker.say(TALK)
    speaker.wait()
    assert speaker.problem == "espeak-ng cannot be heard (The specified espeak-ng voice does not exist)"
    other = Speaker(find_voice())
    program.unlink()
    other.say(TALK)
    other.wait()
    assert other.problem == "espeak-ng cannot be heard (No such file or directory)"


def test_stopping_again_and_again_in_the_midst_of_it_never_hangs(speaker, stand_in):
    for _ in range(30):
        speaker.say(TALK)
        time.sleep(0.003)
        speaker.stop()
        assert not speaker.speaking

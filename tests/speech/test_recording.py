"""The sound itself, measured: as long as the text needs, two voices at two pitches, silence between the turns."""

import io
import shutil
import wave
from types import SimpleNamespace

import numpy as np
import pytest

from dlteach.errors import DlteachError
from dlteach.speech.finding import find_voice
from dlteach.speech.recording import BETWEEN_LINES, BETWEEN_PARTS, record
from dlteach.speech.voice import STUDENT, TEACHER, Line

SENTENCE = "You are looking for a small feature anywhere in a large image."
needs_a_voice = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="needs espeak-ng (sudo apt install espeak-ng)"
)


def samples(sound):
    """The samples of a WAV file from -1 to 1, and how many there are a second."""
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 2**15, file.getframerate()


def seconds(sound):
    values, rate = samples(sound)
    return len(values) / rate


def pitch(sound):
    """The median pitch in hertz over all voiced frames of 50 ms, each by the highest peak of its autocorrelation."""
    values, rate = samples(sound)
    size = rate // 20
    found = []
    for start in range(0, len(values) - size, size):
        frame = values[start : start + size]
        if np.sqrt(np.mean(frame**2)) < 0.03:
            continue
        echo = np.correlate(frame, frame, "full")[size - 1 :]
        low, high = rate // 400, rate // 60
        lag = low + int(np.argmax(echo[low:high]))
        if echo[lag] > 0.5 * echo[0]:
            found.append(rate / lag)
    assert len(found) > 10
    return float(np.median(found))


def pauses(sound, shortest=0.3):
    """Lengths of all stretches of silence, in seconds."""
    values, rate = samples(sound)
    loud = np.flatnonzero(np.abs(values) > 0.005)
    gaps = np.diff(loud) / rate
    return gaps[gaps > shortest]


@pytest.fixture(scope="module")
def voice():
    return find_voice(for_files=True, system="Linux")


@needs_a_voice
def test_longer_text_makes_longer_sound_and_each_word_some_of_it(voice):
    lengths = [seconds(record(voice, [[Line(TEACHER, " ".join([SENTENCE] * times))]])) for times in (1, 2, 4)]
    # 155 words a minute and 12 words a sentence, with the pauses between sentences
    assert 3 < lengths[0] < 7
    assert lengths[0] * 1.7 < lengths[1] < lengths[0] * 2.4
    assert lengths[1] * 1.7 < lengths[2] < lengths[1] * 2.4


@needs_a_voice
def test_teacher_and_student_speak_at_clearly_different_pitches(voice):
    teacher, student = (pitch(record(voice, [[Line(speaker, SENTENCE)]])) for speaker in (TEACHER, STUDENT))
    assert 60 < teacher < 160
    assert student > 1.3 * teacher


@needs_a_voice
def test_turns_stand_apart_by_silence_and_parts_by_more(voice):
    turns = [Line(TEACHER, "Where?"), Line(STUDENT, "There."), Line(TEACHER, "Right.")]
    together = record(voice, [turns])
    gaps = pauses(together)
    assert len(gaps) == 2
    assert (gaps > BETWEEN_LINES).all()
    alone = sum(seconds(record(voice, [[turn]])) for turn in turns)
    assert seconds(together) == pytest.approx(alone + 2 * BETWEEN_LINES, abs=0.01)
    apart = record(voice, [[turn] for turn in turns])
    assert (pauses(apart) > BETWEEN_PARTS).all()
    assert seconds(apart) == pytest.approx(alone + 2 * BETWEEN_PARTS, abs=0.01)


@needs_a_voice
def test_what_was_done_is_reported_after_each_line_and_the_same_text_gives_the_same_sound(voice):
    told = []
    parts = [[Line(TEACHER, "One."), Line(STUDENT, "Two.")], [Line(TEACHER, "Three.")]]
    assert record(voice, parts, told.append) == record(voice, parts)
    assert told == [1, 2, 3]


def test_a_program_that_writes_nothing_is_a_clear_error(stand_in):
    with pytest.raises(DlteachError, match="espeak-ng wrote no sound"):
        record(find_voice(), [[Line(TEACHER, "One.")]])
    stand_in.complain("Error: no room")
    with pytest.raises(DlteachError, match=r"espeak-ng wrote no sound \(Error: no room\)"):
        record(find_voice(), [[Line(TEACHER, "One.")]])
    (stand_in.folder / "espeak-ng").write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(DlteachError, match="exit code 3"):
        record(find_voice(), [[Line(TEACHER, "One.")]])
    with pytest.raises(DlteachError, match="nothing to be spoken"):
        record(find_voice(), [[]])


@needs_a_voice
def test_a_full_disk_is_told_before_it_cuts_a_sound_short(voice, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=2**20))
    with pytest.raises(DlteachError, match="there is no room in"):
        record(voice, [[Line(TEACHER, "One.")]])

"""A lesson as a sound file: complete, in order, and a clear line where it cannot be made."""

import io
import shutil
import wave

import pytest

from dlteach.cli import run
from dlteach.content.lesson import Dialogue
from dlteach.content.lessons import load_lesson
from dlteach.export.audio import lesson_audio
from dlteach.speech.finding import find_voice
from dlteach.speech.recording import record
from dlteach.speech.script import step_lines, title_lines

needs_a_voice = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="needs espeak-ng (sudo apt install espeak-ng)"
)


def frames(sound):
    with wave.open(io.BytesIO(sound)) as file:
        return file.readframes(file.getnframes())


@needs_a_voice
@pytest.mark.parametrize("topic", ["cnn", "lstm", "gan"])
def test_every_turn_of_the_dialogue_is_heard_after_the_title_each_in_its_voice(topic):
    lesson, voice = load_lesson(topic), find_voice(for_files=True)
    whole = frames(lesson_audio(topic))
    dialogue = next(step for section in lesson.sections for step in section.steps if isinstance(step, Dialogue))
    turns = step_lines(dialogue, "basic")
    assert len(turns) == len(dialogue.turns)
    place = 0
    for line in [*title_lines(lesson), *turns]:
        sound = frames(record(voice, [[line]]))
        assert len(sound) > 10_000
        place = whole.find(sound, place)
        assert place >= 0, line
        place += len(sound)
    # 2 bytes a sample, 22,050 samples a second: between one minute and ten
    assert 60 < len(whole) / 44_100 < 600


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_voice_one_line_says_what_to_install_and_no_file_is_left(here, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(here))
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert run(["export", "cnn", "--to", "audio"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("dlteach: Nothing here can write speech.")
    assert "sudo apt install espeak-ng" in line
    assert not list(here.glob("*.wav"))


@needs_a_voice
def test_a_file_that_cannot_be_written_and_a_topic_that_is_not_there(here, capsys):
    (here / "cnn.wav").write_text("kept")
    assert run(["export", "cnn", "--to", "audio", "-o", "nowhere/cnn.wav"]) == 1
    assert capsys.readouterr().err.startswith("dlteach: nowhere/cnn.wav: cannot write the file")
    assert run(["export", "cnnn", "--to", "audio"]) == 2
    assert "cnnn" in capsys.readouterr().err
    assert sorted(path.name for path in here.iterdir() if path.name != "home") == ["cnn.wav"]
    assert (here / "cnn.wav").read_text() == "kept"


@needs_a_voice
def test_progress_is_counted_to_the_last_line():
    told = []
    lesson_audio("lstm", lambda done, lines: told.append((done, lines)))
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert {lines for _, lines in told} == {len(told)}

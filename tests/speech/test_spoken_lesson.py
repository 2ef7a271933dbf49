"""`dlteach lesson cnn --speak` as a learner meets it: in a terminal, in a pipe, without a voice, without a loudspeaker."""

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from dlteach.content.lesson import Dialogue
from dlteach.content.lessons import load_lesson

pty = pytest.importorskip("pty")
# the real program, but no process that imports Keras: whatever a lesson runs ends it with a clear line
PROGRAM = """
import sys
from dlteach.errors import DlteachError
from dlteach.tutor import worker
class Idle:
    is_ready = True
    def __init__(self, start): pass
    def call(self, function): raise DlteachError("nothing runs here")
    def close(self): pass
worker.Worker = Idle
from dlteach import cli
sys.argv[1:] = {arguments!r}
cli.main()
"""
TEACHER, STUDENT = "en", "en+f3"
TITLE = [(TEACHER, "Convolutional networks.")]
TURNS = next(
    step.turns for section in load_lesson("cnn").sections for step in section.steps if isinstance(step, Dialogue)
)


def words(text):
    return re.findall(r"[a-z]+", text.lower())


def assert_dialogue(said):
    """The dialogue of the lesson on convolutional networks holds no sign, so it is spoken as it is written."""
    assert [voice for voice, _ in said] == [TEACHER if name == "Teacher" else STUDENT for name, _ in TURNS]
    assert [words(text) for _, text in said] == [words(text) for _, text in TURNS]


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("DLTEACH_LANG", "en")
    return lambda *arguments: [sys.executable, "-c", PROGRAM.format(arguments=["lesson", "cnn", *arguments])]


@pytest.fixture
def terminal(program):
    """Plays the lesson in a pseudo-terminal; whatever is left running in the end is killed."""
    started = []

    def start(*arguments):
        process, handle = pty.fork()
        if process == 0:
            command = program(*arguments)
            os.execv(command[0], command)
        shown = []

        def read(seconds=0.05):
            if not select.select([handle], [], [], seconds)[0]:
                return False
            try:
                data = os.read(handle, 65536)
            except OSError:
                return False
            shown.append(data.decode("utf-8", "replace"))
            return bool(data)

        def wait_for(text):
            end = time.monotonic() + 20
            while text not in "".join(shown):
                assert time.monotonic() < end, "".join(shown)
                read()
            shown.clear()

        def end():
            limit = time.monotonic() + 20
            while time.monotonic() < limit:
                read()
                done, status = os.waitpid(process, os.WNOHANG)
                if done:
                    started.remove((process, handle))
                    os.close(handle)
                    return os.waitstatus_to_exitcode(status)
            raise AssertionError("it goes on: " + "".join(shown))

        started.append((process, handle))
        return SimpleNamespace(
            wait_for=wait_for,
            end=end,
            shown=lambda: "".join(shown),
            type=lambda text: os.write(handle, text.encode()),
            signal=lambda number: os.kill(process, number),
        )

    yield start
    for process, handle in started:
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(handle)


PROMPT = "q quit"


def test_the_title_then_each_page_is_read_aloud_the_dialogue_in_two_voices(terminal, stand_in):
    lesson = terminal("--speak", "--restart")
    lesson.wait_for(PROMPT)
    stand_in.wait_for(2)
    assert stand_in.said()[:1] == TITLE
    lesson.type("\n")
    lesson.wait_for("This is the basic overview")
    # summary, section title, three paragraphs
    stand_in.wait_for(6)
    assert "captures small features" in stand_in.said()[4][1]
    lesson.type("\n")
    lesson.wait_for("You wait at a station")
    stand_in.wait_for(6 + len(TURNS))
    assert_dialogue(stand_in.said()[6:])
    lesson.type("q\n")
    assert lesson.end() == 0


def test_the_next_key_ends_the_speech_at_once_and_counts_as_typed(terminal, stand_in):
    stand_in.last("60")
    lesson = terminal("--speak", "--restart")
    lesson.wait_for(PROMPT)
    pid = stand_in.wait_for(1)["pid"]
    # no Enter yet
    lesson.type("q")
    stand_in.ends(pid)
    time.sleep(0.2)
    assert stand_in.said() == TITLE
    lesson.type("\n")
    assert lesson.end() == 0


def test_enter_goes_on_and_the_new_page_is_spoken(terminal, stand_in):
    stand_in.last("60")
    lesson = terminal("--speak", "--restart")
    lesson.wait_for(PROMPT)
    first = stand_in.wait_for(1)["pid"]
    lesson.type("\n")
    second = stand_in.wait_for(2)
    stand_in.ends(first, within=0)
    assert second["text"] == "What a convolutional network does."
    lesson.wait_for(PROMPT)
    lesson.type("s\n")
    stand_in.ends(second["pid"])
    # what the next page runs fails here: the lesson is over, and so is the voice
    assert lesson.end() == 1
    stand_in.ends(stand_in.wait_for(2)["pid"], within=0)
    assert [text for _, text in stand_in.said()[2:]] in ([], ["Real handwriting."])


@pytest.mark.parametrize(("how", "code"), [("\x03", 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_interrupt_and_signals_leave_no_voice_behind(how, code, terminal, stand_in):
    stand_in.last("60")
    lesson = terminal("--speak", "--restart")
    lesson.wait_for(PROMPT)
    pid = stand_in.wait_for(1)["pid"]
    # a Ctrl-C between the prompt and the wait for a line is overlooked
    time.sleep(1)
    if isinstance(how, str):
        lesson.type(how)
    else:
        lesson.signal(how)
    assert lesson.end() == code
    stand_in.ends(pid, within=0.1)


def test_a_line_typed_while_it_speaks_is_read_whole(terminal, stand_in):
    stand_in.last("60")
    lesson = terminal("--speak", "--restart")
    lesson.wait_for(PROMPT)
    stand_in.wait_for(1)
    lesson.type("g stride\n")
    lesson.wait_for("How many places a window moves")
    lesson.type("q\n")
    assert lesson.end() == 0


def played(program, *arguments):
    return subprocess.run(
        program(*arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )


def test_in_a_pipe_each_text_is_spoken_to_its_end_before_the_lesson_goes_on(program, stand_in):
    result = played(program, "--speak", "--yes")
    said = stand_in.said()
    assert said[:1] == TITLE
    assert_dialogue(said[6 : 6 + len(TURNS)])
    # the step that runs fails here; what led up to it was spoken before
    assert said[-1][1].endswith("Here is one of each class, as the network will get them.")
    assert result.returncode == 1
    assert result.stderr == "dlteach: nothing runs here.\n"


def test_without_the_option_nothing_is_spoken(program, stand_in):
    played(program, "--yes")
    assert stand_in.said() == []


def test_without_a_voice_one_line_says_what_to_install_and_the_lesson_goes_on(program, stand_in):
    (stand_in.folder / "espeak-ng").unlink()
    silent = played(program, "--yes", "--restart").stdout
    told = played(program, "--yes", "--restart", "--speak").stdout
    more = [line for line in told.splitlines() if line not in silent.splitlines()]
    assert " ".join(more) == (
        "Nothing here can speak. Install espeak-ng: sudo apt install espeak-ng (Debian, "
        "Ubuntu) or sudo dnf install espeak-ng (Fedora)."
    )


def test_without_a_loudspeaker_it_is_said_once_and_the_lesson_goes_on(program, stand_in):
    stand_in.complain(
        "ALSA lib pcm.c:2666:(snd_pcm_open_noupdate) Unknown PCM default\nerror: No such file or directory\n"
    )
    told = played(program, "--yes", "--speak").stdout
    line = "espeak-ng cannot be heard (there is no sound device). The lesson goes on in silence."
    assert " ".join(told.split()).count(line) == 1
    assert "You flatten what you saw into one list" in told
    assert len(stand_in.said()) == 1

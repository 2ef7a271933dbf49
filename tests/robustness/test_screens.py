"""What every light command looks like, at 80×24 and 40×24, coloured and plain, compared with the screens kept in `screens/`.

The commands run in a real pseudo-terminal on a small library of their own (the lesson and deck on tides), with a fixed
journal and clock, so that a screen changes only when drawing or wording does. After such a change, look at what differs
and renew them:

    RENEW_SCREENS=1 pytest tests/robustness/test_screens.py
"""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("pyte")
pytest.importorskip("pty")

from dlteach import cli
from dlteach.drill.schedule import Schedule
from dlteach.store import Journal

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs to see whether a program waits")
PROGRAM = Path(__file__).with_name("draw_screens.py")
# most of the time they wait until a screen stands still
PROGRAMS = 4
SCREENS = Path(__file__).parent / "screens"
GOOD = Path(__file__).parent.parent / "content" / "good"
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SIZES = ((80, 24), (40, 24))
# name: arguments, what is typed at each stop, and whether the command has --plain
COMMANDS = {
    "help": (["--help"], [], False),
    "command-help": (["quiz", "--help"], [], False),
    "topics": (["topics"], [], True),
    "glossary": (["glossary"], [], True),
    "glossary-topic": (["glossary", "tides"], [], True),
    "glossary-term": (["glossary", "ebb", "and", "flow"], [], True),
    "unknown-term": (["glossary", "tyde"], [], True),
    "unknown-command": (["topic"], [], False),
    "unknown-option": (["quiz", "tides", "--cout", "3"], [], False),
    "quiz-question": (["quiz", "tides", "--cram", "--seed", "2", "--kind", "choice"], [], True),
    "quiz-answered": (["quiz", "tides", "--cram", "--seed", "2", "--kind", "choice"], ["1\r"], True),
    "quiz-typed": (["quiz", "tides", "--cram", "--seed", "2", "--kind", "typed"], ["nothing of that\r"], True),
    "quiz-keys": (["quiz", "tides", "--cram", "--seed", "2", "--kind", "choice"], ["?\r"], True),
    "review": (["review", "--seed", "1"], [], True),
    "progress": (["progress"], [], True),
    "progress-end": (["progress"], ["\r", "\r", "\r", "\r"], True),
    "export": (["export", "tides", "--to", "json"], [], True),
    "check": (["check"], [], True),
    "new": (["new", "deck", "harbours"], [], False),
    "completion": (["completion", "fish"], [], False),
    "models": (["models"], [], True),
    "lesson-title": (["lesson", "tides"], [], True),
    "lesson-first": (["lesson", "tides"], ["\r"], True),
    "lesson-second": (["lesson", "tides"], ["\r", "\r", "\r"], True),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A folder that holds the tides alone, and a journal of three weeks."""
    folder = tmp_path_factory.mktemp("library")
    for part in ("home", "lessons", "quizzes"):
        (folder / part).mkdir()
    text = (GOOD / "tides.md").read_text(encoding="utf-8")
    text = text.replace("requires: [cnn]", "requires: []").replace("**convolution**", "*convolution*")
    (folder / "lessons" / "tides.md").write_text(text, encoding="utf-8")
    shutil.copy(GOOD / "tides.py", folder / "lessons")
    text = (GOOD / "tides.yaml").read_text(encoding="utf-8").replace("confused_with: [cnn/stride]", "")
    (folder / "quizzes" / "tides.yaml").write_text(text, encoding="utf-8")
    cards = ["tides/tide#definition", "tides/how-often", "tides/shape"]
    for day in range(18):
        # a clock that stands still on each day
        with Journal.open(folder / "home" / "journal.db", lambda day=day: NOW - timedelta(days=20 - day)) as journal:
            for number, card in enumerate(cards):
                if day % (2 + number) == 0:
                    journal.record_review(card, 1 if (day + number) % 5 == 0 else 3, Schedule(), chance=0.9, given="1")
    return folder


@pytest.fixture(scope="module")
def screens(library):
    """What every command shows: (its arguments, columns, rows) → lines and styles."""
    jobs = [
        [arguments, keys, columns, rows] for name in COMMANDS for arguments, keys, columns, rows in _screens_of(name)
    ]
    shares = [jobs[first::PROGRAMS] for first in range(PROGRAMS)]
    programs = []
    for share in shares:
        program = subprocess.Popen(
            [sys.executable, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        program.stdin.write(json.dumps({"now": NOW.timestamp(), "library": str(library), "jobs": share}))
        program.stdin.close()
        programs.append(program)
    drawn = {}
    for program, share in zip(programs, shares, strict=True):
        told = program.stdout.read()
        assert program.wait() == 0, program.stderr.read()
        for (arguments, keys, columns, rows), screen in zip(share, json.loads(told), strict=True):
            drawn[tuple(arguments), tuple(keys), columns, rows] = screen
    return drawn


def _screens_of(name):
    """Arguments, keys, columns and rows of a command's screens."""
    arguments, keys, has_plain = COMMANDS[name]
    for columns, rows in SIZES:
        for plain in (False, True) if has_plain else (False,):
            yield [*arguments, "--plain"] if plain else arguments, keys, columns, rows


@pytest.mark.parametrize("name", COMMANDS)
def test_a_screen_is_as_it_was(name, screens, snapshots):
    parts = []
    for arguments, keys, columns, rows in _screens_of(name):
        lines, styles = screens[tuple(arguments), tuple(keys), columns, rows]
        snapshots[f"{columns}×{rows} {'plain' if '--plain' in arguments else 'coloured'}"] += 1
        assert not ("--plain" in arguments and styles), "plain output has a style"
        title = f"{' '.join(arguments)} · {columns}×{rows}"
        parts += [f"════ {title}", *lines, *(["──── styles", *styles] if styles else [])]
    text = "\n".join(parts) + "\n"
    file = SCREENS / f"{name}.txt"
    if os.environ.get("RENEW_SCREENS"):
        SCREENS.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.is_file(), "new command: RENEW_SCREENS=1 makes its screen"
    assert text == file.read_text(encoding="utf-8")


def test_every_light_command_has_a_screen():
    heavy = {"doctor", "summary"}
    told = {arguments[0] for arguments, _, _ in COMMANDS.values()}
    assert set(cli.group.list_commands(None)) - heavy <= told

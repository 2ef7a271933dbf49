"""The real program in a pseudo-terminal, ended by every signal at every prompt of a lesson.

After each end it is started again, and goes on where it was: no page is left out, nothing answered is lost.
"""

import contextlib
import json
import re
import signal
import sqlite3
import time
from pathlib import Path

import pytest

pytest.importorskip("pty")
pytestmark = pytest.mark.slow
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -signal.SIGKILL}
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "pack" / "autoencoder_pack"
AT_A_PROMPT = re.compile(r"q\s+quit")
SETTINGS = {"TERM": "xterm", "LANG": "C.UTF-8", "TF_CPP_MIN_LOG_LEVEL": "3"}


class Player:
    """A learner at a lesson in a pseudo-terminal, who notices what is asked."""

    def __init__(self, open_terminal, home, *arguments):
        self._journal = Path(home) / "journal.db"
        self.terminal = open_terminal(*arguments, DLTEACH_HOME=str(home), **SETTINGS)

    def wait(self, seconds=300):
        """Waits until something is asked, or the program ends; returns what was shown, None at the end."""
        end = time.monotonic() + seconds
        while not AT_A_PROMPT.search(self.terminal.written):
            assert time.monotonic() < end, self.terminal.written
            if not self._alive():
                return None
        # the hint is printed just before the prompt
        while self.terminal._read(0.3):
            pass
        return self.terminal.written

    def _alive(self):
        if self.terminal._read(0.2):
            return True
        return Path(f"/proc/{self.terminal.process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"

    def answer(self):
        """Types what the prompt asks for."""
        shown = " ".join(self.terminal.written.split())
        self.terminal.written = ""
        wanted = "1" if re.search(r"1–\d choose|Your number", shown) else "1, 1, 1" if "Your shape" in shown else ""
        self.terminal.type(wanted + "\r")

    def place(self):
        """Section and step that the journal holds, and the kind of the prompt."""
        with contextlib.closing(sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True)) as journal:
            row = journal.execute(
                "SELECT detail FROM events WHERE kind = 'step' ORDER BY stamp DESC, id DESC LIMIT 1"
            ).fetchone()
        told = json.loads(row[0]) if row else {"section": "", "step": 0}
        return told["section"], told["step"], "Enter on" in " ".join(self.terminal.written.split())


def events(home, kind):
    with contextlib.closing(sqlite3.connect(Path(home) / "journal.db")) as journal:
        rows = journal.execute("SELECT detail FROM events WHERE kind = ? ORDER BY stamp, id", (kind,)).fetchall()
        assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return [json.loads(row[0]) for row in rows]


def pages_of(events):
    """Sections and steps in their order, each once where it came again right after."""
    found = []
    for event in events:
        if not found or found[-1] != (event["section"], event["step"]):
            found.append((event["section"], event["step"]))
    return found


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(number).name)
def test_ended_at_every_prompt_of_a_lesson(number, open_terminal, tmp_path):
    from dlteach.content.lessons import read_lesson
    from dlteach.tutor.player import pages

    home = tmp_path / "home"
    arguments = ["--from", str(EXAMPLES), "--trust", "lesson", "autoencoder", "--plain", "--epochs", "1"]
    ended_at, reviews, predictions = [], 0, 0
    while True:
        player = Player(open_terminal, home, *arguments)
        shown = player.wait()
        assert shown is not None
        if ended_at:
            assert ended_at[-1][0] == "" or "You stopped at" in shown
            player.answer()
            shown = player.wait()
            # where it was ended, not a page before or after
            assert player.place()[:2] == ended_at[-1][:2] or ended_at[-1][0] == ""
        while shown is not None and player.place() in ended_at:
            player.answer()
            shown = player.wait()
        if shown is None:
            assert player.terminal.end() == 0
            break
        ended_at.append(player.place())
        assert player.terminal.end(number) == SIGNALS[number]
        assert "Traceback" not in player.terminal.written
        assert len(events(home, "review")) >= reviews
        assert len(events(home, "prediction")) >= predictions
        reviews, predictions = len(events(home, "review")), len(events(home, "prediction"))
        assert len(ended_at) < 60, ended_at
    lesson = read_lesson(EXAMPLES / "lessons" / "autoencoder.md")
    assert pages_of(events(home, "step")) == [(page.section.label, page.index) for page in pages(lesson.sections)]
    assert len(ended_at) > len(pages(lesson.sections)), ended_at
    assert len(events(home, "finish")) == 1
    # the guess was asked for once, and one answer was given at least
    assert predictions == 1
    assert reviews >= 1

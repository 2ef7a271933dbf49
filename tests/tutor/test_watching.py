"""`dlteach check --watch` with the real program: a saved change is checked at once."""

import os
import select
import signal
import subprocess
import sys
import time

import pytest

from dlteach.content.new import write_new
from dlteach.tutor.watching import times


class Watch:
    """The program, and what it printed since it was last looked at."""

    def __init__(self, path, home):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dlteach", "check", str(path), "--watch", "--no-run"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "DLTEACH_HOME": str(home), "NO_COLOR": "1"},
        )

    def report(self, seconds=60):
        """Waits until the next check is over and returns what it told."""
        end, told = time.monotonic() + seconds, b""
        while b"Ctrl-C ends" not in told:
            assert time.monotonic() < end, told
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                data = os.read(self.process.stdout.fileno(), 65536)
                assert data, told
                told += data
        return told.decode()


@pytest.fixture
def watch(tmp_path):
    """A watched folder with a new deck in it."""
    write_new("deck", "harbours", tmp_path / "pack")
    watching = Watch(tmp_path / "pack", tmp_path / "home")
    watching.deck = next((tmp_path / "pack").rglob("harbours.yaml"))
    yield watching
    if watching.process.poll() is None:
        watching.process.kill()
    watching.process.communicate()


def test_a_fault_is_told_when_it_is_saved_and_gone_when_it_is_mended(watch):
    good = watch.deck.read_text(encoding="utf-8")
    assert "no fault found" in watch.report()
    watch.deck.write_text(good.replace("answer:", "anwser:", 1), encoding="utf-8")
    line = good[: good.index("answer:")].count("\n") + 1
    assert f"harbours.yaml:{line}: a question has no field 'anwser'" in watch.report()
    watch.deck.write_text(good, encoding="utf-8")
    assert "no fault found" in watch.report()
    watch.process.send_signal(signal.SIGINT)
    rest, _ = watch.process.communicate(timeout=30)
    assert watch.process.returncode == 0
    assert b"Traceback" not in rest


def test_files_that_come_and_go_are_changes(tmp_path):
    (tmp_path / "a.md").write_text("one")
    seen = times(tmp_path)
    (tmp_path / "b.py").write_text("two")
    assert times(tmp_path) != seen
    (tmp_path / "b.py").unlink()
    assert times(tmp_path) == seen
    # what an editor writes beside it is none
    (tmp_path / ".a.md.swp").write_text("three")
    assert times(tmp_path) == seen

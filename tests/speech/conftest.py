"""A program that stands in for espeak-ng: it writes down what it is told to say, and takes as long as it is told to."""

import json
import os
import sys
import time
from types import SimpleNamespace

import pytest

PROGRAM = """\
#!{python} -SE
import json, os, sys, time
line = {{"pid": os.getpid(), "arguments": sys.argv[1:], "text": sys.stdin.read()}}
with open({record!r}, "a") as file:
    file.write(json.dumps(line) + "\\n")
sys.stderr.write(open({complaint!r}).read())
time.sleep(float(open({seconds!r}).read()))
"""


def alive(pid):
    """Whether a process runs; one that has ended and waits to be asked about it does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Puts the program on the PATH, alone; tells what it was asked to say."""
    folder = tmp_path / "bin"
    folder.mkdir()
    record, complaint, seconds = tmp_path / "said", tmp_path / "complaint", tmp_path / "seconds"
    complaint.write_text("")
    seconds.write_text("0")
    program = folder / "espeak-ng"
    program.write_text(
        PROGRAM.format(
            python=os.path.realpath(sys.executable), record=str(record), complaint=str(complaint), seconds=str(seconds)
        )
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("platform.system", lambda: "Linux")

    def calls():
        return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []

    def said():
        """(voice, text) of each line, in order."""
        return [(call["arguments"][call["arguments"].index("-v") + 1], call["text"]) for call in calls()]

    def wait_for(count):
        end = time.monotonic() + 20
        while len(calls()) < count:
            assert time.monotonic() < end, calls()
            time.sleep(0.02)
        return calls()[count - 1]

    def ends(pid, within=2.0):
        end = time.monotonic() + within
        while alive(pid):
            assert time.monotonic() < end, "it goes on"
            time.sleep(0.01)

    return SimpleNamespace(
        folder=folder, said=said, wait_for=wait_for, ends=ends, complain=complaint.write_text, last=seconds.write_text
    )

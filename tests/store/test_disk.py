"""A disk that is really full, and one that is really read-only: small file systems in memory, where mounting is allowed."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from dlteach.drill.schedule import Schedule
from dlteach.store import Journal


@pytest.fixture
def small_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run(["umount", disk], check=True)


def dlteach(disk, *arguments, given=""):
    env = {**os.environ, "DLTEACH_HOME": str(disk)}
    command = [sys.executable, "-m", "dlteach", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, env=env)


def test_a_full_disk_ends_the_session_in_one_line_and_keeps_what_was_acknowledged(small_disk):
    with Journal.open(small_disk / "journal.db") as journal:
        journal.record_review("cnn/convolution#choice", 3, Schedule())
    (small_disk / "ballast").write_bytes(b"x" * 180_000)
    result = dlteach(small_disk, "quiz", "cnn", "--plain", "--count", "500", given="1\n" * 2000)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert "disk is full" in line
    acknowledged = int(re.findall(r"^(\d+) of \d+$", result.stdout, re.MULTILINE)[-1]) - 1
    assert acknowledged > 0
    (small_disk / "ballast").unlink()
    told = json.loads(dlteach(small_disk, "progress", "--json").stdout)
    assert told["reviews"] == acknowledged + 1
    # what is only kept to save time fills most of so small a disk
    shutil.rmtree(small_disk / "cache", ignore_errors=True)
    with Journal.open(small_disk / "journal.db") as journal:
        derived = journal.states()
        journal.rebuild(Schedule())
        assert journal.states() == derived


def test_a_read_only_folder_is_one_line(small_disk):
    with Journal.open(small_disk / "journal.db") as journal:
        journal.record_review("cnn/convolution#choice", 3, Schedule())
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    for arguments in (("quiz", "cnn", "--plain"), ("review", "--plain"), ("progress", "--set", "new=5")):
        result = dlteach(small_disk, *arguments, given="1\n")
        assert result.returncode == 1
        (line,) = result.stderr.splitlines()
        assert "DLTEACH_HOME" in line


@pytest.mark.parametrize("crashed", [False, True])
def test_progress_reads_what_cannot_be_written(small_disk, crashed):
    file = small_disk / "journal.db"
    with Journal.open(file) as journal:
        journal.record_review("cnn/convolution#choice", 3, Schedule())
        if crashed:
            # as a killed session leaves it: the answer stands in the write-ahead log only
            kept = {path.name: path.read_bytes() for path in small_disk.glob("journal.db*") if path.suffix != ".db-shm"}
    if crashed:
        for name, content in kept.items():
            (small_disk / name).write_bytes(content)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    result = dlteach(small_disk, "progress", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["reviews"] == 1


def test_a_read_only_empty_folder_is_one_line(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    result = dlteach(small_disk, "quiz", "cnn", "--plain", given="1\n")
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1

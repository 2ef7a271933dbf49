import json
import os

import pytest
from click.testing import CliRunner

from dlteach.cli.export import FORMATS, command
from dlteach.cli.progress import command as progress
from dlteach.errors import DlteachError, UsageError
from dlteach.speech.finding import find_voice


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, of=command):
    result = CliRunner().invoke(of, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize("target", FORMATS)
def test_each_format_goes_to_a_file_named_after_the_topic(folder, target):
    if target == "anki":
        pytest.importorskip("genanki")
    if target == "audio" and find_voice(for_files=True) is None:
        pytest.skip("nothing here can speak: sudo apt install espeak-ng")
    told = run("gru", "--to", target).output
    file = folder / f"gru{FORMATS[target].suffix}"
    assert f"{file.name} was written (" in told
    first = file.read_bytes()
    assert len(first) > 1000
    assert f"{file.name} was written over (" in run("gru", "--to", target).output
    if target != "anki":
        assert file.read_bytes() == first
    assert [entry for entry in os.listdir(folder) if entry.startswith("gru") or entry.startswith(".")] == [file.name]


def test_a_file_of_ones_own_choice(folder):
    run("gru", "--to", "json", "-o", "deck.txt")
    assert json.loads((folder / "deck.txt").read_text(encoding="utf-8"))["topic"] == "gru"


def test_what_cannot_be_meant(folder):
    with pytest.raises(UsageError, match="lstmm"):
        run("lstmm", "--to", "json")
    with pytest.raises(DlteachError, match="nowhere"):
        run("gru", "--to", "json", "-o", "nowhere/deck.json")
    assert run("gru", "--to", "paper").exit_code == 2
    assert run("gru").exit_code == 2
    assert not [entry for entry in os.listdir(folder) if entry.startswith("gru")]


def test_a_package_that_was_never_answered_brings_nothing():
    pytest.importorskip("genanki")
    run("gru", "--to", "anki")
    assert "No answer was found" in run("--import", "gru.apkg", of=progress).output

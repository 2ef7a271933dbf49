"""Real commands in German: no English is left in the interface, widths and plurals are right, errors are one clear line."""

import contextlib
import fcntl
import io
import os
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from dlteach import language
from dlteach.cli import group, run
from dlteach.drill.cards import cards_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "pack" / "autoencoder_pack"
# small English words that are no German ones; what follows a hyphen is an option
ENGLISH = re.compile(
    r"(?<![-`\w/.])(the|and|of|with|your|what|which|are|is|this|that|to|for|from|or|by|it|its|you|not|how|more|there)"
    r"(?![-\w])",
    re.IGNORECASE,
)
COMMANDS = group.list_commands(None)


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DLTEACH_LANG", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    cards_of.cache_clear()
    yield
    cards_of.cache_clear()
    language.use("en")


@pytest.fixture
def pack(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "autoencoder_pack", ignore=shutil.ignore_patterns("__pycache__")))


def german(capsys, *arguments):
    code = run(["--lang", "de", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def english_in(text):
    return [line for line in text.splitlines() if ENGLISH.search(line)]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_help_is_in_german(command, capsys):
    code, out, _ = german(capsys, *([command] if command else []), "--help")
    assert code == 0
    assert out.startswith("Aufruf: ")
    assert "Diese Hilfe zeigen und beenden." in out
    assert not english_in(out)
    assert run([*([command] if command else []), "--help"]) == 0
    assert "Show this message and exit." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["topic"], 2, "Fehler: Es gibt keinen Befehl „topic“. Meintest du „topics“?"),
        (["quiz", "lstm", "--cout", "3"], 2, "Fehler: Eine Option"),
        (["quiz"], 2, "Fehler: Nenne ein Thema, etwa `dlteach quiz lstm`"),
        (["lesson"], 2, "Fehler: Es fehlt ein Argument 'THEMA'"),
        (["lesson", "cnn", "--epochs", "none"], 2, "Fehler: Ungültiger Wert für '--epochs'"),
        (["lesson", "cnm"], 2, "dlteach: Es gibt keine Lektion 'cnm'. Meintest du 'cnn'"),
        (["lesson", "cnn", "--set", "filtres=3"], 2, "dlteach: Die Lektion cnn hat keine Einstellung „filtres“."),
        (["glossary", "tyde"], 2, "dlteach: Das Glossar hat keinen Begriff 'tyde'."),
        (["--from", "nowhere", "topics"], 2, "dlteach: Es gibt kein Paket '"),
        (["progress", "--import", "nowhere.jsonl"], 1, "Die Datei ist nicht lesbar"),
        (["progress", "--set", "retention=2"], 2, "ist eine Zahl von 0.7 bis 0.99."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_an_error_is_told_in_german(arguments, code, told, capsys):
    found, _, err = german(capsys, *arguments)
    assert found == code
    assert told in err
    assert not english_in(err)


def test_lists_and_progress_have_german_frames_and_plurals(pack, capsys):
    code, out, _ = german(capsys, "topics")
    assert code == 0
    assert "nicht begonnen" in out
    assert out.splitlines()[0] == "Themen"
    code, out, _ = german(capsys, "--from", pack, "glossary")
    assert re.search(r"^\d[\d,.]* Begriffe$", out, re.MULTILINE)
    assert "heißt auch" in out
    code, out, _ = german(capsys, "--from", pack, "glossary", "reconstruction loss")
    assert code == 0
    told = " ".join(out.split())
    assert told.startswith("Rekonstruktionsfehler (Rekonstruktionsverlust, reconstruction error, reconstruction loss)")
    assert not english_in(out.partition(")")[2])
    code, out, _ = german(capsys, "progress")
    assert "Es gibt noch keine Antworten." in out
    assert not english_in(out)
    code, out, _ = german(capsys, "review")
    assert out.startswith("Es gibt noch nichts zu wiederholen.")


def test_a_quiz_of_a_translated_deck_is_german_through_and_through(pack, capsys):
    code, out, _ = german(capsys, "--trust", "--from", pack, "quiz", "autoencoder", "--cram", "--seed", "3")
    assert code == 0
    assert "1 von 8" in out
    assert "Welche Labels braucht ein Autoencoder für sein Training?" in out
    assert "Wie viele Parameter hat er?" in out
    assert not english_in(out), english_in(out)
    assert max(map(len, out.splitlines())) <= 80
    # and it is English again for whoever asks next in this process
    cards_of.cache_clear()
    assert run(["--trust", "--from", str(pack), "quiz", "autoencoder", "--cram", "--seed", "3"]) == 0
    assert "Which labels does an autoencoder need for its training?" in capsys.readouterr().out


def test_answers_given_in_one_language_count_in_the_other(pack, capsys):
    for code in ("de", "en"):
        cards_of.cache_clear()
        assert run(["--lang", code, "--trust", "--from", str(pack), "quiz", "autoencoder", "--seed", "1"]) == 0
    capsys.readouterr()
    assert run(["--lang", "de", "--from", str(pack), "check", str(pack), "--no-run"]) == 0
    assert "Alles in Ordnung: kein Fehler gefunden." in capsys.readouterr().out


def test_a_language_that_nothing_is_in_is_refused_in_one_line_that_lists_what_there_is(pack, capsys):
    assert run(["--lang", "tlh", "topics"]) == 2
    assert "There is no language “tlh”. There are: de, en." in capsys.readouterr().err
    assert run(["--lang", "\x1b[31m", "topics"]) == 2
    assert "\x1b" not in capsys.readouterr().err
    (pack / "lessons" / "autoencoder.de.md").rename(pack / "lessons" / "autoencoder.tlh.md")
    # one lesson of a pack is enough, and the interface stays English
    assert run(["--lang", "tlh", "--from", str(pack), "topics"]) == 0
    assert "not begun" in capsys.readouterr().out


@pytest.mark.parametrize("variable", ["DLTEACH_LANG", "LC_ALL", "LANG"])
@pytest.mark.parametrize(("value", "first"), [("de_DE.UTF-8", "Themen"), ("C", "Topics"), ("xx_YY", "Topics")])
def test_the_environment_names_a_language_and_an_unknown_one_means_english(variable, value, first, monkeypatch, capsys):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    assert run(["topics"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == first


def screens(arguments, keys, home):
    """What a real terminal of 80 columns and 24 rows shows at each stop."""
    pyte = pytest.importorskip("pyte")
    screen = pyte.Screen(80, 24)
    stream = pyte.ByteStream(screen)
    controller, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "DLTEACH_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "dlteach", *map(str, arguments)]
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment)
    os.close(terminal)
    shown = []
    for prompt, key in keys:
        with contextlib.suppress(OSError):
            while prompt not in "\n".join(screen.display) and select.select([controller], [], [], 60)[0]:
                stream.feed(os.read(controller, 65536))
        shown.append("\n".join(line.rstrip() for line in screen.display).rstrip())
        os.write(controller, key)
    process.terminate()
    process.wait(30)
    os.close(controller)
    return shown


def test_a_terminal_speaks_german_from_the_question_to_the_help(pack, tmp_path):
    arguments = ["--lang", "de", "--trust", "--from", pack, "quiz", "autoencoder", "--cram", "--kind", "written"]
    question, verdict, _ = screens(
        arguments, [("Deine Antwort:", b"9\r"), ("von 1 bis 3", b"?\r"), ("Befehle:", b"q\r")], tmp_path
    )
    assert "1–3 wählen · Enter zeigt die Antwort" in question
    assert "Gib eine Zahl von 1 bis 3 ein." in verdict
    assert not english_in(question + verdict)


def test_a_lesson_s_title_page_and_keys_are_german(pack, tmp_path):
    arguments = ["--lang", "de", "--trust", "--from", pack, "lesson", "autoencoder", "--device", "cpu"]
    title, first = screens(arguments, [("q beenden", b"\r"), ("Andere Tiefen", b"q\r")], tmp_path)
    assert "etwa 8 Minuten · 2 Abschnitte" in title
    assert "Abschnitte: Kurz gesagt · Handschrift zusammendrücken" in title
    assert "Trainiert mit " in title
    assert "Das ist der Überblick in der Tiefe basic." in first
    assert not english_in(title + first)

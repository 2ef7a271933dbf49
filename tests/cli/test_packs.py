"""A stranger's pack: used from a folder, its Python runs only with consent, and its text cannot steer the terminal."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dlteach.cli import run
from dlteach.content.packs import fingerprint, python_files
from dlteach.drill.cards import cards_of
from dlteach.errors import ContentError

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "pack" / "autoencoder_pack"


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    cards_of.cache_clear()
    yield
    cards_of.cache_clear()


@pytest.fixture
def pack(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "autoencoder_pack", ignore=shutil.ignore_patterns("__pycache__")))


def dlteach(*arguments, **options):
    command = [sys.executable, "-m", "dlteach", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, **options)


def test_a_folder_is_used_where_it_is_named(pack, monkeypatch, capsys):
    assert run(["--from", str(pack), "glossary", "reconstruction loss"]) == 0
    assert "what went in" in capsys.readouterr().out
    assert run(["glossary", "reconstruction loss"]) == 2
    monkeypatch.setenv("DLTEACH_PACKS", str(pack))
    assert run(["glossary", "reconstruction loss"]) == 0


def test_its_python_does_not_run_without_consent(pack, capsys):
    marker = pack.parent / "ran"
    (pack / "quizzes" / "autoencoder.py").write_text(
        "from pathlib import Path\n"
        f"Path({str(marker)!r}).touch()\n"
        "from dlteach.drill.computed import computed\n"
        "from dlteach.drill.question import Question\n"
        '@computed("autoencoder/sum")\n'
        "def total(rng):\n    return Question('1 + 1?', answer=2)\n",
        encoding="utf-8",
    )
    done = dlteach("--from", pack, "quiz", "autoencoder", "--plain")
    assert not marker.exists()
    assert "has not been allowed" in done.stderr
    dlteach("--from", pack, "--trust", "quiz", "autoencoder", "--plain")
    assert marker.exists()
    marker.unlink()
    # it is remembered for this code, and for no other
    dlteach("--from", pack, "quiz", "autoencoder", "--plain")
    assert marker.exists()
    marker.unlink()
    with (pack / "lessons" / "autoencoder.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    dlteach("--from", pack, "quiz", "autoencoder", "--plain")
    assert not marker.exists()


@pytest.mark.parametrize(("answer", "runs"), [(b"y\n", True), (b"\n", False), (b"n\n", False)])
def test_at_a_terminal_it_is_asked_and_said_what_would_run(pack, answer, runs):
    (pack / "lessons" / "zz\x1b[31m.py").touch()
    controller, terminal = os.openpty()
    command = [sys.executable, "-m", "dlteach", "--from", str(pack), "export", "autoencoder", "--to", "json"]
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=pack.parent)
    os.close(terminal)
    told = b""
    while b"[y/N]" not in told:
        told += os.read(controller, 4096)
    os.write(controller, answer)
    try:
        while more := os.read(controller, 4096):
            told += more
    except OSError:
        # the other side has been closed: the program has ended
        pass
    assert process.wait(30) == 0
    os.close(controller)
    assert b"quizzes/autoencoder.py" in told
    assert b"with your rights" in told
    assert b"\x1b[31m" not in told
    deck = (pack.parent / "autoencoder.json").read_text(encoding="utf-8")
    assert ("autoencoder/parameters" in deck) == runs


def test_a_lesson_without_consent_is_refused_in_one_line(pack):
    done = dlteach("--from", pack, "lesson", "autoencoder", "--yes", "--plain")
    assert done.returncode == 1
    assert "holds Python that you have not allowed to run" in done.stderr
    assert "Traceback" not in done.stderr


def test_escape_sequences_are_shown_as_text(pack):
    lesson = pack / "lessons" / "autoencoder.md"
    text = lesson.read_text(encoding="utf-8").replace("Squeeze handwriting", "Squeeze \x1b]0;owned\x07 handwriting")
    lesson.write_text(text.replace("summary: A network", "summary: A \x9bnetwork"), encoding="utf-8")
    deck = pack / "quizzes" / "autoencoder.yaml"
    text = deck.read_text(encoding="utf-8").replace("term: reconstruction error", 'term: "recon\\e[31mstruction error"')
    deck.write_text(text, encoding="utf-8")
    for arguments in (["check", pack, "--no-run"], ["--from", pack, "glossary"], ["--from", pack, "topics"]):
        done = dlteach(*arguments)
        assert "\x1b" not in done.stdout + done.stderr
        assert "\x9b" not in done.stdout + done.stderr
        assert "\x07" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_link_out_of_the_pack_is_not_followed(pack, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text((pack / "quizzes" / "autoencoder.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (pack / "quizzes" / "autoencoder.yaml").unlink()
    (pack / "quizzes" / "autoencoder.yaml").symlink_to(secret)
    assert run(["--from", str(pack), "glossary", "reconstruction loss"]) == 2
    code = tmp_path / "elsewhere.py"
    code.touch()
    (pack / "lessons" / "more.py").symlink_to(code)
    with pytest.raises(ContentError, match="leads out of its pack"):
        python_files(pack)


def test_any_change_of_the_code_changes_the_fingerprint(pack):
    before = fingerprint(pack)
    (pack / "lessons" / "autoencoder.md").write_text("text is no code", encoding="utf-8")
    assert fingerprint(pack) == before
    (pack / "new.py").touch()
    assert fingerprint(pack) != before


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path, capsys):
    assert run(["--from", str(tmp_path / "nowhere"), "topics"]) == 2
    assert "There is no pack" in capsys.readouterr().err


@pytest.mark.slow
def test_the_example_pack_proves_itself(pack):
    done = dlteach("--trust", "check", pack, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "train train ran in" in done.stdout
    assert "All is well" in done.stdout

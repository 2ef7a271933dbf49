"""Jupyter Book builds `lessons/` as it stands, with warnings as errors."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_extension_knows_every_directive_of_lessons():
    pytest.importorskip("docutils")
    from dlteach.content.directives import _READERS
    from dlteach.export.sphinx_directives import NAMES

    assert set(NAMES) == set(_READERS)


@pytest.mark.slow
def test_the_book_builds(tmp_path):
    if importlib.util.find_spec("jupyter_book") is None:
        pytest.skip("needs jupyter-book, of the extra `book`")
    book = Path(shutil.copytree(ROOT / "lessons", tmp_path / "lessons", ignore=shutil.ignore_patterns("__pycache__")))
    # the package has no __main__; its script need not be on the path
    program = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()"]
    command = [*program, "build", str(book), "--warningiserror", "--keep-going"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    page = (book / "_build" / "html" / "cnn.html").read_text(encoding="utf-8")
    assert "Runs in the lesson" in page
    assert "conv2d" in page

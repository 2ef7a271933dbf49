import shutil
from pathlib import Path

import pytest

from dlteach.content.files import Home
from dlteach.drill.cards import cards_of

SOURCE = Path(__file__).with_name("mischief")


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A deck with every kind of question and text that any format could stumble over; returns its file."""
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    folder = tmp_path / "pack" / "mischief_pack"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.setattr("dlteach.drill.decks.deck_homes", lambda: iter([Home("mischief_pack", folder)]))
    cards_of.cache_clear()
    yield folder / "mischief.yaml"
    cards_of.cache_clear()

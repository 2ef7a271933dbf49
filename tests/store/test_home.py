import pytest

from dlteach.errors import JournalError
from dlteach.store import home


def test_the_variable_names_the_folder_and_it_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "deep" / "inside"))
    assert home() == tmp_path / "deep" / "inside"
    assert home().is_dir()


def test_the_platform_folder_without_the_variable(tmp_path, monkeypatch):
    monkeypatch.delenv("DLTEACH_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert home().name == "dlteach"
    assert tmp_path in home().parents


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(JournalError, match="DLTEACH_HOME"):
        home()

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


def test_a_user_without_a_home_folder_is_told_and_no_folder_is_made(tmp_path, monkeypatch):
    # as for a user whom the machine does not know, in some containers
    monkeypatch.setattr("platformdirs.user_data_dir", lambda name: "~/.local/share/" + name)
    monkeypatch.delenv("DLTEACH_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(JournalError, match=r"no home folder.*DLTEACH_HOME"):
        home()
    assert not list(tmp_path.iterdir())


def test_an_unknown_user_in_its_name_is_told(monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", "~nobody-of-this-name/x")
    with pytest.raises(JournalError, match=r"nobody-of-this-name.*DLTEACH_HOME"):
        home()

"""What `dlteach new` writes is proved by `dlteach check` as it stands, and never written over anything."""

from dlteach.cli import run


def test_a_new_pack_passes_its_check(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    pack = tmp_path / "my_pack"
    assert run(["new", "lesson", "sorting", "--in", str(pack)]) == 0
    assert run(["new", "deck", "sorting", "--in", str(pack)]) == 0
    capsys.readouterr()
    assert run(["--trust", "check", str(pack), "--no-run"]) == 0
    out = capsys.readouterr().out
    assert "min to read" in out
    assert "All is well" in out
    assert run(["--from", str(pack), "glossary", "first term of sorting"]) == 0


def test_nothing_is_written_over(tmp_path, capsys):
    assert run(["new", "deck", "sorting", "--in", str(tmp_path)]) == 0
    deck = tmp_path / "quizzes" / "sorting.yaml"
    deck.write_text("mine", encoding="utf-8")
    assert run(["new", "deck", "sorting", "--in", str(tmp_path)]) == 2
    assert deck.read_text(encoding="utf-8") == "mine"
    assert "is there already" in capsys.readouterr().err


def test_a_name_that_cannot_be_used_or_is_taken(tmp_path, capsys):
    assert run(["new", "lesson", "../evil", "--in", str(tmp_path)]) == 2
    assert run(["new", "lesson", "cnn", "--in", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []

"""`dlteach check` prints one line a fault and says with its exit code whether there was one."""

from dlteach.cli import run


def test_all_is_well_with_what_ships(capsys):
    assert run(["check"]) == 0
    assert capsys.readouterr().out == "All is well: no fault found.\n"


def test_every_fault_is_one_unbroken_line_with_its_place(tmp_path, capsys):
    deck = tmp_path / "waves.yaml"
    deck.write_text("topic: wives\nterms:\n  - id: waves/crest\n    term: crest\n", encoding="utf-8")
    assert run(["check", str(tmp_path)]) == 1
    *faults, summary = capsys.readouterr().out.splitlines()
    assert [fault.split(": ")[0] for fault in faults] == [f"{deck}:1", f"{deck}:3"]
    assert "Write 'topic: waves'." in faults[0]
    assert summary == "2 faults found."


def test_a_path_without_content_is_wrong_usage(tmp_path, capsys):
    assert run(["check", str(tmp_path)]) == 2
    assert run(["check", str(tmp_path / "nowhere")]) == 2
    assert "no lesson or deck" in capsys.readouterr().err

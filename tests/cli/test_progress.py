import json
from datetime import date

import pytest
from click.testing import CliRunner

from dlteach.cli.progress import command
from dlteach.drill.schedule import Schedule
from dlteach.errors import DlteachError, JournalError, UsageError
from dlteach.store import AGAIN, GOOD, Journal, home


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(command, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def answered():
    with Journal.open() as journal:
        for _ in range(2):
            for card in ("lstm/gate#term", "lstm/cell-state#term"):
                journal.record_review(card, GOOD, Schedule(), chance=0.93)
        journal.record_review("lstm/gate#term", AGAIN, Schedule(), chance=0.95)
        journal.record_practice("lstm/gate#term", GOOD)


def test_an_empty_journal_says_how_to_begin():
    assert "dlteach lesson cnn" in run("--plain").output


def test_json_holds_the_figures(answered):
    told = json.loads(run("--json").output)
    assert told["reviews"] == 5
    assert told["practised"] == 1
    assert told["topics"]["lstm"]["seen"] == 2
    assert told["hardest"] == [{"card": "lstm/gate#term", "forgotten": 1, "asked": 3}]
    assert told["days_in_a_row"] == 1
    (near, high) = told["calibration"]
    assert (near["answers"], near["recalled"]) == (4, 1.0)
    assert (high["answers"], high["recalled"]) == (1, 0.0)
    assert sum(told["coming"].values()) == 2
    assert date.fromisoformat(told["today"])


def test_it_is_told_in_words(answered):
    shown = run("--plain").output
    assert "5 answers on 1 day" in shown
    assert "lstm/gate#term" in shown
    assert "\x1b" not in shown


def test_export_and_import_twice(answered, folder, monkeypatch):
    file = str(folder / "log.jsonl")
    assert "7 events" in run("--export", file).output
    monkeypatch.setenv("DLTEACH_HOME", str(folder / "other"))
    assert "7 new events" in run("--import", file).output
    assert "0 new events" in run("--import", file).output
    assert json.loads(run("--json").output)["reviews"] == 5


def test_imported_settings_move_what_is_due_as_they_do_at_home(answered, folder, monkeypatch):
    run("--set", "retention=0.75", "--export", str(folder / "mine.jsonl"))
    with Journal.open() as journal:
        there = journal.states()
    monkeypatch.setenv("DLTEACH_HOME", str(folder / "elsewhere"))
    run("--import", str(folder / "mine.jsonl"))
    with Journal.open() as journal:
        assert journal.states() == there
        journal.rebuild(Schedule(retention=0.75))
        assert journal.states() == there


def test_a_wrong_file_is_a_clear_error(folder):
    (folder / "x").write_text("hello")
    with pytest.raises(JournalError, match="not an event"):
        run("--import", str(folder / "x"))


def test_settings_are_checked_and_the_retention_moves_what_is_due():
    with Journal.open() as journal:
        journal.record_review("lstm/gate#term", 4, Schedule())
        before = journal.state("lstm/gate#term").memory.due
    assert "retention is 0.97 now" in run("--set", "retention=0.97").output
    with Journal.open() as journal:
        assert journal.state("lstm/gate#term").memory.due < before
    for wrong in ("retention=2", "retention=high", "colour=red", "new"):
        result = run("--set", wrong)
        assert result.exit_code == 2
        assert "--set" in result.output


def test_suspended_cards_are_resumed():
    with Journal.open() as journal:
        journal.suspend("lstm/gate#term", Schedule())
    assert "lstm/gate#term" in run("--resume", "all").output
    with Journal.open() as journal:
        assert not journal.state("lstm/gate#term").suspended


def test_a_sound_journal_is_not_replaced_by_a_backup():
    with Journal.open() as journal:
        journal.back_up_daily()
        journal.record_review("lstm/gate#term", GOOD, Schedule())
    with pytest.raises(UsageError, match="sound"):
        run("--restore")
    assert json.loads(run("--json").output)["reviews"] == 1


def test_a_damaged_journal_is_restored():
    with Journal.open() as journal:
        journal.record_review("lstm/gate#term", GOOD, Schedule())
        journal.back_up_daily()
    (home() / "journal.db").write_bytes(b"spilt coffee" * 1000)
    with pytest.raises(JournalError, match="--restore"):
        run("--json")
    assert "journal-damaged-" in run("--restore").output
    assert json.loads(run("--json").output)["reviews"] == 1


def test_a_report_holds_the_figures_and_needs_nothing_else(answered, folder):
    file = folder / "mine.html"
    assert "mine.html" in run("--report", str(file), "--plain").output.replace("\n", "")
    page = file.read_text(encoding="utf-8")
    assert "5 answers on 1 day of the last year" in page
    assert "lstm/gate#term" in page
    assert page.count("<svg") == 3
    assert "Of 4 answers predicted at 93%, 100% were right; of 1 answer predicted at 95%, 0% were right." in page
    assert "http-equiv" in page
    assert "src=" not in page


def test_a_report_of_an_empty_journal_says_how_to_begin(folder):
    run("--report", str(folder / "mine.html"), "--plain")
    assert "dlteach lesson cnn" in (folder / "mine.html").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_a_clear_error(answered, folder):
    with pytest.raises(DlteachError, match="cannot write"):
        run("--report", str(folder / "nowhere" / "mine.html"))


def test_pictures_are_told_in_words(answered):
    shown = run("--plain").output
    assert "Cards that come in the next 14 days: " in shown
    assert "5 answers in 12 weeks" in shown


def test_what_cannot_be_written_is_read(answered, folder, monkeypatch):
    from dlteach.store import journal, opening

    def refuse(path):
        raise opening.UnwritableJournal("Your journal cannot be written", "Make it writable.")

    monkeypatch.setattr(journal, "connect", refuse)
    before = {file.name for file in home().iterdir()}
    assert json.loads(run("--json").output)["reviews"] == 5
    assert {file.name for file in home().iterdir()} - before <= {"cache"}
    with pytest.raises(JournalError, match="cannot be written"):
        run("--set", "new=5")

import os
import subprocess
import sys

import pytest

from dlteach.content import decks as parser
from dlteach.drill import decks
from dlteach.errors import UsageError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_topics_and_places_are_the_parsers():
    assert decks.topics() == parser.deck_topics()
    for topic in decks.topics():
        home, path = decks.place_of(topic)
        assert f"{home.package}.{path.stem}" == (parser.deck_module(topic) or f"dlteach.quizzes.{topic}")


@pytest.mark.parametrize("topic", decks.topics())
def test_a_cached_deck_equals_the_parsed_one(topic, monkeypatch):
    assert decks.deck_of(topic) == parser.load_deck(topic)
    monkeypatch.setattr(parser, "read_deck", lambda path: pytest.fail("it was parsed again"))
    assert decks.deck_of(topic) == decks.deck_of(topic)
    monkeypatch.undo()
    assert decks.deck_of(topic) == parser.load_deck(topic)


def test_an_edited_deck_is_read_again(tmp_path, monkeypatch):
    file = tmp_path / "toy.yaml"
    text = "topic: toy\nterms:\n  - id: toy/gate\n    term: gate\n    definition: {}\n"
    monkeypatch.setattr(decks, "find_topic", lambda *arguments: (None, file))
    file.write_text(text.format("It scales."))
    assert decks.deck_of("toy").terms[0].definition == "It scales."
    file.write_text(text.format("It scaled."))
    os.utime(file, ns=(1, 1))
    assert decks.deck_of("toy").terms[0].definition == "It scaled."


@pytest.mark.parametrize("damage", ["", "not json", "{}", '{"key": 1}', "[]"])
def test_a_damaged_cache_is_no_harm(home, damage):
    topic = decks.topics()[0]
    decks.deck_of(topic)
    (home / "cache" / f"{topic}.json").write_text(damage)
    assert decks.deck_of(topic) == parser.load_deck(topic)


def test_a_cache_that_cannot_be_written_is_no_harm(home):
    home.mkdir()
    (home / "cache").write_text("in the way")
    topic = decks.topics()[0]
    assert decks.deck_of(topic) == parser.load_deck(topic)


def test_an_unknown_topic_is_a_usage_error():
    with pytest.raises(UsageError, match="lstn"):
        decks.deck_of("lstn")


@pytest.mark.parametrize("command", [["quiz", "lstm", "--seed", "1"], ["review", "--count", "3", "--seed", "1"]])
def test_the_first_prompt_waits_for_nothing_it_does_not_need(command):
    code = (
        "import sys\n"
        "from dlteach.screen import Screen\n"
        "def ask(self, *arguments, **options):\n"
        "    late = {'yaml', 'fsrs', 'msgspec', 'markdown_it', 'keras', 'numpy', 'importlib.metadata'}\n"
        "    print('IMPORTED', sorted(late & set(sys.modules)))\n"
        "    raise EOFError\n"
        "Screen.ask = ask\n"
        "from dlteach.cli import run\n"
        f"run({command!r})\n"
    )
    # the first start fills the cache and gives review something to do
    answers = [sys.executable, "-m", "dlteach", "quiz", "lstm", "--kind", "choice", "--count", "2"]
    subprocess.run(answers, input="1\n1\n", text=True, capture_output=True, check=True)
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "IMPORTED []" in shown

import os
import random
import shutil
import time

import pytest

from dlteach.content import files
from dlteach.drill import index
from dlteach.drill.cards import computed_cards, deck_cards
from dlteach.drill.computed import generators
from dlteach.drill.decks import deck_of, topics
from dlteach.errors import ContentError
from dlteach.store import cache

DECK = """topic: {topic}
terms:
  - id: {topic}/gate
    term: gate
    definition: Scales what passes.
    confused_with: [other/valve]
"""
CODE = """from dlteach.drill import Question, computed

@computed("toy/sum")
def sum_of_two(rng):
    return Question("2 + 2?", answer={answer})
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))


@pytest.fixture
def quizzes(tmp_path, monkeypatch):
    """A folder of decks as our own is, long since written."""
    folder = tmp_path / "toy_quizzes"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "toy.yaml").write_text(DECK.format(topic="toy"))
    (folder / "toy.py").write_text(CODE.format(answer=4))
    for file in folder.iterdir():
        os.utime(file, (1, 1))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("dlteach.drill.decks.deck_homes", lambda: iter([files.Home("toy_quizzes", folder)]))
    # the Python of this checkout may have been edited a moment ago, too
    monkeypatch.setattr(cache, "_LOADED", time.time_ns() + 10**12)
    cache.code_stamp.cache_clear()
    yield folder
    cache.code_stamp.cache_clear()


def told(cards):
    return [(card.id, card.kind, card.source, card.confused_with, card.lesson, card.subject) for card in cards]


def from_the_index(monkeypatch):
    """The toy cards of the index; None where they had to be made."""
    with monkeypatch.context() as patch:
        patch.setattr(index, "deck_of", lambda topic: pytest.fail("made again"))
        try:
            return index.indexed("toy")
        except pytest.fail.Exception:
            return None


@pytest.mark.parametrize("topic", topics())
def test_indexed_cards_are_the_made_ones_and_ask_the_same(topic):
    made = (*deck_cards(deck_of(topic)), *computed_cards(generators(topic)))
    for _ in ("made", "read"):
        cards = index.indexed(topic)
        assert told(cards) == told(made)
        for card, other in zip(cards, made, strict=True):
            assert card.question(random.Random(5)) == other.question(random.Random(5))


def test_nothing_is_made_before_it_is_asked(quizzes, monkeypatch):
    made = index.indexed("toy")
    assert "toy/sum" in [card.id for card in made]
    assert told(from_the_index(monkeypatch)) == told(made)
    monkeypatch.setattr(index, "generators", lambda topic: pytest.fail("imported"))
    (card,) = [card for card in index.indexed("toy") if card.id == "toy/gate#term"]
    assert card.question(random.Random(0)).answer == "Scales what passes."


def test_an_edited_deck_is_indexed_again(quizzes, monkeypatch):
    index.indexed("toy")
    file = quizzes / "toy.yaml"
    file.write_text(file.read_text().replace("toy/gate", "toy/door"))
    # whoever copies files may keep their times
    os.utime(file, (1, 1))
    assert from_the_index(monkeypatch) is None
    assert "toy/door#term" in [card.id for card in index.indexed("toy")]


def test_a_term_of_another_deck_makes_a_pair_as_soon_as_it_is_there(quizzes, monkeypatch):
    assert "toy/gate#or-valve" not in [card.id for card in index.indexed("toy")]
    other = quizzes / "other.yaml"
    other.write_text(DECK.format(topic="other").replace("    confused_with: [other/valve]\n", ""))
    assert from_the_index(monkeypatch) is None
    assert "toy/gate#or-valve" not in [card.id for card in index.indexed("toy")]
    other.write_text(other.read_text().replace("id: other/gate", "id: other/valve"))
    cards = {card.id: card for card in index.indexed("toy")}
    assert "toy/gate#or-valve" in cards
    assert told(from_the_index(monkeypatch)) == told(cards.values())
    other.unlink()
    assert "toy/gate#or-valve" not in [card.id for card in index.indexed("toy")]


@pytest.mark.parametrize("name", ["toy.py", "helper.py"])
def test_changed_code_is_indexed_again(quizzes, monkeypatch, name):
    index.indexed("toy")
    (quizzes / name).write_text(CODE.format(answer=22))
    # a process looks at its code once; the next one
    cache.code_stamp.cache_clear()
    assert from_the_index(monkeypatch) is None


def test_code_edited_while_the_program_runs_leaves_no_index(quizzes, monkeypatch):
    monkeypatch.setattr(cache, "_LOADED", 0)
    index.indexed("toy")
    cache.code_stamp.cache_clear()
    assert from_the_index(monkeypatch) is None


def test_a_card_that_went_away_during_the_session_is_named(quizzes, monkeypatch):
    index.indexed("toy")
    cards = index.indexed("toy")
    file = quizzes / "toy.yaml"
    file.write_text(file.read_text().replace("toy/gate", "toy/door"))
    with pytest.raises(ContentError, match=r"toy\.yaml.*'toy/gate#.*' is gone"):
        cards[0].question(random.Random(0))


def test_packs_by_others_are_not_indexed(quizzes, monkeypatch):
    pack = shutil.copytree(quizzes, quizzes.parent / "pack")
    monkeypatch.setattr("dlteach.drill.decks.deck_homes", lambda: iter([files.Home("pack", pack, pack)]))
    monkeypatch.setattr("dlteach.drill.consent.is_allowed", lambda pack: False)
    assert "toy/sum" not in [card.id for card in index.indexed("toy")]
    assert from_the_index(monkeypatch) is None

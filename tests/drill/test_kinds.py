from collections import Counter

import pytest

from dlteach.content.deck import QUESTION_KINDS
from dlteach.drill.cards import SOURCES, cards_of
from dlteach.drill.decks import topics
from dlteach.drill.kinds import KINDS, kinds_of, subject
from dlteach.drill.starting import practise
from dlteach.store import Journal

CARDS = [card for topic in topics() for card in cards_of(topic)]


def test_every_kind_has_cards_and_every_card_has_a_named_kind():
    counted = Counter(kind for card in CARDS for kind in kinds_of(card))
    assert set(counted) == set(KINDS)
    assert all(count >= 5 for count in counted.values()), counted
    assert set(QUESTION_KINDS) | set(SOURCES) <= set(KINDS)


@pytest.mark.parametrize(
    ("id", "prompt", "about"),
    [
        ("keras/stack-shape", "What does it print?\n\n```python\nprint(1)\n```", "code"),
        ("keras/broken-scaling", "What is wrong?\n\n```python\nprint(1)\n```", "broken"),
        ("keras/batch", "Complete: `layers.Dense(____)`", ""),
    ],
)
def test_what_a_question_is_about(id, prompt, about):
    assert subject(id, prompt) == about


@pytest.mark.parametrize("kind", KINDS)
def test_only_cards_of_the_kind_are_asked(tmp_path, kind):
    with Journal.open(tmp_path / "journal.db") as journal:
        session = practise(journal, CARDS, kinds=[kind], count=5, seed=1)
        by_id = {card.id: card for card in CARDS}
        while question := session.next():
            assert kind in kinds_of(by_id[question.id])
            session.skip()


def test_the_faults_of_broken_models_and_the_outputs_of_programs_are_asked():
    assert sum(card.subject == "broken" for card in CARDS) >= 10
    assert sum(card.subject == "code" and card.source == "computed" for card in CARDS) >= 5
    pairs = [card for card in CARDS if card.subject == "pair"]
    assert all("or-" in card.id and card.source == "term" for card in pairs)
    assert len(pairs) >= 100

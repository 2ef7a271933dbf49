import pytest

from dlteach.content.files import Home
from dlteach.drill.cards import cards_of

DECK = """
topic: mischief
terms:
  - {id: mischief/one, term: '<b>bold</b> gate', definition: 'Closes when x < 1 & y > 2; costs {a: 1} = 50 %.', aliases: ['gate #1'], lesson: mischief-start, confused_with: [mischief/two]}
  - {id: mischief/two, term: 'second gate', definition: 'Opens "wide", \\(x^2\\) times, [sound:a.mp3] ~ never.', acronym: SG}
  - {id: mischief/three, term: 'third gate', definition: 'Path C:\\new\\temp -> nowhere.'}
  - {id: mischief/four, term: 'fourth gate', definition: '<script>alert(1)</script> // no comment'}
memory_aids:
  - {id: mischief/gem, kind: memory gem, phrase: 'Gates = {Open} Paths', meaning: 'Gates let things by.', letters: [[G, Gates], [O, Open]]}
questions:
  - {id: mischief/pick, kind: choice, prompt: 'What is `a < b`?', answer: 'a <i>comparison</i>', explanation: '**Less** than.', hint: 'Look & see', choices: [{text: '[html] a tag', remark: 'No: <tag>.'}, {text: '%50% of it', remark: 'Half = wrong.'}]}
  - {id: mischief/several, kind: several, prompt: 'Which are even?', answers: ['2', '4', '6'], choices: [{text: '3', remark: 'Odd.'}], explanation: Halves.}
  - {id: mischief/order, kind: order, prompt: 'Put in order.', answers: ['first -> a', 'second = b', 'third'], explanation: So.}
  - {id: mischief/match, kind: match, prompt: 'Match.', pairs: [['a -> b', '1 = one'], ['c', '2 ~ two'], ['d', '3 # three']], explanation: So.}
  - {id: mischief/typed, kind: typed, prompt: 'Name the *star*.', answer: 'a*b', aliases: ['A times B'], explanation: So.}
  - {id: mischief/gap, kind: cloze, prompt: 'A gate {{opens}} here.', answer: opens, explanation: So.}
  - {id: mischief/count, kind: number, prompt: 'How many?', answer: '61,706', explanation: So.}
  - {id: mischief/part, kind: number, prompt: 'Which part?', answer: '0.125', explanation: So.}
  - {id: mischief/shape, kind: shape, prompt: 'Which shape?', answer: '(26, 26, 32)', explanation: So.}
  - {id: mischief/told, kind: flash, prompt: 'Tell me.', answer: 'It </script> ends.', explanation: So.}
"""
COMPUTED = """
from dlteach.drill import Question, computed

@computed("mischief/sum")
def add(rng):
    a, b = rng.randint(1, 99), rng.randint(1, 99)
    return Question(f"{a} + {b} = ?", answer=a + b, mistakes={a * b + 1000: "That is a product & more."})
"""


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """A deck with every kind of question and text that every format could stumble over; returns its file."""
    monkeypatch.setenv("DLTEACH_HOME", str(tmp_path / "home"))
    folder = tmp_path / "pack" / "mischief_pack"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "mischief.py").write_text(COMPUTED, encoding="utf-8")
    deck = folder / "mischief.yaml"
    deck.write_text(DECK, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.setattr("dlteach.drill.decks.deck_homes", lambda: iter([Home("mischief_pack", folder)]))
    cards_of.cache_clear()
    yield deck
    cards_of.cache_clear()

"""A small generated corpus for one network with three trades: small talk, answering questions, summing up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PRONOUNS = {
    "anna": "she", "ben": "he", "clara": "she", "david": "he", "emma": "she", "felix": "he", "greta": "she", "hugo": "he",
    "ida": "she", "jan": "he", "lena": "she", "max": "he",
}  # fmt: skip
NAMES = tuple(PRONOUNS)
PLACES = ("garden", "kitchen", "library", "harbour", "station", "market", "tower", "museum")
TIMES = ("in the morning", "at noon", "in the evening")
DEEDS = ("sings", "paints", "sleeps", "cooks", "reads", "swims", "dances", "waits", "writes", "digs")
THINGS = ("book", "lamp", "rope", "map", "violin", "key", "coat", "bell")
MOODS = {
    "happy": "i am glad to hear that",
    "well": "i am glad to hear that",
    "proud": "i am glad to hear that",
    "sad": "i am sorry to hear that",
    "tired": "i am sorry to hear that",
    "lonely": "i am sorry to hear that",
}
TRADES = ("dialogue", "question", "summary")
END = "<end>"


@dataclass(frozen=True)
class Piece:
    """One text of the corpus: what is given, and what a good answer to it is, both as words."""

    trade: str
    given: tuple[str, ...]
    answer: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The whole text with its end sign."""
        return (*self.given, *self.answer, END)


def write(count: int, seed: int) -> list[Piece]:
    """Writes so many different texts; half of them are questions, which are the hardest to learn."""
    random = np.random.default_rng(seed)
    writers = (_dialogue, _question, _summary, _question)
    found: dict[Piece, None] = {}
    while len(found) < count:
        found.setdefault(writers[len(found) % 4](random))
    return list(found)


def questions_out_of_order(count: int, seed: int) -> list[Piece]:
    """Questions on days that are not told from morning to evening, as no text of the corpus is."""
    random = np.random.default_rng(seed)
    return [_question(random, in_order=False) for _ in range(count)]


def _dialogue(random: np.random.Generator) -> Piece:
    """A greeting with a name, a mood, and perhaps the question whether the name is still known."""
    name, mood, place = _pick(random, NAMES), _pick(random, tuple(MOODS)), _pick(random, PLACES)
    opening = _pick(random, (f"hello i am {name}", f"good morning my name is {name}", f"hello my name is {name}"))
    told = _pick(random, (f"i am {mood}", f"today i am {mood}", f"in the {place} i am always {mood}"))
    talk = f"you: {opening} bot: hello {name} how are you ? you: {told} bot:"
    reply = f"{MOODS[mood]} {name}"
    if random.random() < 0.5:
        talk, reply = f"{talk} {reply} you: what is my name ? bot:", f"your name is {name}"
    return _piece("dialogue", talk, reply)


def _question(random: np.random.Generator, in_order: bool = True) -> Piece:
    """What three people do at three times of a day, told in order or not, and a question about one time."""
    people, deeds = random.permutation(NAMES)[:3], random.permutation(DEEDS)[:3]
    times = TIMES if in_order else (TIMES[1], TIMES[2], TIMES[0])
    facts = " ".join(f"{time} {name} {deed} ." for time, name, deed in zip(times, people, deeds, strict=True))
    asked = int(random.integers(3))
    if random.integers(2):
        question, answer = f"what happens {times[asked]} ?", f"{people[asked]} {deeds[asked]}"
    else:
        question, answer = f"who is up {times[asked]} ?", str(people[asked])
    return _piece("question", f"text: {facts} question: {question} answer:", answer)


def _summary(random: np.random.Generator) -> Piece:
    """A little story with one deed in it, in changing order; the summary keeps who did what."""
    name, place, thing = _pick(random, NAMES), _pick(random, PLACES), _pick(random, THINGS)
    deed = _pick(random, ("bought", "lost", "found"))
    filler = random.permutation(("it was cold .", "many people came .", "the sun came out .", "it was late ."))[:2]
    start = f"{name} went to the {place} ."
    middle = [f"there {PRONOUNS[name]} {deed} a {thing} .", filler[0]]
    if random.integers(2):
        middle.reverse()
    story = " ".join([filler[1], start, *middle] if random.integers(2) else [start, *middle, filler[1]])
    return _piece("summary", f"text: {story} summary:", f"{name} {deed} a {thing}")


def _piece(trade: str, given: str, answer: str) -> Piece:
    return Piece(trade, tuple(given.split()), tuple(answer.split()))


def _pick(random: np.random.Generator, options: tuple[str, ...]) -> str:
    return options[int(random.integers(len(options)))]

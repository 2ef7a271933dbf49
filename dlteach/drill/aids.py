"""Cards of a memory aid: what it stands for, which aid says so, how it ends, what its letters mean, who is who."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from dlteach.content.deck import Deck, MemoryAid
from dlteach.content.names import folded
from dlteach.drill.cards import Card
from dlteach.drill.question import Answer, Question
from dlteach.drill.terms import GAP, WRONG_CHOICES
from dlteach.language import _

# stories and analogies are told in one's own words; the others are learnt as they stand
LEARNT_BY_WORD = ("memory gem", "rhyme", "phrase", "acronym")
_SMALL_WORDS = ("a", "an", "and", "as", "by", "for", "in", "it", "of", "on", "or", "the", "they", "to", "with")


def aid_cards(deck: Deck, aids: Iterable[MemoryAid]) -> Iterator[Card]:
    """The cards of memory aids of a deck."""
    for aid in aids:
        if len(deck.memory_aids) > WRONG_CHOICES:
            yield _card(aid, "choice", "choice", partial(_choose_meaning, aid, deck))
        yield _card(aid, "meaning", "flash", partial(_recall_meaning, aid))
        if aid.kind in LEARNT_BY_WORD and len(aid.phrase.split()) >= 3:
            yield _card(aid, "phrase", "cloze", partial(_finish_phrase, aid))
        else:
            yield _card(aid, "phrase", "flash", partial(_recall_phrase, aid))
        if aid.letters:
            yield _card(aid, "letters", "typed", partial(_spell_out, aid))
        if aid.roles:
            yield _card(aid, "roles", "match", partial(_who_is_who, aid))


def _card(aid: MemoryAid, part: str, kind: str, make: Callable[[random.Random], Question]) -> Card:
    return Card(f"{aid.id}#{part}", kind, "aid", make)


def _choose_meaning(aid: MemoryAid, deck: Deck, rng: random.Random) -> Question:
    mistakes: dict[Answer, str] = {}
    for other in rng.sample(deck.memory_aids, len(deck.memory_aids)):
        if other.id != aid.id and folded(other.meaning) != folded(aid.meaning):
            mistakes.setdefault(other.meaning, _("That belongs to “{phrase}”.").format(phrase=other.phrase))
        if len(mistakes) == WRONG_CHOICES:
            break
    return Question(
        _("{kind}: “{phrase}”. What does it stand for?").format(kind=_called(aid), phrase=aid.phrase),
        aid.meaning,
        mistakes,
        kind="choice",
    )


def _recall_meaning(aid: MemoryAid, rng: random.Random) -> Question:
    return Question(
        _("{kind}: “{phrase}”. What does it stand for?").format(kind=_called(aid), phrase=aid.phrase),
        aid.meaning,
        kind="flash",
        explanation=aid.text,
    )


def _recall_phrase(aid: MemoryAid, rng: random.Random) -> Question:
    return Question(
        _("Which {kind} helps to remember this?\n\n{meaning}").format(kind=_(aid.kind), meaning=aid.meaning),
        aid.phrase,
        kind="flash",
        explanation=aid.text,
    )


def _finish_phrase(aid: MemoryAid, rng: random.Random) -> Question:
    start, end = _ending(aid.phrase)
    return Question(
        _("Finish the {kind}: “{phrase}{gap}”\n\nIt means: {meaning}").format(
            kind=_(aid.kind), phrase=aid.phrase[:start], gap=GAP, meaning=aid.meaning
        ),
        aid.phrase[start:end],
        kind="cloze",
        aliases=(aid.phrase,),
        hint=_("It starts with “{phrase}”.").format(phrase=aid.phrase[start]),
        explanation=f"“{aid.phrase}”",
    )


def _ending(phrase: str) -> tuple[int, int]:
    """Where the last telling words of a phrase stand: its last word, with the small words before it left to read."""
    stripped = phrase.rstrip(" .!?")
    start = stripped.rfind(" ") + 1
    while stripped[start:].split()[0].casefold() in _SMALL_WORDS and start > 1:
        start = stripped.rfind(" ", 0, start - 1) + 1
    return start, len(stripped)


def _spell_out(aid: MemoryAid, rng: random.Random) -> Question:
    letters = ", ".join(letter for letter, _ in aid.letters)
    words = ", ".join(word for _, word in aid.letters)
    return Question(
        _("“{phrase}”: what do the letters {letters} stand for, in this order?").format(
            phrase=aid.phrase, letters=letters
        ),
        words,
        kind="typed",
        explanation="; ".join(f"{letter}: {word}" for letter, word in aid.letters),
    )


def _who_is_who(aid: MemoryAid, rng: random.Random) -> Question:
    return Question(
        "\n\n".join(
            filter(
                None,
                (
                    _("{kind}: “{phrase}”. Who is who, and what is what?").format(kind=_called(aid), phrase=aid.phrase),
                    aid.text,
                ),
            )
        ),
        "; ".join(f"{part}: {role}" for part, role in aid.roles),
        kind="match",
        pairs=aid.roles,
        explanation=aid.meaning,
    )


def _called(aid: MemoryAid) -> str:
    kind = _(aid.kind)
    return kind[0].upper() + kind[1:]

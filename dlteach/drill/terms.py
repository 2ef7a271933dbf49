"""Cards of a glossary term: choose its definition, name it, complete it, recall it, and tell it from a similar term."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from dlteach.content.deck import Deck, Term
from dlteach.content.names import folded, names
from dlteach.drill.cards import Card
from dlteach.drill.decks import deck_of
from dlteach.drill.question import Answer, Question
from dlteach.errors import UsageError
from dlteach.language import _

WRONG_CHOICES = 3
GAP = "____"


def term_cards(deck: Deck, terms: Iterable[Term]) -> Iterator[Card]:
    """The cards of terms of a deck; a term's cards go from recognizing it to recalling it."""
    # many terms are taken for those of the same few decks, and finding a deck means looking through all packages
    terms_of = cache(_terms_of)
    for term in terms:
        made = [
            ("choice", "choice", partial(_choose_definition, term, deck)),
            ("definition", "typed", partial(_name_the_term, term, deck)),
            ("term", "flash", partial(_recall_definition, term)),
        ]
        if len(deck.terms) <= WRONG_CHOICES:
            del made[0]
        if keyword(term, deck):
            made.insert(-1, ("cloze", "cloze", partial(_complete_definition, term, deck)))
        for other in _pairs(term, deck, terms_of):
            made.append((f"or-{other.id.partition('/')[2]}", "choice", partial(_which_is_it, (term, other))))
        for part, kind, make in made:
            subject = "pair" if part.startswith("or-") else ""
            yield Card(f"{term.id}#{part}", kind, "term", make, term.confused_with, term.lesson, subject)


def _choose_definition(term: Term, deck: Deck, rng: random.Random) -> Question:
    mistakes: dict[Answer, str] = {}
    for other in [*_confusable(term, deck), *rng.sample(deck.terms, len(deck.terms))]:
        if other.id != term.id and folded(other.definition) != folded(term.definition):
            mistakes.setdefault(other.definition, _("That is: {term}.").format(term=other.term))
        if len(mistakes) == WRONG_CHOICES:
            break
    return Question(_("What does “{term}” mean?").format(term=term.term), term.definition, mistakes, kind="choice")


def _which_is_it(pair: tuple[Term, Term], rng: random.Random) -> Question:
    meant, other = rng.sample(pair, 2)
    return Question(
        _("{first} or {second}: which is it?\n\n{definition}").format(
            first=pair[0].term, second=pair[1].term, definition=_without(meant.definition, names(meant) + names(other))
        ),
        meant.term,
        {other.term: f"{other.term}: {other.definition}"},
        kind="choice",
        explanation=f"**{meant.term}**: {meant.definition}",
    )


def _pairs(term: Term, deck: Deck, terms_of: Callable[[str], tuple[Term, ...]]) -> Iterator[Term]:
    """The terms it is taken for, of this deck and others; a pair that both name is the first one's."""
    for id in term.confused_with:
        topic = id.partition("/")[0]
        terms = deck.terms if topic == deck.topic else terms_of(topic)
        other = next((other for other in terms if other.id == id), None)
        if other is not None and not (term.id in other.confused_with and id < term.id):
            yield other


def _terms_of(topic: str) -> tuple[Term, ...]:
    try:
        return deck_of(topic).terms
    except UsageError:
        return ()


def _name_the_term(term: Term, deck: Deck, rng: random.Random) -> Question:
    return Question(
        _("Which term is meant?\n\n{definition}").format(definition=_without(term.definition, names(term))),
        term.term,
        kind="typed",
        aliases=names(term)[1:],
        others=_others(term, deck),
        hint=_("It starts with “{term}” and has {count} characters.").format(term=term.term[0], count=len(term.term)),
        explanation=f"**{term.term}**: {term.definition}",
    )


def _recall_definition(term: Term, rng: random.Random) -> Question:
    return Question(
        _("What does “{term}” mean?").format(term=term.term),
        term.definition,
        kind="flash",
        hint=_beginning(term.definition),
    )


def _complete_definition(term: Term, deck: Deck, rng: random.Random) -> Question:
    found = keyword(term, deck)
    assert found
    start, end, word, other = found
    return Question(
        _("Complete the definition of **{term}**:\n\n{before}{gap}{after}").format(
            term=term.term, before=term.definition[:start], gap=GAP, after=term.definition[end:]
        ),
        word,
        kind="cloze",
        aliases=names(other),
        others={name: text for name, text in _others(other, deck).items() if name not in names(term)},
        hint=_("It starts with “{word}” and has {count} characters.").format(word=word[0], count=len(word)),
        explanation=f"**{term.term}**: {term.definition}",
    )


def keyword(term: Term, deck: Deck) -> tuple[int, int, str, Term] | None:
    """The longest name of another term in a term's definition.

    Returns:
        Where it starts and ends, the text there, and the other term; None when the definition names no other.
    """
    own = {folded(name) for name in names(term)}
    text = term.definition.casefold()
    found = []
    for other in deck.terms:
        for name in names(other):
            # most names are not there at all, and compiling their patterns would take longer than all the rest
            if name.casefold() not in text:
                continue
            match = re.search(rf"(?<![\w-]){re.escape(name)}(e?s)?(?![\w-])", term.definition, re.IGNORECASE)
            # a part of the term's own name gives itself away
            if match and other.id != term.id and not any(folded(name) in mine for mine in own):
                found.append((match.start(), match.end(), match.group(), other))
    return max(found, key=lambda hit: (hit[1] - hit[0], -hit[0]), default=None)


def _confusable(term: Term, deck: Deck) -> list[Term]:
    """The terms of its deck that it is taken for; those of other decks are asked in pairs."""
    by_id = {other.id: other for other in deck.terms}
    return [by_id[id] for id in term.confused_with if id in by_id]


def _others(term: Term, deck: Deck) -> dict[str, str]:
    own = {folded(name) for name in names(term)}
    return {
        name: other.definition
        for other in deck.terms
        if other.id != term.id
        for name in names(other)
        if folded(name) not in own
    }


def _without(definition: str, hidden: tuple[str, ...]) -> str:
    for name in sorted(hidden, key=len, reverse=True):
        definition = re.sub(rf"(?<!\w){re.escape(name)}(e?s)?(?!\w)", GAP, definition, flags=re.IGNORECASE)
    return definition


def _beginning(definition: str) -> str:
    words = definition.split()
    return _("It begins: {words} …").format(words=" ".join(words[: max(2, len(words) // 4)]))

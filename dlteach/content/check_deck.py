"""What a deck must keep besides its form: ids that are promises, links that lead somewhere, questions that teach."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dlteach.content.deck import Deck, MemoryAid, Term, WrittenQuestion
from dlteach.content.decks import CLOZE_MARK
from dlteach.content.directives import is_id
from dlteach.content.files import did_you_mean, shown
from dlteach.content.library import Library
from dlteach.content.names import folded, names
from dlteach.content.records import Place

# a right answer may be half as long again as the longest wrong one, and then by 20 letters, before it stands out
_RATIO, _LETTERS = 1.5, 20
# by chance, the right one of four is the longest in a quarter of the questions
_MOST_LONGEST, _ENOUGH_QUESTIONS = 0.5, 8
_CATCH_ALL = re.compile(r"(all|none|both|neither) of (the above|these|them)\W*", re.IGNORECASE)


class _Entry(NamedTuple):
    id: str
    path: Path
    line: int


def check_deck(deck: Deck, library: Library, place: Place) -> None:
    """Report what is wrong with a deck's ids, links, terms, memory aids and questions."""
    _check_ids(deck, library, place)
    _check_names(deck, library, place)
    for term in deck.terms:
        _check_term(term, library, place)
    for aid in deck.memory_aids:
        _check_aid(aid, place)
    for question in deck.questions:
        _check_question(question, place)
        _check_label(question.lesson, f"The question '{question.id}'", question.line, library, place)
    _check_longest(deck, place)


def _check_ids(deck: Deck, library: Library, place: Place) -> None:
    first: dict[str, _Entry] = {}
    for other in [*(other for other in library.decks.values() if other.topic != deck.topic), deck]:
        for entry in _entries(other, library):
            earlier = first.setdefault(entry.id, entry)
            if other is not deck or not entry.id:
                continue
            here = Place(entry.path, place.report)
            if earlier is not entry:
                where = f"{shown(earlier.path)}:{earlier.line}"
                here.fault(entry.line, f"The id '{entry.id}' is already used at {where}", "Give this one its own.")
            if not is_id(entry.id) or not entry.id.startswith(f"{deck.topic}/"):
                remedy = f"Write '{deck.topic}/…' with small letters, digits and single hyphens."
                here.fault(entry.line, f"The id '{entry.id}' is malformed", remedy)


def _entries(deck: Deck, library: Library) -> Iterator[_Entry]:
    items: list[Term | MemoryAid | WrittenQuestion] = [*deck.terms, *deck.memory_aids, *deck.questions]
    for item in items:
        yield _Entry(item.id, deck.path, item.line)
    for id_, line in library.computed.get(deck.topic, []):
        yield _Entry(id_, deck.path.with_suffix(".py"), line)


def _check_names(deck: Deck, library: Library, place: Place) -> None:
    """Report a name that two terms share: neither the glossary nor a typed answer could tell them apart."""
    owners: dict[str, list[Term]] = {}
    for term in library.terms():
        for name in {folded(name) for name in names(term)}:
            owners.setdefault(name, []).append(term)
    for term in deck.terms:
        for name in names(term):
            others = [other.id for other in owners[folded(name)] if other is not term]
            if name and others:
                remedy = "Keep the name with one of them; link the other by 'confused_with'."
                place.fault(term.line, f"'{name}' of '{term.id}' is also a name of '{others[0]}'", remedy)


def _check_term(term: Term, library: Library, place: Place) -> None:
    known = {other.id for other in library.terms()}
    for id_ in term.confused_with:
        if id_ == term.id or id_ not in known:
            what = "itself" if id_ == term.id else f"'{id_}', which is no term"
            remedy = did_you_mean(id_, sorted(known - {term.id}))
            place.fault(term.line, f"The term '{term.id}' is confused with {what}", remedy)
    for name in names(term):
        if _contains(term.definition, name):
            remedy = "Say it in other words: the definition is asked for the term, and would give it away."
            place.fault(term.line, f"The definition of '{term.id}' contains '{name}' itself", remedy)
    _check_label(term.lesson, f"The term '{term.id}'", term.line, library, place)


def _check_label(label: str, what: str, line: int, library: Library, place: Place) -> None:
    if label and label not in library.labels():
        remedy = did_you_mean(label, sorted(library.labels()))
        place.fault(line, f"{what} leads to the section '{label}', which does not exist", remedy)


def _check_aid(aid: MemoryAid, place: Place) -> None:
    if aid.kind == "acronym" and not aid.letters:
        remedy = "Add 'letters: [[G, Gated], [R, …]]'."
        place.fault(aid.line, f"The acronym '{aid.id}' does not say what its letters stand for", remedy)
    for letter, meaning in aid.letters:
        if not meaning.casefold().startswith(letter.casefold()) or not letter:
            remedy = "Write pairs of a letter and a word that begins with it."
            place.fault(aid.line, f"In '{aid.id}', '{meaning}' does not begin with '{letter}'", remedy)


def _check_question(question: WrittenQuestion, place: Place) -> None:
    def fault(problem: str, remedy: str) -> None:
        place.fault(question.line, f"The question '{question.id}' {problem}", remedy)

    if question.kind in ("choice", "several"):
        _check_choices(question, place)
    if question.kind in ("typed", "cloze"):
        shown_text = CLOZE_MARK.sub("…", question.prompt)
        for answer in (question.answer, *question.aliases):
            if _contains(shown_text, answer):
                fault(f"gives '{answer}' away in its prompt", "Ask without the answer's own words.")
    if question.kind != "choice" and question.answer and _contains(question.hint, question.answer):
        fault("gives its answer away in the hint", "Hint at it in other words.")
    if question.kind != "cloze" and CLOZE_MARK.search(question.prompt):
        fault("has a mark {{…}}, but is no cloze", "Write 'kind: cloze', or remove the mark.")


def _check_choices(question: WrittenQuestion, place: Place) -> None:
    def fault(problem: str, remedy: str) -> None:
        place.fault(question.line, f"The question '{question.id}' {problem}", remedy)

    texts = [*(question.answers or (question.answer,)), *(choice.text for choice in question.choices)]
    for text, count in Counter(" ".join(text.casefold().split()) for text in texts).items():
        if count > 1:
            fault(f"has the choice '{text}' {count} times", "Make every choice different.")
    for text in texts:
        if _CATCH_ALL.fullmatch(text):
            fault(f"offers '{text}'", "The order is drawn anew each time; write a choice that stands on its own.")
    longest = max((len(choice.text) for choice in question.choices), default=0)
    # where several are right, their lengths tell little
    if question.kind == "choice" and len(question.answer) > max(_RATIO * longest, longest + _LETTERS):
        remedy = "Shorten it, or write wrong choices of about its length: learners pick the longest."
        fault(f"has a right answer of {len(question.answer)} letters, the wrong ones have {longest} at most", remedy)


def _check_longest(deck: Deck, place: Place) -> None:
    """Report a deck in which picking the longest choice is a good strategy."""
    choices = [question for question in deck.questions if question.kind == "choice" and question.choices]
    longest = [one for one in choices if len(one.answer) > max(len(choice.text) for choice in one.choices)]
    if len(choices) >= _ENOUGH_QUESTIONS and len(longest) > _MOST_LONGEST * len(choices):
        ids = ", ".join(question.id for question in longest[:3])
        problem = f"In {len(longest)} of {len(choices)} choice questions the right answer is the longest"
        place.fault(longest[0].line, problem, f"Lengthen some wrong choices, for example in {ids}.")


def _contains(text: str, name: str) -> bool:
    """Tell whether a text holds a name as whole words, whatever their case, hyphens and plural."""
    words = folded(re.sub(r"[^\w\s–-]", " ", text)).split()
    wanted = folded(re.sub(r"[^\w\s–-]", " ", name)).split()
    size = len(wanted)
    return size > 0 and any(words[at : at + size] == wanted for at in range(len(words) - size + 1))

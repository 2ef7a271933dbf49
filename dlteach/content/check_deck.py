"""What a deck must keep besides its form: ids that are promises, links that lead somewhere, questions that teach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dlteach.content.check_choices import check_choices, check_lengths
from dlteach.content.deck import Deck, MemoryAid, Term, WrittenQuestion
from dlteach.content.decks import CLOZE_MARK
from dlteach.content.directives import is_id
from dlteach.content.files import did_you_mean, original, shown
from dlteach.content.library import Library
from dlteach.content.names import folded, names
from dlteach.content.records import Place
from dlteach.language import _

_ARTICLE = re.compile(r"^(the|a|an)\s+", re.IGNORECASE)


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
        _check_question(question, library, place)
        problem = _("The question '{id}' leads to the section '{label}', which does not exist")
        _check_label(question, problem, library, place)
    check_lengths(deck, place)


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
                here.fault(
                    entry.line,
                    _("The id '{entry}' is already used at {where}").format(entry=entry.id, where=where),
                    _("Give this one its own."),
                )
            if not is_id(entry.id) or not entry.id.startswith(f"{deck.topic}/"):
                remedy = _("Write '{topic}/…' with small letters, digits and single hyphens.").format(topic=deck.topic)
                here.fault(entry.line, _("The id '{entry}' is malformed").format(entry=entry.id), remedy)


def _entries(deck: Deck, library: Library) -> Iterator[_Entry]:
    items: list[Term | MemoryAid | WrittenQuestion] = [*deck.terms, *deck.memory_aids, *deck.questions]
    for item in items:
        yield _Entry(item.id, deck.path, item.line)
    for id_, line in library.computed.get(deck.topic, []):
        yield _Entry(id_, original(deck.path).with_suffix(".py"), line)


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
                remedy = _("Keep the name with one of them; link the other by 'confused_with'.")
                place.fault(
                    term.line,
                    _("'{name}' of '{term}' is also a name of '{others}'").format(
                        name=name, term=term.id, others=others[0]
                    ),
                    remedy,
                )


def _check_term(term: Term, library: Library, place: Place) -> None:
    known = {other.id for other in library.terms()}
    for id_ in term.confused_with:
        if id_ == term.id or id_ not in known:
            if id_ == term.id:
                problem = _("The term '{term}' is confused with itself").format(term=term.id)
            else:
                problem = _("The term '{term}' is confused with '{id}', which is no term").format(term=term.id, id=id_)
            place.fault(term.line, problem, did_you_mean(id_, sorted(known - {term.id})))
    for name in names(term):
        if _contains(term.definition, name):
            remedy = _("Say it in other words: the definition is asked for the term, and would give it away.")
            place.fault(
                term.line,
                _("The definition of '{term}' contains '{name}' itself").format(term=term.id, name=name),
                remedy,
            )
    problem = _("The term '{id}' leads to the section '{label}', which does not exist")
    _check_label(term, problem, library, place)


def _check_label(entry: Term | WrittenQuestion, problem: str, library: Library, place: Place) -> None:
    label = entry.lesson
    if label and label not in library.labels():
        remedy = did_you_mean(label, sorted(library.labels()))
        place.fault(entry.line, problem.format(id=entry.id, label=label), remedy)


def _check_aid(aid: MemoryAid, place: Place) -> None:
    if aid.kind == "acronym" and not aid.letters:
        remedy = _("Add 'letters: [[G, Gated], [R, …]]'.")
        place.fault(
            aid.line, _("The acronym '{aid}' does not say what its letters stand for").format(aid=aid.id), remedy
        )
    for _part, role in aid.roles:
        if _contains(aid.text, _ARTICLE.sub("", role)):
            remedy = _("Leave that role out: the story is shown when it is asked who is who.")
            place.fault(aid.line, _("The text of '{aid}' gives '{role}' away").format(aid=aid.id, role=role), remedy)
    for letter, meaning in aid.letters:
        if not meaning.casefold().startswith(letter.casefold()) or not letter:
            remedy = _("Write pairs of a letter and a word that begins with it.")
            place.fault(
                aid.line,
                _("In '{aid}', '{meaning}' does not begin with '{letter}'").format(
                    aid=aid.id, meaning=meaning, letter=letter
                ),
                remedy,
            )


def _check_question(question: WrittenQuestion, library: Library, place: Place) -> None:
    def fault(problem: str, remedy: str) -> None:
        place.fault(question.line, problem, remedy)

    if question.kind in ("choice", "several"):
        check_choices(question, library, place)
    if question.kind in ("typed", "cloze"):
        shown_text = CLOZE_MARK.sub("…", question.prompt)
        for answer in (question.answer, *question.aliases):
            if _contains(shown_text, answer):
                problem = _("The question '{id}' gives '{answer}' away in its prompt")
                fault(problem.format(id=question.id, answer=answer), _("Ask without the answer's own words."))
    if question.kind != "choice" and question.answer and _contains(question.hint, question.answer):
        problem = _("The question '{id}' gives its answer away in the hint").format(id=question.id)
        fault(problem, _("Hint at it in other words."))
    if question.kind != "cloze" and CLOZE_MARK.search(question.prompt):
        problem = _("The question '{id}' has a mark {mark}, but is no cloze").format(id=question.id, mark="{{…}}")
        fault(problem, _("Write 'kind: cloze', or remove the mark."))


def _contains(text: str, name: str) -> bool:
    """Tell whether a text holds a name as whole words, whatever their case, hyphens and plural."""
    words = folded(re.sub(r"[^\w\s–-]", " ", text)).split()
    wanted = folded(re.sub(r"[^\w\s–-]", " ", name)).split()
    size = len(wanted)
    return size > 0 and any(words[at : at + size] == wanted for at in range(len(words) - size + 1))

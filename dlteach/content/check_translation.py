"""What a translation must share with its original: ids, labels, directives, and all that is no text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path

from dlteach.content.deck import Deck, MemoryAid, Term, WrittenQuestion
from dlteach.content.lesson import Dialogue, Lesson, Overview, Predict, Prose, Section, Step
from dlteach.content.library import Library
from dlteach.content.records import Place
from dlteach.language import _

# what of a step is text, and differs
_TEXTS = ("line", "markdown", "prompt", "choices", "depths", "turns")


def library_in(code: str, library: Library, translations: Iterable[Deck]) -> Library:
    """Return the library as a reader of that language has it: with the decks that are translated."""
    decks = {deck.topic: deck for deck in translations if deck.path.stem == f"{deck.topic}.{code}"}
    return replace(library, decks={**library.decks, **decks})


def check_lesson_translation(lesson: Lesson, translation: Lesson, place: Place) -> None:
    """Report where a translated lesson differs from its original in more than its words."""
    for name in ("order", "requires", "minutes", "model", "data"):
        if getattr(lesson, name) != getattr(translation, name):
            place.fault(
                _line_of(name, place),
                _("'{field}' differs from {original}").format(field=name, original=lesson.path.name),
                _("Write what stands there; only texts are translated."),
            )
    if [replace(one, help="") for one in lesson.settings] != [replace(one, help="") for one in translation.settings]:
        place.fault(
            _line_of("settings", place),
            _("The settings differ from {original}").format(original=lesson.path.name),
            _("Translate their 'help' alone."),
        )
    _check_order(
        [(one.label, one.line) for one in lesson.sections],
        [(one.label, one.line) for one in translation.sections],
        lesson.path,
        place,
        _("The label '{name}' is missing"),
        _("The label '{name}' stands elsewhere, or is not there, in {original}"),
    )
    sections = {section.label: section for section in translation.sections}
    for section in lesson.sections:
        if section.label in sections:
            _check_section(section, sections[section.label], lesson.path, place)


def _check_section(section: Section, other: Section, original: Path, place: Place) -> None:
    ours, theirs = _directives(section), _directives(other)
    for index, step in enumerate(theirs):
        if index >= len(ours) or _shape(ours[index]) != _shape(step):
            place.fault(
                step.line,
                _("'{step}' is not what stands here in {original}").format(step=_told(step), original=original.name),
                _("There it is '{step}'.").format(step=_told(ours[index])) if index < len(ours) else _("Remove it."),
            )
            return
    if len(ours) > len(theirs):
        place.fault(
            other.line,
            _("The section '{label}' lacks '{step}'").format(label=other.label, step=_told(ours[len(theirs)])),
            _("Add it as in {original}.").format(original=original.name),
        )


def _directives(section: Section) -> list[Step]:
    return [step for step in section.steps if not isinstance(step, Prose)]


def _shape(step: Step) -> tuple:
    told = [getattr(step, one.name) for one in fields(step) if one.name not in _TEXTS]
    if isinstance(step, Overview):
        told.append(tuple(step.depths))
    if isinstance(step, Predict):
        told.append(len(step.choices))
    if isinstance(step, Dialogue):
        told.append(None)
    return (type(step), *told)


def _told(step: Step) -> str:
    """A step as an author writes it, such as "{ask} cnn/why"."""
    named = [str(getattr(step, one.name)) for one in fields(step) if one.name in ("id", "target", "function", "count")]
    kind = getattr(step, "kind", "") if type(step).__name__ == "Call" else type(step).__name__.lower()
    return " ".join([f"{{{kind}}}", *named])


def check_deck_translation(deck: Deck, translation: Deck, place: Place) -> None:
    """Report where a translated deck differs from its original in more than its words."""
    parts: list[tuple[Sequence, Sequence, Callable]] = [
        (deck.terms, translation.terms, _term_shape),
        (deck.memory_aids, translation.memory_aids, _aid_shape),
        (deck.questions, translation.questions, _question_shape),
    ]
    for ours, theirs, shape in parts:
        _check_order(
            [(one.id, one.line) for one in ours],
            [(one.id, one.line) for one in theirs],
            deck.path,
            place,
            _("The id '{name}' is missing"),
            _("The id '{name}' stands elsewhere, or is not there, in {original}"),
        )
        known = {one.id: one for one in ours}
        for one in theirs:
            for field, value in shape(one).items() if one.id in known else ():
                if shape(known[one.id])[field] != value:
                    place.fault(
                        one.line,
                        _("'{field}' of '{id}' differs from {original}").format(
                            field=field, id=one.id, original=deck.path.name
                        ),
                        _("Write what stands there; only texts are translated."),
                    )


def _term_shape(term: Term) -> dict[str, object]:
    return {"confused_with": term.confused_with, "lesson": term.lesson}


def _aid_shape(aid: MemoryAid) -> dict[str, object]:
    return {"kind": aid.kind, "roles": len(aid.roles)}


def _question_shape(question: WrittenQuestion) -> dict[str, object]:
    exact = question.answer if question.kind in ("number", "shape") else None
    return {
        "kind": question.kind,
        "lesson": question.lesson,
        "answer": exact,
        "answers": len(question.answers),
        "pairs": len(question.pairs),
        "choices": len(question.choices),
    }


def _check_order(
    ours: list[tuple[str, int]],
    theirs: list[tuple[str, int]],
    original: Path,
    place: Place,
    missing: str,
    displaced: str,
) -> None:
    """Report names that are missing, and the first one that is out of order or unknown."""
    there = {name for name, _line in theirs}
    last = theirs[-1][1] if theirs else 1
    for name, _line in ours:
        if name and name not in there:
            remedy = _("Add it as in {original}.").format(original=original.name)
            place.fault(last, missing.format(name=name), remedy)
    expected = [name for name, _line in ours if name in there]
    for index, (name, line) in enumerate(theirs):
        if index >= len(expected) or expected[index] != name:
            problem = displaced.format(name=name, original=original.name)
            place.fault(line, problem, _("Keep the order and the names of {original}.").format(original=original.name))
            return


def _line_of(field: str, place: Place) -> int:
    lines = place.path.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(f"{field}:")), 1)

"""Proves content by running it: questions are graded, directives are rehearsed, texts are measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dlteach.content.check import Finding, finding_of
from dlteach.content.deck import Deck, MemoryAid, Term, WrittenQuestion
from dlteach.content.decks import read_deck
from dlteach.content.files import is_translation, original
from dlteach.content.lesson import Predict
from dlteach.content.lessons import read_lesson
from dlteach.content.library import computed_ids
from dlteach.content.packs import home_of
from dlteach.content.reading import measure
from dlteach.content.records import Place
from dlteach.content.translations import merged
from dlteach.drill.cards import Card, computed_cards, deck_cards
from dlteach.drill.computed import generators_in
from dlteach.drill.proof import prove
from dlteach.errors import ContentError
from dlteach.language import _


def prove_deck(path: Path) -> Iterator[Finding]:
    """Yield every question of a deck file whose key fails its own grading, or whose distractor passes it."""
    deck = read_deck(path)
    if is_translation(path):
        # the names of the original are accepted with it, and no distractor may be one of them
        deck = merged(read_deck(original(path)), deck)
    code = path.with_suffix(".py")
    cards: list[Card] = list(deck_cards(deck))
    try:
        cards += computed_cards(generators_in(home_of(path), path))
    except ContentError:
        raise
    except Exception as error:
        # an author's file may fail in any way
        first = str(error).split("\n")[0]
        yield Finding(
            code,
            1,
            _("This file fails with {error}: {message}").format(error=type(error).__name__, message=first),
            _("Correct it."),
        )
    lines = _lines(read_deck(path))
    computed = dict(computed_ids(code, Place(code))) if code.is_file() else {}
    for card, problem, remedy in prove(cards):
        where, line = (
            (code, computed.get(card.id, 1)) if card.source == "computed" else (path, lines.get(card.family, 1))
        )
        yield Finding(where, line, problem, remedy)


def rehearsal_of(path: Path) -> Iterator[tuple[str, Finding | None]]:
    """Run a lesson file's directives and yield a line on each, with its fault if it has one."""
    from dlteach.tutor.rehearsal import rehearse

    for done in rehearse(read_lesson(path)):
        kind = "predict" if isinstance(done.step, Predict) else done.step.kind
        line = _("line {line}: {kind} {function} ran in {seconds:.1f} s").format(
            line=done.step.line, kind=kind, function=done.step.function, seconds=done.seconds
        )
        yield line, finding_of(done.fault) if done.fault else None


def reading_of(path: Path) -> str:
    """Say how long a lesson file takes to read and how long its sentences are."""
    lesson = read_lesson(path)
    read = measure(lesson)
    return _(
        "{topic}: {words:,} words, {reading} min to read (the lesson says {minutes} in all); {average:.0f} "
        "words a sentence, the longest {longest} (line {line})."
    ).format(
        topic=path.stem,
        words=read.words,
        reading=max(1, round(read.minutes)),
        minutes=lesson.minutes,
        average=read.average,
        longest=read.longest,
        line=read.line,
    )


def needs_consent(path: Path) -> Path | None:
    """Return the pack that a lesson file belongs to, if its code is by another author."""
    return home_of(path).pack if path.with_suffix(".py").is_file() else None


def _lines(deck: Deck) -> dict[str, int]:
    entries: tuple[Term | MemoryAid | WrittenQuestion, ...] = (*deck.terms, *deck.memory_aids, *deck.questions)
    return {entry.id: entry.line for entry in entries}

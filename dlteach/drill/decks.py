"""Decks as the drills need them: parsed once, then read from a cache, for parsing takes most of the time to a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path

from dlteach.content import deck as types
from dlteach.content.deck import Choice, Deck, MemoryAid, Term, WrittenQuestion
from dlteach.content.files import Home, deck_homes, find_topic, in_language, topic_files
from dlteach.store import cache
from dlteach.store.cache import Stamp, code_stamp, stamp, tuples


def topics() -> list[str]:
    """The topics that have a deck, in alphabetical order."""
    return sorted(topic_files(deck_homes(), ".yaml"))


def deck_of(topic: str) -> Deck:
    """The deck of a topic, from the cache where its file has not changed since.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when the deck is broken.
    """
    _home, path = find_topic(topic, deck_homes(), ".yaml")
    name, key = in_language(path).stem, _key(path)
    deck = _read(name, topic, path, key)
    if deck is None:
        from dlteach.content.decks import deck_at

        deck = deck_at(path)
        _write(name, deck, key)
    return deck


def place_of(topic: str) -> tuple[Home, Path]:
    """Where the deck of a topic lies.

    Raises:
        UsageError: when there is no deck on the topic.
    """
    return find_topic(topic, deck_homes(), ".yaml")


def stamps(path: Path) -> Stamp:
    """What tells one state of a deck from another: of its file, and of its translation where one is read.

    Raises:
        OSError: when there is no such file.
    """
    return [part for file in dict.fromkeys((path, in_language(path))) for part in stamp(file)]


def _key(path: Path) -> Stamp:
    return [*stamps(path), *code_stamp(Path(types.__file__).parent)]


def _read(name: str, topic: str, path: Path, key: Stamp) -> Deck | None:
    try:
        terms, aids, questions = cache.read(name, key)
        return Deck(
            topic,
            path,
            tuple(Term(*tuples(fields)) for fields in terms),
            tuple(MemoryAid(*tuples(fields)) for fields in aids),
            tuple(_question(fields) for fields in questions),
        )
    except (ValueError, TypeError):
        # what cannot be read is parsed again
        return None


def _question(fields: Sequence) -> WrittenQuestion:
    made = WrittenQuestion(*tuples(fields))
    listed: tuple = made.choices
    choices = tuple(Choice(*choice) for choice in listed)
    return replace(made, choices=choices) if choices else made


def _write(name: str, deck: Deck, key: Stamp) -> None:
    parts = [[astuple(entry) for entry in part] for part in (deck.terms, deck.memory_aids, deck.questions)]
    cache.write(name, key, parts)

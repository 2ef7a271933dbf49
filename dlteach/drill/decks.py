"""Decks as the drills need them: parsed once, then read from a cache, for parsing takes most of the time to a prompt."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path

import dlteach
from dlteach.content import deck as types
from dlteach.content.deck import Choice, Deck, MemoryAid, Term, WrittenQuestion
from dlteach.content.files import Home, deck_homes, find_topic, topic_files
from dlteach.errors import DlteachError
from dlteach.store.home import home


def topics() -> list[str]:
    """The topics that have a deck, in alphabetical order."""
    return sorted(topic_files(deck_homes(), ".yaml"))


def deck_of(topic: str) -> Deck:
    """The deck of a topic, from the cache where its file has not changed since.

    Raises:
        UsageError: when there is no deck on the topic.
        ContentError: when the deck is broken.
    """
    _, path = find_topic(topic, deck_homes(), ".yaml", "deck")
    key = _key(path)
    deck = _read(topic, path, key)
    if deck is None:
        from dlteach.content.decks import read_deck

        deck = read_deck(path)
        _write(deck, key)
    return deck


def place_of(topic: str) -> tuple[Home, Path]:
    """Where the deck of a topic lies.

    Raises:
        UsageError: when there is no deck on the topic.
    """
    return find_topic(topic, deck_homes(), ".yaml", "deck")


def _key(path: Path) -> list[str | int]:
    file, form = path.stat(), Path(types.__file__).stat()
    return [dlteach.__version__, str(path), file.st_mtime_ns, file.st_size, form.st_mtime_ns]


def _file(topic: str) -> Path:
    return home() / "cache" / f"{topic}.json"


def _read(topic: str, path: Path, key: list[str | int]) -> Deck | None:
    try:
        kept = json.loads(_file(topic).read_text(encoding="utf-8"))
        if kept["key"] != key:
            return None
        terms, aids, questions = kept["deck"]
        return Deck(
            topic,
            path,
            tuple(Term(*_tuples(fields)) for fields in terms),
            tuple(MemoryAid(*_tuples(fields)) for fields in aids),
            tuple(_question(fields) for fields in questions),
        )
    except (OSError, ValueError, KeyError, TypeError, DlteachError):
        # what cannot be read is parsed again
        return None


def _question(fields: Sequence) -> WrittenQuestion:
    made = WrittenQuestion(*_tuples(fields))
    listed: tuple = made.choices
    choices = tuple(Choice(*choice) for choice in listed)
    return replace(made, choices=choices) if choices else made


def _tuples(values: Sequence) -> tuple:
    return tuple(_tuples(value) if isinstance(value, list) else value for value in values)


def _write(deck: Deck, key: list[str | int]) -> None:
    parts = [[astuple(entry) for entry in part] for part in (deck.terms, deck.memory_aids, deck.questions)]
    try:
        file = _file(deck.topic)
        file.parent.mkdir(exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}.unfinished")
        unfinished.write_text(json.dumps({"key": key, "deck": parts}, ensure_ascii=False), encoding="utf-8")
        os.replace(unfinished, file)
    except (OSError, DlteachError):
        # a cache that cannot be written only costs time
        return

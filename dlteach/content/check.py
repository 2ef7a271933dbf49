"""Proves lessons and decks: every fault is found, with its file, its line and what to write instead.

What a file must look like is held by the loaders; how it must fit together with the others by check_lesson and
check_deck.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from dlteach.content.check_deck import check_deck
from dlteach.content.check_lesson import check_lesson
from dlteach.content.check_links import check_links
from dlteach.content.check_translation import check_deck_translation, check_lesson_translation, library_in
from dlteach.content.decks import read_deck
from dlteach.content.files import TOPIC, is_translation, original, shown
from dlteach.content.lessons import read_lesson
from dlteach.content.library import Library, content_files, read_library, translations_of
from dlteach.content.records import Place
from dlteach.errors import ContentError
from dlteach.language import _


class Finding(NamedTuple):
    """One fault: where it is, what it is, and what to do about it."""

    path: Path
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{shown(self.path)}:{self.line}: {self.problem}. {self.remedy}"


def check(path: Path | str | None = None) -> list[Finding]:
    """Check lessons and decks.

    Args:
        path: a lesson, a deck, or a folder of them; everything installed when left out.

    Returns:
        Every fault, sorted by file and line; nothing when all is well.

    Raises:
        UsageError: when there is no lesson or deck at the path.
    """
    faults: list[ContentError] = []
    files = content_files(Path(path) if path is not None else None)
    library = read_library(files, faults.append)
    for file in files:
        place = Place(file, faults.append)
        if is_translation(file):
            _check_translation(file, library, place)
            continue
        if not TOPIC.fullmatch(file.stem):
            place.fault(
                1,
                _("'{file}' is no topic").format(file=file.name),
                _("Name the file with small letters, digits and '_'."),
            )
        if file.suffix == ".md":
            check_lesson(library.lessons[file.stem], library, place)
            check_links(library.lessons[file.stem], library, place)
        else:
            check_deck(library.decks[file.stem], library, place)
    return sorted({finding_of(fault) for fault in faults})


def _check_translation(file: Path, library: Library, place: Place) -> None:
    source = original(file)
    if not source.is_file():
        remedy = _("Write {original} first, or correct the name.").format(original=source.name)
        place.fault(1, _("There is nothing that '{file}' translates").format(file=file.name), remedy)
        return
    code = file.stem.partition(".")[2]
    # faults in other files are told with those
    decks = [read_deck(one, _overlook) for deck in library.decks.values() for one in translations_of(deck.path)]
    if file.suffix == ".md":
        here = library_in(code, library, decks)
        lesson = read_lesson(file, place.report)
        check_lesson(lesson, here, place)
        check_links(lesson, here, place)
        check_lesson_translation(read_lesson(source, _overlook), lesson, place)
    else:
        deck = read_deck(file, place.report)
        check_deck(deck, library_in(code, library, [*decks, deck]), place)
        check_deck_translation(read_deck(source, _overlook), deck, place)


def _overlook(error: ContentError) -> None:
    """Leave a fault for the one whose file it is."""


def finding_of(fault: ContentError) -> Finding:
    """Return an error that names its place as a finding."""
    path, _, line = (fault.place or ":1").rpartition(":")
    return Finding(Path(path), int(line), fault.problem, fault.remedy)

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
from dlteach.content.files import TOPIC, shown
from dlteach.content.library import content_files, read_library
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


def finding_of(fault: ContentError) -> Finding:
    """Return an error that names its place as a finding."""
    path, _, line = (fault.place or ":1").rpartition(":")
    return Finding(Path(path), int(line), fault.problem, fault.remedy)

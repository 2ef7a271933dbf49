"""Everything there is to check against: all lessons, decks and computed questions, ours and those under test."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dlteach.content.deck import Deck, Term
from dlteach.content.decks import read_deck
from dlteach.content.files import TOPIC, deck_homes, is_translation, lesson_homes, topic_files
from dlteach.content.lesson import Lesson
from dlteach.content.lessons import read_lesson
from dlteach.content.records import Place, Report
from dlteach.content.source import parse
from dlteach.errors import ContentError, UsageError
from dlteach.language import _


@dataclass
class Library:
    """Lessons and decks by topic, and the ids of computed questions with the place each stands at."""

    lessons: dict[str, Lesson] = field(default_factory=dict)
    decks: dict[str, Deck] = field(default_factory=dict)
    computed: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def terms(self) -> Iterator[Term]:
        """Yield the terms of every deck."""
        for deck in self.decks.values():
            yield from deck.terms

    def labels(self) -> set[str]:
        """Return the labels of all lesson sections."""
        return {section.label for lesson in self.lessons.values() for section in lesson.sections}

    def aid_ids(self) -> set[str]:
        """Return the ids of all memory aids."""
        return {aid.id for deck in self.decks.values() for aid in deck.memory_aids}

    def question_ids(self) -> set[str]:
        """Return the ids of all questions, written and computed."""
        written = {question.id for deck in self.decks.values() for question in deck.questions}
        return written | {id_ for ids in self.computed.values() for id_, _ in ids}


def content_files(path: Path | None) -> list[Path]:
    """Return the lessons and decks to check: all installed ones, those of a folder, or the one file.

    Raises:
        UsageError: when there is nothing to check at the path.
    """
    if path is None:
        installed = [topic_files(lesson_homes(), ".md"), topic_files(deck_homes(), ".yaml")]
        found = [file for files in installed for _home, file in files.values()]
        return [one for file in found for one in (file, *translations_of(file))]
    if path.is_file() and path.suffix in (".md", ".yaml"):
        return [path]
    folders = [path, path / "lessons", path / "quizzes"]
    files = [folder / name for folder in folders if folder.is_dir() for name in sorted(os.listdir(folder))]
    found = [file for file in files if _is_content(file)]
    if not found:
        raise UsageError(
            _("There is no lesson or deck at '{path}'").format(path=path),
            _("Name a file topic.md or topic.yaml, or a folder."),
        )
    return found


def read_library(checked: list[Path], report: Report) -> Library:
    """Read everything installed, and the files to be checked in place of installed ones of the same topic.

    Only faults in the files to be checked are reported; a broken lesson elsewhere is not the author's concern.
    """
    library = Library()
    ours = {path.resolve() for path in checked}
    paths: dict[Path, Path] = {}
    for path in [*content_files(None), *_beside(checked)]:
        if is_translation(path):
            continue
        paths.pop(path.resolve(), None)
        paths[path.resolve()] = path
    for resolved, path in paths.items():
        _read_into(library, path, report if resolved in ours else _overlook)
    return library


def computed_ids(path: Path, place: Place) -> list[tuple[str, int]]:
    """Return the ids in `@computed("topic/slug")` of a Python file with their lines, found without importing it.

    Those of a neighbouring file count where they are imported from it, at the line of the import.
    """
    try:
        tree = parse(path)
    except ContentError as error:
        place.report(error)
        return []
    found = []
    for node in tree.body:
        match node:
            case ast.FunctionDef():
                found += [(id_, line) for id_, line in _marked(node, place)]
            case ast.ImportFrom(module=str(module)):
                neighbour = path.with_name(f"{module.rpartition('.')[2]}.py")
                if neighbour.is_file() and neighbour != path:
                    names = {alias.name for alias in node.names}
                    found += [(id_, node.lineno) for name, id_ in _defined(neighbour) if name in names]
    return found


def _marked(function: ast.FunctionDef, place: Place | None = None) -> list[tuple[str, int]]:
    """Return the ids that a function is marked with, and their lines."""
    found = []
    for call in function.decorator_list:
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "computed":
            match call.args:
                case [ast.Constant(value=str(id_)), *_]:
                    found.append((id_, call.lineno))
                case _ if place is not None:
                    place.fault(call.lineno, _("'@computed' has no id"), _('Write @computed("topic/slug").'))
    return found


def _defined(path: Path) -> list[tuple[str, str]]:
    """Return the names of a file's computed questions with their ids; none of a file that cannot be read."""
    try:
        functions = [node for node in parse(path).body if isinstance(node, ast.FunctionDef)]
    except ContentError:
        return []
    return [(function.name, id_) for function in functions for id_, _line in _marked(function)]


def _beside(checked: list[Path]) -> list[Path]:
    """Return the files to be checked and those that lie beside them, checked ones last so that they prevail."""
    folders = {path.parent for path in checked}
    folders |= {folder.parent / name for folder in folders for name in ("lessons", "quizzes")}
    files = [file for folder in sorted(folders) if folder.is_dir() for file in sorted(folder.iterdir())]
    near = [file for file in files if _is_content(file)]
    return [*(file for file in near if file not in checked), *checked]


def _is_content(file: Path) -> bool:
    return file.suffix in (".md", ".yaml") and (TOPIC.fullmatch(file.stem) is not None or is_translation(file))


def translations_of(path: Path) -> list[Path]:
    """Return the translations that lie beside a lesson or deck file."""
    return sorted(file for file in path.parent.glob(f"{path.stem}.*{path.suffix}") if is_translation(file))


def _read_into(library: Library, path: Path, report: Report) -> None:
    if path.suffix == ".md":
        library.lessons[path.stem] = read_lesson(path, report)
        return
    library.decks[path.stem] = read_deck(path, report)
    questions = path.with_suffix(".py")
    library.computed[path.stem] = computed_ids(questions, Place(questions, report)) if questions.is_file() else []


def _overlook(error: ContentError) -> None:
    """Leave a fault for the one whose file it is."""

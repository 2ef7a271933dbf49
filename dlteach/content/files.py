"""Where lessons and decks lie: in this package, in packs of others that are installed, and in folders that are named.

An installed pack names its package under the entry point group `dlteach.lessons`; a folder is named in `DLTEACH_PACKS`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from dlteach.errors import ContentError, UsageError
from dlteach.language import _, codes, either, is_name, mark

PACK_GROUP = "dlteach.lessons"
PACKS_VARIABLE = "DLTEACH_PACKS"
PARTS = ("lessons", "quizzes")
_MOST_LISTED = 20
_MISSING = {".md": mark("There is no lesson '{topic}'"), ".yaml": mark("There is no deck '{topic}'")}
TOPIC = re.compile(r"[a-z][a-z0-9_]*")


class Home(NamedTuple):
    """A package that holds lessons or decks, and the folder it lies in.

    `pack` is the whole folder of a pack by another author: its Python runs only with the learner's consent.
    """

    package: str
    folder: Path
    pack: Path | None = None


def package_folder(package: str) -> Path:
    """Return the folder of a package without importing the package itself (its parents are imported).

    Raises:
        ContentError: when there is no such package.
    """
    try:
        spec = find_spec(package)
    except ModuleNotFoundError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise ContentError(
            _("There is no package '{package}'").format(package=package), _("Install it, or correct the name.")
        )
    return Path(next(iter(spec.submodule_search_locations)))


def lesson_homes() -> Iterator[Home]:
    """Yield where `topic.md` and `topic.py` of lessons are looked for: our own first, then the packs."""
    yield Home("dlteach.lessons", package_folder("dlteach.lessons"))
    yield from packs("lessons")


def deck_homes() -> Iterator[Home]:
    """Yield where `topic.yaml` and `topic.py` of decks are looked for: our own first, then the packs."""
    yield Home("dlteach.quizzes", package_folder("dlteach.quizzes"))
    yield from packs("quizzes")


def packs(part: str) -> Iterator[Home]:
    """Yield the packs of other authors: folders first, then installed packages.

    A pack holds its files in the folders `lessons` and `quizzes`, or all of them side by side.
    """
    for named in filter(None, os.environ.get(PACKS_VARIABLE, "").split(os.pathsep)):
        # not Path.expanduser, which fails where there is no such user
        folder = Path(os.path.expanduser(named))
        yield from pack_homes(folder, folder_package(folder), part)
    # importlib.metadata takes longer to import than a glossary look-up may take in all, and most machines
    # have no pack: so look first whether any installed distribution names the group.
    if not _any_pack_installed():
        return
    from importlib.metadata import entry_points

    for entry_point in sorted(entry_points(group=PACK_GROUP), key=lambda entry: entry.name):
        yield from pack_homes(package_folder(entry_point.module), entry_point.module, part)


def pack_homes(folder: Path, package: str, part: str) -> Iterator[Home]:
    """Yield the homes of one part of a pack.

    Raises:
        UsageError: when there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(
            _("There is no pack '{folder}'").format(folder=folder),
            _("Name a folder of lessons; see {variable} or --from.").format(variable=PACKS_VARIABLE),
        )
    if (folder / part).is_dir():
        yield Home(f"{package}.{part}", folder / part, folder)
    if not any((folder / name).is_dir() for name in PARTS):
        yield Home(package, folder, folder)


def folder_package(folder: Path) -> str:
    """Return the name that a folder's Python is imported under; no installed package has such a name."""
    return f"dlteach_pack_{re.sub(r'[^0-9a-zA-Z]', '_', folder.absolute().name)}"


def is_within(home: Home, path: Path) -> bool:
    """Tell whether a file stays inside its pack: a link may lead anywhere on the reader's disk."""
    return home.pack is None or path.resolve().is_relative_to(home.pack.resolve())


def topic_files(homes: Iterator[Home], suffix: str) -> dict[str, tuple[Home, Path]]:
    """Map each topic to its file with that suffix; where two homes have the topic, the first one wins."""
    found: dict[str, tuple[Home, Path]] = {}
    for home in homes:
        for name in sorted(os.listdir(home.folder)):
            topic, dot_suffix = os.path.splitext(name)
            if dot_suffix == suffix and TOPIC.fullmatch(topic) and is_within(home, home.folder / name):
                found.setdefault(topic, (home, home.folder / name))
    return found


def in_language(path: Path) -> Path:
    """Return the translation of a lesson or deck file into the chosen language; the file itself where there is none."""
    for code in codes():
        translation = path.with_name(f"{path.stem}.{code}{path.suffix}")
        if translation.is_file():
            return translation
    return path


def original(path: Path) -> Path:
    """Return the file that a lesson or deck file is the translation of, or the file itself."""
    topic, _dot, _code = path.stem.partition(".")
    return path.with_name(f"{topic}{path.suffix}")


def is_translation(path: Path) -> bool:
    """Tell whether a file has the name of a translation, such as topic.de.md."""
    topic, dot, code = path.stem.partition(".")
    return bool(dot) and TOPIC.fullmatch(topic) is not None and is_name(code)


def languages() -> set[str]:
    """Return the languages that at least one lesson or deck is translated into."""
    found = [Path(name) for home in chain(lesson_homes(), deck_homes()) for name in os.listdir(home.folder)]
    return {path.stem.partition(".")[2] for path in found if path.suffix in (".md", ".yaml") and is_translation(path)}


def find_topic(topic: str, homes: Iterator[Home], suffix: str) -> tuple[Home, Path]:
    """Return the home and file of one topic.

    Raises:
        UsageError: when no home has it; says which topic may have been meant.
    """
    tried = []
    if TOPIC.fullmatch(topic):
        for home in homes:
            path = home.folder / f"{topic}{suffix}"
            if path.is_file() and is_within(home, path):
                return home, path
            tried.append(home)
    known = sorted(topic_files(iter(tried) if tried else homes, suffix))
    raise UsageError(_(_MISSING[suffix]).format(topic=topic), did_you_mean(topic, known))


def did_you_mean(word: str, known: list[str]) -> str:
    """Return a sentence that offers the nearest of the known words, or else lists them."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    near = [by_folded[name] for name in get_close_matches(word.casefold(), list(by_folded), n=3)]
    if near:
        return _("Did you mean {near}?").format(near=either(repr(name) for name in near))
    if not known:
        return _("None is installed.")
    if len(known) > _MOST_LISTED:
        return _("None of the {count} there are is like it; they begin with {known}.").format(
            count=len(known), known=", ".join(known[:3])
        )
    return _("There are: {known}.").format(known=", ".join(known))


def shown(path: Path) -> str:
    """Return the path as a reader types it: relative where it lies below the current folder."""
    try:
        return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
    except OSError:
        return str(path)


def _any_pack_installed() -> bool:
    header = f"[{PACK_GROUP}]".encode()
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                        if header in file.read():
                            return True
                except OSError:
                    continue
    return False

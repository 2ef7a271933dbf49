"""Where lessons and decks lie: in this package, and in packs by others that name the entry point `dlteach.lessons`."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from dlteach.errors import ContentError, UsageError

PACK_GROUP = "dlteach.lessons"
_MOST_LISTED = 20
TOPIC = re.compile(r"[a-z][a-z0-9_]*")


class Home(NamedTuple):
    """A package that holds lessons or decks, and the folder it lies in."""

    package: str
    folder: Path


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
        raise ContentError(f"There is no package '{package}'", "Install it, or correct the name.")
    return Path(next(iter(spec.submodule_search_locations)))


def lesson_homes() -> Iterator[Home]:
    """Yield where `topic.md` and `topic.py` of lessons are looked for: our own first, then the packs."""
    yield Home("dlteach.lessons", package_folder("dlteach.lessons"))
    yield from packs()


def deck_homes() -> Iterator[Home]:
    """Yield where `topic.yaml` and `topic.py` of decks are looked for: our own first, then the packs."""
    yield Home("dlteach.quizzes", package_folder("dlteach.quizzes"))
    yield from packs()


def packs() -> Iterator[Home]:
    """Yield the packs of other authors: packages that hold lessons and decks side by side in one folder."""
    # importlib.metadata takes longer to import than a glossary look-up may take in all, and most machines
    # have no pack: so look first whether any installed distribution names the group.
    if not _any_pack_installed():
        return
    from importlib.metadata import entry_points

    for entry_point in sorted(entry_points(group=PACK_GROUP), key=lambda entry: entry.name):
        yield Home(entry_point.module, package_folder(entry_point.module))


def topic_files(homes: Iterator[Home], suffix: str) -> dict[str, tuple[Home, Path]]:
    """Map each topic to its file with that suffix; where two homes have the topic, the first one wins."""
    found: dict[str, tuple[Home, Path]] = {}
    for home in homes:
        for name in sorted(os.listdir(home.folder)):
            topic, dot_suffix = os.path.splitext(name)
            if dot_suffix == suffix and TOPIC.fullmatch(topic):
                found.setdefault(topic, (home, home.folder / name))
    return found


def find_topic(topic: str, homes: Iterator[Home], suffix: str, what: str) -> tuple[Home, Path]:
    """Return the home and file of one topic.

    Raises:
        UsageError: when no home has it; says which topic may have been meant.
    """
    tried = []
    if TOPIC.fullmatch(topic):
        for home in homes:
            path = home.folder / f"{topic}{suffix}"
            if path.is_file():
                return home, path
            tried.append(home)
    known = sorted(topic_files(iter(tried) if tried else homes, suffix))
    raise UsageError(f"There is no {what} '{topic}'", did_you_mean(topic, known))


def did_you_mean(word: str, known: list[str]) -> str:
    """Return a sentence that offers the nearest of the known words, or else lists them."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    near = [by_folded[name] for name in get_close_matches(word.casefold(), list(by_folded), n=3)]
    if near:
        return f"Did you mean {' or '.join(repr(name) for name in near)}?"
    if not known:
        return "None is installed."
    if len(known) > _MOST_LISTED:
        return f"None of the {len(known)} there are is like it; they begin with {', '.join(known[:3])}."
    return f"There are: {', '.join(known)}."


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

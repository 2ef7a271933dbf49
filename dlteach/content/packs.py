"""A pack by another author: what Python it holds, a fingerprint of it, and how a topic's file of it is imported."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from itertools import chain
from pathlib import Path
from types import ModuleType

from dlteach.content.files import PARTS, Home, deck_homes, folder_package, lesson_homes
from dlteach.errors import ContentError
from dlteach.language import _


def home_of(file: Path) -> Home:
    """Return the home of a lesson or deck: an installed one, or the pack that the file's folder makes."""
    folder = file.absolute().parent
    # our own come first, so that packs are looked for only where it is none of these
    for home in chain(lesson_homes(), deck_homes()):
        if home.folder.resolve() == folder.resolve():
            return home
    if folder.name in PARTS:
        return Home(f"{folder_package(folder.parent)}.{folder.name}", folder, folder.parent)
    return Home(folder_package(folder), folder, folder)


def python_files(pack: Path) -> list[Path]:
    """Return the Python files of a pack, sorted.

    Raises:
        ContentError: when one of them leads out of the pack's folder.
    """
    found = sorted(path for path in _walk(pack) if path.suffix == ".py")
    for path in found:
        if not path.resolve().is_relative_to(pack.resolve()):
            remedy = _("Remove the link: a pack's files lie inside its folder.")
            raise ContentError(_("'{path}' leads out of its pack").format(path=path.name), remedy, str(path))
    return found


def fingerprint(pack: Path) -> str:
    """Return a SHA-256 over the names and contents of a pack's Python files: one changed byte makes another one."""
    # most learners have no pack
    import hashlib

    whole = hashlib.sha256()
    for path in python_files(pack):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(pack).as_posix()}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        whole.update(content)
    return whole.hexdigest()


def import_topic(home: Home, topic: str) -> ModuleType:
    """Import `topic.py` of a home, so that it can import its neighbours by `from .neighbour import …`."""
    root = home.package.partition(".")[0]
    if home.pack is not None and root == folder_package(home.pack):
        _make_package(root, home.pack)
    return importlib.import_module(f"{home.package}.{topic}")


def _make_package(name: str, folder: Path) -> None:
    """Let a folder be imported from as if it were installed under that name."""
    known = sys.modules.get(name)
    if known is not None and list(known.__path__) == [str(folder)]:
        return
    for stale in [other for other in sys.modules if other == name or other.startswith(f"{name}.")]:
        del sys.modules[stale]
    spec = ModuleSpec(name, None, is_package=True)
    assert spec.submodule_search_locations is not None
    spec.submodule_search_locations.append(str(folder))
    sys.modules[name] = importlib.util.module_from_spec(spec)


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink() and path.name != "__pycache__" and not path.name.startswith("."):
            yield from _walk(path)
        elif path.is_file():
            yield path

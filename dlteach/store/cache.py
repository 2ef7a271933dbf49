"""What is kept to save time: JSON files in the learner's folder, made again when what they were made from has changed."""

from __future__ import annotations

import json
import os
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import dlteach
from dlteach.errors import DlteachError
from dlteach.store.home import home

Stamp = list[str | int]
# Python edited after this may be newer than what this process has imported; the margin covers its start
_LOADED = time.time_ns() - 2_000_000_000


def stamp(path: Path) -> Stamp:
    """What tells one state of a file from another.

    Raises:
        OSError: when there is no such file.
    """
    state = path.stat()
    return [str(path), state.st_mtime_ns, state.st_ctime_ns, state.st_size]


@lru_cache(maxsize=16)
def code_stamp(*folders: Path) -> Stamp:
    """What tells one state of the Python files in some folders from another, and one release of dlteach from another."""
    told: Stamp = [dlteach.__version__]
    for folder in folders:
        told.append(str(folder))
        with os.scandir(folder) as entries:
            for entry in sorted(
                (entry for entry in entries if entry.name.endswith(".py")), key=lambda entry: entry.name
            ):
                state = entry.stat()
                told += [entry.name, state.st_mtime_ns, state.st_size]
                if state.st_mtime_ns > _LOADED:
                    # what this process makes may come from the file as it was: a number that never comes again
                    told.append(time.time_ns())
    return told


def read(name: str, key: Any) -> Any:
    """What was kept under a name.

    Args:
        name: of the file, without its suffix.
        key: JSON that must equal the one it was written with.

    Returns:
        The JSON value that was written; None where there is none, the key is another, or the file cannot be read.
    """
    try:
        kept = json.loads(_file(name).read_text(encoding="utf-8"))
        return kept["value"] if kept["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError, DlteachError):
        return None


def write(name: str, key: Any, value: Any) -> None:
    """Keep a JSON value. Where that is impossible nothing happens: a cache that cannot be written only costs time."""
    try:
        file = _file(name)
        file.parent.mkdir(exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}.unfinished")
        try:
            unfinished.write_text(json.dumps({"key": key, "value": value}, ensure_ascii=False), encoding="utf-8")
            os.replace(unfinished, file)
        finally:
            # on a full disk, half a file would take the room that the next answer needs
            unfinished.unlink(missing_ok=True)
    except (OSError, ValueError, DlteachError):
        return


def tuples(values: Any) -> Any:
    """A JSON value with all its lists turned into tuples."""
    return tuple(map(tuples, values)) if isinstance(values, list) else values


def _file(name: str) -> Path:
    return home() / "cache" / f"{name}.json"

"""The file that an interrupted training goes on from: a line that guards it, a line of JSON, then arrays byte for byte.

Whoever reads it learns numbers and texts, never code: there is no pickle in it.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np

FORMAT = b"dlteach checkpoint 1"


class Damaged(Exception):
    """The file is cut short, or was not written by `write`."""


def write(path: Path, header: dict[str, Any], arrays: list[np.ndarray]) -> None:
    """Writes a checkpoint whole or not at all; the one before stays until then.

    Args:
        path: of the file; its folder is made.
        header: what can be written as JSON.
        arrays: of any shape and type of numbers.

    Raises:
        OSError: the disk is full, or the folder cannot be written to.
    """
    arrays = [np.asarray(array, order="C") for array in arrays]
    kinds = [[_name(array.dtype), list(array.shape)] for array in arrays]
    parts: list[Any] = [json.dumps({**header, "arrays": kinds}).encode() + b"\n"]
    parts += [array.reshape(-1).view(np.uint8) for array in arrays if array.size]
    check = 0
    for part in parts:
        check = zlib.crc32(part, check)
    length = sum(len(part) for part in parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        with open(unfinished, "wb") as file:
            file.write(b"%s %08x %d\n" % (FORMAT, check, length))
            for part in parts:
                file.write(part)
        unfinished.replace(path)
    finally:
        # on a full disk, half a file would take the room that the learner's answers need
        unfinished.unlink(missing_ok=True)


def read(path: Path) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Reads a checkpoint.

    Returns:
        The header, and the arrays, which can be written to.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be read.
        Damaged: it is not as it was written.
    """
    guard, _, rest = path.read_bytes().partition(b"\n")
    if guard != b"%s %08x %d" % (FORMAT, zlib.crc32(rest), len(rest)):
        raise Damaged(str(path))
    line, _, data = rest.partition(b"\n")
    header = json.loads(line)
    arrays, place = [], 0
    for name, shape in header.pop("arrays"):
        kind = np.dtype(name)
        count = int(np.prod(shape, dtype=np.int64))
        arrays.append(np.frombuffer(data, kind, count, place).reshape(shape).copy())
        place += count * kind.itemsize
    return header, arrays


def header_of(path: Path) -> dict[str, Any] | None:
    """The header alone, read without the arrays; None where there is none to be read."""
    try:
        with open(path, "rb") as file:
            return json.loads(file.readline() and file.readline())
    except (OSError, ValueError):
        return None


def _name(kind: np.dtype) -> str:
    # what NumPy does not know by itself, such as bfloat16, it knows by its name
    return kind.name if kind.kind == "V" else kind.str

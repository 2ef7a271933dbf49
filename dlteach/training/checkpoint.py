"""The file that an interrupted training goes on from: NumPy's `.npz`, a header in JSON as its first member, then the arrays.

Whoever reads it learns numbers and texts, never code: pickles are refused.
"""

from __future__ import annotations

import json
import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

# what reading a file says that is cut short, has other bytes, or is no .npz at all
_DAMAGES = (
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
)


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
    arrays = [np.asarray(array) for array in arrays]
    header = {**header, "types": [array.dtype.name for array in arrays]}
    members: dict[str, Any] = {"header": np.frombuffer(json.dumps(header).encode(), np.uint8)}
    members |= {str(number): _plain(array) for number, array in enumerate(arrays)}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        with open(unfinished, "wb") as file:
            np.savez(file, **members)
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
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as members:
            header = _header(members)
            types = header.pop("types")
            return header, [members[str(number)].view(name) for number, name in enumerate(types)]
    except _DAMAGES as error:
        raise Damaged(str(path)) from error


def header_of(path: Path) -> dict[str, Any] | None:
    """The header alone, read without the arrays; None where there is none to be read."""
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as members:
            return _header(members)
    except (OSError, *_DAMAGES):
        return None


def _header(members: Any) -> dict[str, Any]:
    header = json.loads(members["header"].tobytes())
    if not isinstance(header, dict):
        raise ValueError(header)
    return header


def _plain(array: np.ndarray) -> np.ndarray:
    # a type that NumPy learned from another library, such as bfloat16, would be written without its name
    return array.view(np.dtype(f"u{array.dtype.itemsize}")) if array.dtype.kind == "V" else array

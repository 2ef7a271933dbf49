"""Which packs' Python the learner has allowed to run: one line for each, with a fingerprint of the code."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from dlteach.store.home import home

FILE_NAME = "allowed-packs.txt"


def is_given(fingerprint: str) -> bool:
    """Tell whether code with this fingerprint was allowed before."""
    try:
        lines = (home() / FILE_NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.split(" ")[0] == fingerprint for line in lines)


def give(fingerprint: str, pack: Path) -> None:
    """Remember that code with this fingerprint may run; where nothing can be written, it is asked for again."""
    where = str(pack.absolute()).encode("utf-8", "replace").decode("utf-8")
    line = f"{fingerprint} {' '.join(where.split())}\n"
    with contextlib.suppress(OSError):
        # appended in one write, so that two sessions at once lose none
        handle = os.open(home() / FILE_NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode("utf-8"))
        finally:
            os.close(handle)

"""Checks an author's files at each change, in a process of its own, so that changed Python is read anew."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from dlteach.language import VARIABLE, _, codes

SECONDS_BETWEEN_LOOKS = 0.5


def check_at_each_change(path: Path, *, runs: bool, trust: bool) -> None:
    """Run `dlteach check` on a path now and whenever a file of it changes, until Ctrl-C."""
    command = [sys.executable, "-P", "-m", "dlteach", *(["--trust"] if trust else []), "check", str(path)]
    command.append("--run" if runs else "--no-run")
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            seen = times(path)
            # named, since it may have been chosen with --lang
            subprocess.run(command, check=False, env={**os.environ, VARIABLE: codes()[0]})
            print(_("Watching {path}: a saved change is checked at once, Ctrl-C ends.").format(path=path), flush=True)
            while times(path) == seen:
                time.sleep(SECONDS_BETWEEN_LOOKS)


def times(path: Path) -> dict[str, tuple[int, int]]:
    """Return when each file was last changed, and its size. Beside a single file, its Python counts as well."""
    files = [path, path.with_suffix(".py")] if path.is_file() else path.rglob("*")
    found = {}
    for file in files:
        # what editors write beside the files is of no interest, and may be gone again
        if file.suffix in (".md", ".yaml", ".py"):
            with contextlib.suppress(OSError):
                state = file.stat()
                found[str(file)] = (state.st_mtime_ns, state.st_size)
    return found

"""Reads one line from the learner, with editing and history where there is a terminal."""

from __future__ import annotations

import re
import sys
from typing import IO

_CODES = re.compile("(\x1b\\[[0-9;]*m)")


def read_line(prompt: str, file: IO[str], terminal: bool) -> str:
    """Shows the prompt and returns what was typed, without the line feed.

    Args:
        prompt: finished text, colour codes included.
        file: where the prompt goes when it is not the process's own terminal.
        terminal: whether a person types; then readline edits the line and remembers earlier ones.

    Raises:
        EOFError: the input has ended (Ctrl-D).
        KeyboardInterrupt: Ctrl-C.
    """
    if terminal and file is sys.stdout:
        _use_readline()
        try:
            # readline must not count colour codes as columns: they stand between \x01 and \x02
            return input(_CODES.sub("\x01\\1\x02", prompt))
        except (EOFError, KeyboardInterrupt):
            file.write("\n")
            file.flush()
            raise
    file.write(prompt)
    file.flush()
    typed = sys.stdin.readline()
    if not terminal:
        file.write("\n")
        file.flush()
    if not typed:
        raise EOFError
    return typed.rstrip("\r\n")


def _use_readline() -> None:
    try:
        import readline  # noqa: F401
    except ImportError:
        # Windows edits lines itself.
        return

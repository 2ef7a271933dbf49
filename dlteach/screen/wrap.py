"""Wrapping, padding and shortening by terminal cells, so that wide characters count as the two columns they take."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells, set_cell_size

_BEFORE_PERCENT = re.compile("(?<=[0-9]) (?=%)")
# stands for a space that no line ends at; rich breaks at every space that Unicode knows
_GLUE = "\ue000"
# where a word that has to be cut reads best: before a capital inside it, after a sign that joins parts
_SEAMS = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[_/.-])")


def glued(text: str) -> str:
    """The text with every percent sign tied to its number, as long; `unglued` unties what has been wrapped."""
    return _BEFORE_PERCENT.sub(_GLUE, text)


def unglued(line: str) -> str:
    """The line as it is to be shown."""
    return line.replace(_GLUE, " ")


def wrap(text: str, width: int, hanging: str = "") -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces; a longer word is cut, at a seam if it has one.

    Args:
        text: one or more lines; line feeds are kept, runs of spaces inside a line too.
        width: cells a line may take, at least 2.
        hanging: stands before every line but the first.
    """
    lines: list[str] = []
    for line in glued(text).split("\n"):
        lines += _wrap_line(line, max(2, width), hanging if lines else "", hanging)
    return [unglued(line) for line in lines]


def _wrap_line(line: str, width: int, first: str, hanging: str) -> list[str]:
    if cell_len(first + line) <= width:
        return [(first + line).rstrip()]
    if cell_len(hanging) > width - 2:
        first = hanging = ""
    lines, current, empty = [], first, True
    for word in line.split(" "):
        candidate = current + word if empty else f"{current} {word}"
        if cell_len(candidate) <= width:
            current, empty = candidate, False
            continue
        if not empty:
            lines.append(current.rstrip())
            current = hanging
        # Too long for a line of its own, perhaps: then it is cut, and goes on after the hanging indent.
        while cell_len(current + word) > width:
            piece = _to_seam(chop_cells(word, width - cell_len(current))[0] or word[0], word)
            lines.append(current + piece)
            current, word = hanging, word[len(piece) :]
        current, empty = current + word, False
    return [*lines, current.rstrip()]


def _to_seam(piece: str, word: str) -> str:
    """The beginning of a word up to the last seam that fits, where that leaves a good part of the line."""
    seams = [seam.start() for seam in _SEAMS.finditer(word) if len(piece) // 3 < seam.start() <= len(piece)]
    return piece[: seams[-1]] if seams else piece


def fit(text: str, width: int, right: bool = False) -> str:
    """The text in exactly `width` cells: padded, or shortened with "…"."""
    if cell_len(text) > width:
        text = shorten(text, width)
    space = " " * (width - cell_len(text))
    return space + text if right else text + space


def shorten(text: str, width: int) -> str:
    """The text in at most `width` cells, ending in "…" where something was left out."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


def centre(text: str, width: int) -> str:
    """The text in the middle of exactly `width` cells, shortened if need be."""
    text = shorten(text, width)
    left = (width - cell_len(text)) // 2
    return " " * left + text + " " * (width - cell_len(text) - left)

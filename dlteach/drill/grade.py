"""The verdict on an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grade:
    """Whether an answer is right, and what else can be said of it.

    Attributes:
        right: whether it is right.
        remark: what to say about it: the mistake it shows.
        meant: the right answer, when the given one is near enough to be a slip of the pen; it is never right by itself.
        unreadable: how to write an answer, when the given one is none; then it should be asked again.
    """

    right: bool
    remark: str = ""
    meant: str = ""
    unreadable: str = ""

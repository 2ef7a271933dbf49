"""The contestant's side of a contest: a program of its own that runs one lap whenever it is told to."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO


class Pace:
    """Tells the referee how a contestant is doing and waits for its word.

    A contestant prepares itself, calls `ready`, and then, while `go()` is true, runs a lap and calls `lap`.
    """

    def __init__(self, words: TextIO = sys.stdin, results: TextIO = sys.stdout):
        self._words, self._results = words, results

    def ready(self, **numbers: Any) -> None:
        """Says that everything is built and compiled, with what is to be remembered of it."""
        self._say(numbers)

    def go(self) -> bool:
        """Waits until another lap is wanted; False when the contest is over."""
        return self._words.readline().strip() == "lap"

    def lap(self, work: float, seconds: float, **numbers: Any) -> None:
        """Reports how much was done in how many seconds."""
        self._say({"work": work, "seconds": seconds, **numbers})

    def _say(self, numbers: dict[str, Any]) -> None:
        self._results.write(json.dumps(numbers) + "\n")
        self._results.flush()

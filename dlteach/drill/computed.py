"""Computed questions: functions of a random generator, found in `quizzes/topic.py`."""

from __future__ import annotations

import importlib
import random
import traceback
from collections.abc import Callable
from pathlib import Path

from dlteach.content.files import Home, shown
from dlteach.drill.question import Question
from dlteach.errors import ContentError, DlteachError
from dlteach.language import _

Generator = Callable[[random.Random], Question]


def computed(id: str) -> Callable[[Generator], Generator]:
    """Marks a function of a random generator as a computed question.

    Args:
        id: the card's id, such as "lstm/parameters"; it never changes.

    Example:
        >>> @computed("dnn/dense-parameters")
        ... def parameters(rng):
        ...     inputs, units = rng.randint(2, 9), rng.randint(2, 9)
        ...     return Question(f"Parameters of Dense({units}) on {inputs} inputs?", answer=inputs * units + units)
    """

    def mark(function: Generator) -> Generator:
        function.computed_id = id  # type: ignore[attr-defined]
        return function

    return mark


def generators(topic: str) -> dict[str, Generator]:
    """The computed questions of a topic by id, in the order of their file; none where it has no such file.

    Those of a pack by another author are left out unless the learner has allowed its Python.

    Raises:
        UsageError: when there is no deck on the topic.
    """
    from dlteach.drill.decks import place_of

    home, path = place_of(topic)
    return generators_in(home, path)


def generators_in(home: Home, deck: Path) -> dict[str, Generator]:
    """The computed questions beside a deck file.

    Raises:
        ContentError: when the Python of a pack fails; names file and line.
    """
    code = deck.with_suffix(".py")
    if not code.is_file():
        return {}
    if home.pack is None:
        module = importlib.import_module(f"{home.package}.{deck.stem}")
    else:
        from dlteach.content.packs import import_topic
        from dlteach.drill.consent import is_allowed

        # where all files of a pack lie side by side, this may be the lesson's code, which imports Keras
        if "@computed" not in code.read_text(encoding="utf-8", errors="replace") or not is_allowed(home.pack):
            return {}
        try:
            module = import_topic(home, deck.stem)
        except Exception as error:
            raise _failing(code, error) from error
    marked = (value for value in vars(module).values() if hasattr(value, "computed_id"))
    return {function.computed_id: function for function in marked}


def _failing(code: Path, error: Exception) -> DlteachError:
    """What a pack's file that cannot be imported is told as: the last of its own lines that was reached."""
    if isinstance(error, DlteachError):
        return error
    within = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(code)]
    line = getattr(error, "lineno", None) or (within[-1] if within else None) or 1
    problem = _("This file fails with {error}: {message}").format(
        error=type(error).__name__, message=" ".join(str(error).split())
    )
    return ContentError(problem, _("Correct it."), f"{shown(code)}:{line}")

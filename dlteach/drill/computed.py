"""Computed questions: functions of a random generator, found in `quizzes/topic.py`."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable

from dlteach.drill.question import Question

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

    Raises:
        UsageError: when there is no deck on the topic.
    """
    from dlteach.drill.decks import module_of

    name = module_of(topic)
    if name is None:
        return {}
    module = importlib.import_module(name)
    marked = (value for value in vars(module).values() if hasattr(value, "computed_id"))
    return {function.computed_id: function for function in marked}

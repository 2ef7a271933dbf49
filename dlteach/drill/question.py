"""One question as it is put to the learner: prompt, answer, choices, and what each wrong answer means."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

Size = int | None
Answer = int | float | str | tuple[Size, ...]


@dataclass(frozen=True)
class Option:
    """One of the choices offered. `remark` says why a wrong one is wrong."""

    text: str
    right: bool = False
    remark: str = ""


@dataclass(frozen=True)
class Question:
    """A question with its answer.

    Args:
        prompt: what is asked, in Markdown.
        answer: a number, a shape as a tuple (None for the batch), or text.
        mistakes: wrong answer → the remark that names the mistake. They are offered where the kind is "choice", and
            recognized where the learner types.
        kind: "choice", "cloze", "typed", "flash", "number" or "shape"; by default it follows from the answer's type:
            "number", "shape", and for text "choice" where there are mistakes, else "typed".
        explanation: shown after the answer.
        hint: shown when the learner asks for it.
        aliases: other texts that are right too.
        tolerance: how far a number may be off; by default whole numbers are exact and others may be 1 % off.
        lesson: label of the lesson section that teaches it.
        others: names of other terms → their definitions; typing one of them is wrong, never a slip of the pen.
        id: the card's id.
        options: the choices in the order they are offered; `arranged` fills them.
        proof: builds the real thing and returns the answer it gives; only tests call it.
    """

    prompt: str
    answer: Answer
    mistakes: Mapping[Answer, str] = field(default_factory=dict)
    kind: str = ""
    explanation: str = ""
    hint: str = ""
    aliases: tuple[str, ...] = ()
    tolerance: float | None = None
    lesson: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    id: str = ""
    options: tuple[Option, ...] = ()
    proof: Callable[[], object] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.kind:
            object.__setattr__(self, "kind", self._kind_of_answer())

    def _kind_of_answer(self) -> str:
        if isinstance(self.answer, tuple):
            return "shape"
        if isinstance(self.answer, int | float):
            return "number"
        return "choice" if self.mistakes else "typed"

    def proved_by(self, proof: Callable[[], object]) -> Question:
        """The same question with the function that finds its answer by building the real layer."""
        return replace(self, proof=proof)

    def arranged(self, rng: random.Random) -> Question:
        """The same question with its choices in a random order; other kinds are returned as they are."""
        if self.kind != "choice" or self.options:
            return self
        options = [Option(shown(self.answer), right=True)]
        options += [Option(shown(wrong), remark=remark) for wrong, remark in self.mistakes.items()]
        rng.shuffle(options)
        return replace(self, options=tuple(options))


def shown(answer: Answer) -> str:
    """An answer as it is written for the learner: 61,706, 0.25, (None, 26, 26, 32).

    Example:
        >>> shown(61706), shown((None, 26, 26, 32)), shown((100,))
        ('61,706', '(None, 26, 26, 32)', '(100,)')
    """
    if isinstance(answer, tuple):
        return f"({answer[0]},)" if len(answer) == 1 else f"({', '.join(map(str, answer))})"
    if isinstance(answer, bool | str):
        return str(answer)
    if isinstance(answer, int):
        return f"{answer:,}"
    return f"{answer:.4g}" if abs(answer) < 1000 else f"{answer:,.1f}"

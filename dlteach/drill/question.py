"""One question as it is put to the learner: prompt, answer, choices, and what each wrong answer means."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

Size = int | None
Answer = int | float | str | tuple[Size, ...] | tuple[str, ...]


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
        answer: a number, a shape as a tuple (None for the batch), text, or for the kinds "several" and "order" a tuple of
            texts: all right choices, or the steps in their order.
        mistakes: wrong answer → the remark that names the mistake. They are offered where the kind is "choice", and
            recognized where the learner types.
        kind: "choice", "several", "order", "match", "cloze", "typed", "flash", "number" or "shape"; by default it follows
            from the answer's type: "number", "shape", and for text "choice" where there are mistakes, else "typed".
        explanation: shown after the answer.
        hint: shown when the learner asks for it.
        aliases: other texts that are right too.
        tolerance: how far a number may be off; by default whole numbers are exact and others may be 1 % off.
        lesson: label of the lesson section that teaches it.
        others: names of other terms → their definitions; typing one of them is wrong, never a slip of the pen.
        id: the card's id.
        options: the choices in the order they are offered; `arranged` fills them.
        pairs: what belongs together in the kind "match".
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
    pairs: tuple[tuple[str, str], ...] = ()
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
        if self.kind not in ("choice", "several", "order", "match") or self.options:
            return self
        options = [Option(text, right=True) for text in self._right_texts()]
        options += [Option(shown(wrong), remark=remark) for wrong, remark in self.mistakes.items()]
        in_order = list(options)
        rng.shuffle(options)
        if self.kind == "order" and options == in_order:
            options.reverse()
        return replace(self, options=tuple(options))

    def _right_texts(self) -> list[str]:
        if self.kind == "match":
            return [right for _, right in self.pairs]
        if self.kind in ("several", "order") and isinstance(self.answer, tuple):
            return [str(text) for text in self.answer]
        return [shown(self.answer)]


def shown(answer: Answer) -> str:
    """An answer as it is written for the learner: 61,706, 0.25, (None, 26, 26, 32).

    Example:
        >>> shown(61706), shown((None, 26, 26, 32)), shown((100,))
        ('61,706', '(None, 26, 26, 32)', '(100,)')
    """
    if isinstance(answer, tuple) and all(isinstance(part, str) for part in answer):
        return "; ".join(map(str, answer))
    if isinstance(answer, tuple):
        return f"({answer[0]},)" if len(answer) == 1 else f"({', '.join(map(str, answer))})"
    if isinstance(answer, bool | str):
        return str(answer)
    if isinstance(answer, int):
        return f"{answer:,}"
    return f"{answer:.4g}" if abs(answer) < 1000 else f"{answer:,.1f}"

"""Which written answers are right, spelled out for programs that only compare what was typed with a list."""

from __future__ import annotations

from dlteach.drill import normal
from dlteach.drill.question import Answer, Question, Size, shown

# below this, two decimals do not hold two significant digits; as in the grading of the drills
TWO_DECIMALS_FROM = 0.1


def texts(question: Question) -> list[str]:
    """The answer and its aliases, each way of writing once, whatever its case."""
    answer = shown(question.answer)
    written = {text.casefold(): text for text in reversed((answer, *question.aliases))}
    return [written.pop(answer.casefold()), *reversed(written.values())]


def numbers(answer: Answer, tolerance: float | None = None) -> list[tuple[int | float, float]]:
    """The numbers that are taken for `answer`, and how far off each may be.

    Whole numbers are exact and others may be 1 % off or rounded to two decimals, unless the tolerance says otherwise.

    Example:
        >>> numbers(61706), numbers(0.333, tolerance=0.01)
        ([(61706, 0.0)], [(0.333, 0.01)])
    """
    assert isinstance(answer, int | float)
    if tolerance is not None:
        return [(answer, tolerance)]
    if isinstance(answer, int):
        return [(answer, 0.0)]
    taken: list[tuple[int | float, float]] = [(answer, 0.01 * abs(answer))]
    if abs(answer) >= TWO_DECIMALS_FROM and abs(round(answer, 2) - answer) > taken[0][1]:
        taken.append((round(answer, 2), 0.0))
    return taken


def sizes(answer: Answer) -> tuple[Size, ...]:
    """The shape of one example: without the batch."""
    assert isinstance(answer, tuple)
    return normal.without_batch(tuple(size if isinstance(size, int) else None for size in answer))


def shapes(answer: Answer) -> list[str]:
    """The usual ways to write a shape, with and without its batch, for comparing letter by letter.

    Example:
        >>> shapes((None, 26, 26, 32))[:3]
        ['(26, 26, 32)', '(26,26,32)', '26, 26, 32']
    """
    parts = [str(size) for size in sizes(answer)]
    ways = []
    for some in (parts, ["None", *parts]):
        for separator in (", ", ","):
            joined = separator.join(some)
            end = "," if len(some) == 1 else ""
            ways += [f"({joined}{end})", joined, f"[{joined}]", f"({joined})"]
    for separator in ("x", " x ", "×", " × ", " "):
        ways.append(separator.join(parts))
    return list(dict.fromkeys(ways))

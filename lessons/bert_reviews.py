"""Unlabelled reviews: each praises or blames two things, and what it says agrees, as one person's opinions mostly do."""

from __future__ import annotations

import random
from collections.abc import Sequence

from dlteach.data.opinions import NEGATED, NEGATIVE, PLAIN, POSITIVE, SUBJECTS

# different words of praise, and as many of blame
WORDS = 32
CLAUSES = 2
NAMED = 3
NEGATION = 0.3


def write(count: int, seed: int) -> list[list[str]]:
    """Writes reviews as lists of words. Nobody is told whether one is good or bad: no label leaves this function.

    Args:
        count: reviews.
        seed: fixes them.
    """
    # the standard library's generator draws single words many times faster than numpy's
    drawn = random.Random(seed)
    return [_review(drawn, POSITIVE[:WORDS], NEGATIVE[:WORDS]) for _ in range(count)]


def _review(drawn: random.Random, praise: Sequence[str], blame: Sequence[str]) -> list[str]:
    liked = drawn.random() < 0.5
    clauses = []
    for subject in drawn.sample(SUBJECTS, CLAUSES):
        negated = drawn.random() < NEGATION
        # a good thing is called good, or not bad
        side = praise if liked != negated else blame
        *first, last = drawn.sample(side, NAMED)
        told = f"{' '.join(first)} {'or' if negated else 'and'} {last}"
        clauses.append(f"the {subject} {drawn.choice(NEGATED if negated else PLAIN)} {told}")
    return " and ".join(clauses).split()

"""Unlabelled reviews for pre-training: each says four things in a row that agree, as one person's opinions mostly do."""

from __future__ import annotations

import random

from dlteach.data.opinions import NEGATED, NEGATIVE, PLAIN, POSITIVE, SUBJECTS

CLAUSES = 4
NEGATION = 0.1


def write(count: int, seed: int) -> list[list[str]]:
    """Writes reviews as lists of words. Nobody is told whether one is good or bad: no label leaves this function."""
    # the standard library's generator draws single words many times faster than numpy's
    drawn = random.Random(seed)
    return [_review(drawn) for _ in range(count)]


def _review(drawn: random.Random) -> list[str]:
    liked = drawn.random() < 0.5
    clauses = []
    for subject in drawn.sample(SUBJECTS, CLAUSES):
        negated = drawn.random() < NEGATION
        # a good thing is called good, or not bad
        words = POSITIVE if liked != negated else NEGATIVE
        clauses.append(f"the {subject} {drawn.choice(NEGATED if negated else PLAIN)} {drawn.choice(words)}")
    return " and ".join(clauses).split()

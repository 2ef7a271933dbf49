"""BLEU: how many short runs of words written sentences share with the right ones."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from dlteach.errors import ModelError


def bleu(written: Sequence[Sequence[str]], right: Sequence[Sequence[str]], longest: int = 4) -> float:
    """The BLEU score of sentences against one right sentence each, from 0 to 1.

    Args:
        written: sentences as lists of words.
        right: the right ones, in the same order.
        longest: the longest runs of words that are counted; 4 gives BLEU-4.

    Returns:
        The brevity penalty times the geometric mean of the precisions of runs of 1 … `longest` words; 0 where not a
        single run of some length is right.

    Raises:
        ModelError: there are no sentences, or not equally many of both.

    Reference:
        Papineni, Roukos, Ward, Zhu (2002), BLEU: a method for automatic evaluation of machine translation,
        doi:10.3115/1073083.1073135, section 2.
    """
    if not written or len(written) != len(right):
        raise ModelError(
            f"{len(written)} sentences cannot be held against {len(right)}", "Give one right sentence for each."
        )
    shares = [precision(written, right, n) for n in range(1, longest + 1)]
    words, wanted = (sum(map(len, sentences)) for sentences in (written, right))
    if min(shares) == 0:
        return 0.0
    # BP = 1 if c > r, else e^(1 − r/c): words c that were written, r that were wanted
    brevity = 1.0 if words > wanted else math.exp(1 - wanted / words)
    # BLEU = BP · exp(mean of log p_n)
    return brevity * math.exp(sum(map(math.log, shares)) / longest)


def precision(written: Sequence[Sequence[str]], right: Sequence[Sequence[str]], n: int) -> float:
    """The share p_n of written runs of n words that occur in the right sentence, none counted oftener than there.

    Args:
        written: sentences as lists of words.
        right: the right ones, in the same order.
        n: words of a run.
    """
    shared = total = 0
    for some, wanted in zip(written, right, strict=True):
        runs = _runs(some, n)
        # clipped: min(how often it was written, how often it is right)
        shared += (runs & _runs(wanted, n)).total()
        total += runs.total()
    return shared / total if total else 0.0


def _runs(words: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[place : place + n]) for place in range(len(words) - n + 1))

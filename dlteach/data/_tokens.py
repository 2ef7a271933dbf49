"""Text as numbers: a vocabulary, and sequences padded to one length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def vocabulary_of(sequences: Sequence[Sequence[str]], special: tuple[str, ...] = ("",)) -> tuple[str, ...]:
    """All different tokens in alphabetical order, after the special ones; number 0 is padding.

    Args:
        sequences: lists of words, or strings for characters.
        special: tokens that stand before, padding first.
    """
    return (*special, *sorted({token for sequence in sequences for token in sequence}))


def encoded(sequences: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> np.ndarray:
    """The tokens' numbers, padded with 0 at the end to the longest sequence: (sequences, length), int32.

    Args:
        sequences: lists of words, or strings for characters.
        vocabulary: every token that occurs, in the order of its number.
    """
    number = {token: index for index, token in enumerate(vocabulary)}
    result = np.zeros((len(sequences), max(map(len, sequences))), "int32")
    for row, sequence in zip(result, sequences, strict=True):
        row[: len(sequence)] = [number[token] for token in sequence]
    return result

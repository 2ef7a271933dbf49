"""The words of Python's documentation, cut into texts that the lesson's BERT can read."""

from __future__ import annotations

import re
from collections import Counter

from dlteach import data as datasets
from dlteach.training.lab import Lab

COMMON = 500
BLOCK = 23


def documentation(lab: Lab, part: str) -> list[list[str]]:
    """The documentation of a split as texts of 23 words each, small letters, without punctuation."""
    key = f"documentation: {part}"
    if key not in lab.memory:
        text = datasets.load("pydocs", seed=lab.seed).extra[f"text_{part}"]
        words = re.findall(r"[a-z]+", text.lower())
        lab.memory[key] = [words[start : start + BLOCK] for start in range(0, len(words) - BLOCK + 1, BLOCK)]
    return lab.memory[key]


def common_words(lab: Lab) -> list[str]:
    """The commonest words of the documentation, the most frequent first."""
    counted = Counter(word for text in documentation(lab, "train") for word in text)
    return [word for word, _ in counted.most_common(COMMON)]

"""How the weights of language models start."""

from __future__ import annotations

import keras


def normal(deviation: float = 0.02) -> keras.initializers.Initializer:
    """Normal numbers around 0, as in GPT."""
    return keras.initializers.RandomNormal(stddev=deviation)


def truncated_normal(deviation: float = 0.02) -> keras.initializers.Initializer:
    """Normal numbers around 0 within two standard deviations, as in BERT."""
    return keras.initializers.TruncatedNormal(stddev=deviation)

"""What both sides of a contest are given: the same examples, in batches of the same size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

BLOCK = 64
GAN_FILTERS = 32


@dataclass(frozen=True)
class Job:
    """Examples and targets. An epoch is `steps` steps."""

    x: Any
    y: Any
    batch_size: int

    @property
    def steps(self) -> int:
        """Whole batches in the examples."""
        return len(self.x) // self.batch_size

    def first_batches(self, count: int = 4) -> Iterator[tuple[Any, Any]]:
        """A few batches on which the loss before training is measured."""
        for number in range(min(count, self.steps)):
            part = slice(number * self.batch_size, (number + 1) * self.batch_size)
            yield self.x[part], self.y[part]


def digits() -> Job:
    """Handwritten digits at 32×32 with eight altered copies of each, as the lesson on CNNs trains on them."""
    from dlteach import data

    digits = data.load("digits", seed=0, size=32, augment=8)
    count = len(digits.x_train) // 32 * 32
    return Job(digits.x_train[:count].astype("float32"), digits.y_train[:count].astype("int32"), 32)


def adding() -> Job:
    """The adding problem: 2,000 sequences of 50 steps, five times over to make an epoch last."""
    from dlteach import data

    adding = data.load("adding", seed=0, length=50)
    x, y = adding.x_train[:2000], adding.y_train[:2000]
    return Job(
        np.tile(x, (5, 1, 1))[:9984].astype("float32"), np.tile(y.reshape(-1, 1), (5, 1))[:9984].astype("float32"), 32
    )


def characters(steps: int = 100) -> Job:
    """Windows of 64 characters of Python's documentation, each with the characters one place later."""
    from dlteach import data

    text = data.load("pydocs", seed=0, length=BLOCK)
    return Job(text.x_train[: 12 * steps].astype("int32"), text.y_train[: 12 * steps].astype("int32"), 12)


def pictures() -> Job:
    """Coloured noise of 64 px within [−1, 1]: what a step of a DCGAN costs does not depend on the picture."""
    x = np.random.default_rng(0).uniform(-1, 1, (12 * 16, 64, 64, 3)).astype("float32")
    return Job(x, None, 16)


def gray_pictures() -> Job:
    """Gray noise of 28 px within [0, 1], in the batches of 50 of the WGAN-GP paper."""
    return Job(np.random.default_rng(0).uniform(0, 1, (10 * 50, 28, 28, 1)).astype("float32"), None, 50)


def vocabulary_size() -> int:
    """Number of different characters of Python's documentation."""
    from dlteach import data

    return len(data.load("pydocs", seed=0).extra["vocabulary"])

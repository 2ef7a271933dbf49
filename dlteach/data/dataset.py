"""What every data set hands over: arrays in three splits, the names of its classes, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Info:
    """A data set in words, known without loading it.

    Attributes:
        name: what `dlteach.data.load` takes.
        title: a heading.
        task: what is to be learned, such as "image classification".
        source: where the examples come from, with an address or a paper.
        licence: under which terms they may be used.
        description: shapes, sizes and what is particular about it, in a few sentences.
        download: whether the first use needs a network.
    """

    name: str
    title: str
    task: str
    source: str
    licence: str
    description: str
    download: bool = False


@dataclass(frozen=True)
class Dataset:
    """Examples in three splits that share no example.

    Images are float32 in [0, 1] with a channel axis; classes are whole numbers from 0; sequences are (examples, steps,
    features) or (examples, steps) when they hold tokens.

    Attributes:
        x_train: inputs to learn from; `x_validation` to choose by, `x_test` to judge by at the very end.
        y_train: what is to be predicted from `x_train`; likewise `y_validation` and `y_test`.
        class_names: the classes in words, in the order of their numbers; empty when there are no classes.
        extra: what only this data set has, by name, such as "mask_train" or "vocabulary".
        info: name, source, licence and description.
    """

    info: Info
    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What `dlteach.data.load` takes."""
        return self.info.name

    @property
    def title(self) -> str:
        """A heading."""
        return self.info.title

    @property
    def source(self) -> str:
        """Where the examples come from."""
        return self.info.source

    @property
    def licence(self) -> str:
        """Under which terms they may be used."""
        return self.info.licence

    @property
    def description(self) -> str:
        """Shapes, sizes and what is particular about it."""
        return self.info.description

"""Data sets: embedded, generated or downloaded, each with its source and licence. One data set a file, found by its name.

Listing and describing them imports neither numpy nor keras; loading does.

Example:
    >>> from dlteach import data
    >>> digits = data.load("digits", size=32)
    >>> digits.x_train.shape[1:]
    (32, 32, 1)
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

from dlteach.errors import DataError

if TYPE_CHECKING:
    from .dataset import Dataset, Info


@cache
def names() -> tuple[str, ...]:
    """The names that `load` takes, in alphabetical order."""
    # a module whose name begins with an underscore, or the Dataset itself, is no data set
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if not name.startswith("_") and name != "dataset"))


def info(name: str) -> Info:
    """What a data set is, without loading it.

    Args:
        name: one of `names()`.

    Returns:
        Title, task, source, licence, description, and whether it needs a download.

    Raises:
        DataError: there is no data set of that name.
    """
    return _module(name).INFO


def load(name: str, **options: Any) -> Dataset:
    """Loads or makes a data set.

    Args:
        name: one of `names()`.
        **options: those of the data set's own `load` function, such as `seed=0`; every data set takes `seed`.

    Returns:
        Its arrays, split into training, validation and test examples.

    Raises:
        DataError: the name or an option is unknown, or a download is impossible.
    """
    module = _module(name)
    try:
        return module.load(**options)
    except TypeError as error:
        known = module.load.__annotations__.keys() - {"return"}
        if unknown := sorted(options.keys() - known):
            raise DataError(
                f'data set "{name}" has no option "{unknown[0]}"', f"It takes {', '.join(sorted(known))}."
            ) from error
        raise


def _module(name: str):
    if name not in names():
        raise DataError(f'there is no data set "{name}"', f"Choose one of {', '.join(names())}.")
    return importlib.import_module(f"{__name__}.{name}")


def __getattr__(name: str):
    if name in ("Dataset", "Info"):
        return getattr(importlib.import_module(f"{__name__}.dataset"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

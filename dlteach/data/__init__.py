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
from dlteach.language import _

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
        name: one of `names()`, or the path of a text file, which ends in .txt.
        **options: those of the data set's own `load` function, such as `seed=0`; every data set takes `seed`.

    Returns:
        Its arrays, split into training, validation and test examples.

    Raises:
        DataError: the name or an option is unknown, a download is impossible, or a file cannot be used.
    """
    if is_text_file(name):
        from ._text_file import load as load_text

        return load_text(name, **options)
    module = _module(name)
    try:
        return module.load(**options)
    except TypeError as error:
        known = module.load.__annotations__.keys() - {"return"}
        if unknown := sorted(options.keys() - known):
            raise DataError(
                _('data set "{name}" has no option "{option}"').format(name=name, option=unknown[0]),
                _("It takes {known}.").format(known=", ".join(sorted(known))),
            ) from error
        raise


def is_text_file(name: str) -> bool:
    """Whether a name is that of a learner's own text file rather than of a data set."""
    return name.lower().endswith(".txt")


def check_text_file(name: str) -> str:
    """The whole path of a text file that can be learned from.

    Raises:
        DataError: the file cannot be read, is no text in UTF-8, or is too small to learn from.
    """
    from pathlib import Path

    from ._text_file import read

    read(name)
    return str(Path(name).absolute())


def _module(name: str):
    if name not in names():
        raise DataError(
            _('there is no data set "{name}"').format(name=name),
            _("Choose one of {names}.").format(names=", ".join(names())),
        )
    return importlib.import_module(f"{__name__}.{name}")


def __getattr__(name: str):
    if name in ("Dataset", "Info"):
        return getattr(importlib.import_module(f"{__name__}.dataset"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

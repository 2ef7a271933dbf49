"""Data sets that keras.datasets downloads once and keeps in its cache."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from dlteach.errors import DataError
from dlteach.language import _

from ._split import stratified
from .dataset import Dataset, Info


def fetched(name: str, load: Callable[[], Any], instead: str) -> Any:
    """Runs a loader of keras.datasets.

    Args:
        name: of the data set.
        load: the loader.
        instead: name of an embedded data set for the same task.

    Returns:
        What the loader returns.

    Raises:
        DataError: it is not in the cache and cannot be downloaded, or the file is damaged.
    """
    try:
        # the progress of a download belongs on the error output; the output itself may be read by a program
        with contextlib.redirect_stdout(sys.stderr):
            return load()
    except Exception as error:  # keras.utils.get_file raises bare Exceptions for network faults
        reason = str(error).strip().split("\n")[0][:120] or type(error).__name__
        raise DataError(
            _('the data set "{name}" is not on this machine and could not be downloaded ({reason})').format(
                name=name, reason=reason
            ),
            _('Connect to the network once, or use the embedded set "{instead}".').format(instead=instead),
        ) from error


def images(info: Info, arrays: Any, class_names: tuple[str, ...], seed: int, limit: int | None) -> Dataset:
    """Makes a data set of downloaded images; a twelfth of the training images become the validation images.

    Args:
        info: its description.
        arrays: ((x_train, y_train), (x_test, y_test)) with pixels from 0 to 255.
        class_names: names of the classes in order.
        seed: fixes which images are for validation, and which are kept.
        limit: keep only this many training images, drawn with equal shares of every class; all when left out.
    """
    (x, y), (x_test, y_test) = arrays
    y, y_test = y.reshape(-1).astype("int32"), y_test.reshape(-1).astype("int32")
    train, validation, _test = stratified(y, validation=1 / 12, test=0, seed=seed)
    if limit is not None:
        if limit < 1:
            raise DataError(_("{limit} training images are too few").format(limit=limit), _("Ask for at least one."))
        rest = max(0.0, 1 - limit / len(train))
        train = train[stratified(y[train], validation=0, test=rest, seed=seed)[0]]
    return Dataset(
        info,
        _scaled(x[train]),
        y[train],
        _scaled(x[validation]),
        y[validation],
        _scaled(x_test),
        y_test,
        class_names,
    )


def _scaled(pixels: np.ndarray) -> np.ndarray:
    pixels = pixels.astype("float32") / 255
    return pixels[..., None] if pixels.ndim == 3 else pixels

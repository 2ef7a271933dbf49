"""Trained weights of other libraries, copied into the models of this package.

    models.load_weights(models.ResNet50(), "resnet50.safetensors")

A checkpoint is a `.safetensors`, `.keras` or `.h5` file; which library wrote it is found by looking inside. Each
source is a file of this folder and is found by scanning it: a module that defines

    TITLE = "torchvision's ResNet"                      # as messages name it
    def matches(model, file: WeightFile) -> bool: ...   # cheap: does this file hold weights of this model's kind?
    def copy(model, file: WeightFile) -> None: ...      # sets every weight, or raises a ModelError

Helpers for writing one (reading files, transposing, checked assignment) are in `files.py`.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

import keras

from dlteach.errors import ModelError
from dlteach.models.weights.files import WeightFile


def load_weights(model: keras.Model, path: str | Path) -> keras.Model:
    """Copies the weights of a checkpoint into a model.

    Args:
        model: a built model of this package, such as `ResNet50()`.
        path: a `.safetensors`, `.keras` or `.h5` file that a supported library wrote.

    Returns:
        The same model, with its weights set.

    Raises:
        ModelError: there is no such file, no source knows it for this model, or its weights do not fit.

    Example:
        >>> model = models.load_weights(models.ResNet50(), "resnet50.safetensors")
    """
    with WeightFile(path) as file:
        for source in sources():
            if source.matches(model, file):
                source.copy(model, file)
                return model
    known = ", ".join(source.TITLE for source in sources())
    raise ModelError(f"this file holds no weights known for {type(model).__name__}", f"Known are: {known}.", str(path))


@cache
def sources() -> list:
    """Returns the modules of this folder that are a source of weights."""
    found = [importlib.import_module(f"{__name__}.{entry.name}") for entry in pkgutil.iter_modules(__path__)]
    return [module for module in found if hasattr(module, "matches")]

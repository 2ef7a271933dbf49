"""Weights that a model of this package saved itself: `model.save("x.keras")` or `model.save_weights("x.weights.h5")`."""

from __future__ import annotations

from dlteach.errors import ModelError
from dlteach.models.saved import load
from dlteach.models.weights.files import WeightFile, assign

TITLE = "this package's own files (.keras, .weights.h5)"


def matches(model, file: WeightFile) -> bool:
    """Says whether a `.keras` file holds this class, or an HDF5 file is one of Keras 3 with as many arrays."""
    if file.kind == "keras":
        return file.config.get("registered_name") == f"dlteach>{type(model).__name__}"
    if file.kind == "h5":
        stored = [name for name in file.tensors if name.split("/")[-2:-1] == ["vars"] and "seed" not in name]
        return len(stored) == len(model.weights)
    return False


def copy(model, file: WeightFile) -> None:
    """Copies every weight in order."""
    if file.kind == "h5":
        try:
            model.load_weights(file.path)
        except ValueError as error:
            problem = f"these weights do not fit {type(model).__name__}"
            raise ModelError(problem, "Build it with the arguments it was saved with.", str(file.path)) from error
        return
    source = load(file.path)
    if len(source.weights) != len(model.weights):
        problem = f"the file's {type(model).__name__} has {len(source.weights)} weights, the model {len(model.weights)}"
        raise ModelError(problem, "Build it with the arguments it was saved with.", str(file.path))
    for variable, value in zip(model.weights, source.weights, strict=True):
        assign(variable, value.numpy(), f"{file.path}, {value.path}")

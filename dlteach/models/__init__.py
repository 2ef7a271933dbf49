"""Deep-learning architectures as Keras models, each readable like its paper.

The classes are imported on first use: naming models, or reading about them, never imports Keras.

Example:
    >>> from dlteach import models
    >>> models.info("lenet5").year
    1998
    >>> models.build("lenet5", classes=5).output_shape
    (None, 5)
    >>> models.LeNet5(classes=5).output_shape
    (None, 5)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

    from dlteach.models.catalogue import Card

_FUNCTIONS = ("build", "info", "load", "load_weights", "names", "weightless")


def names() -> list[str]:
    """Returns every name that `build` and `info` know, by year of the paper."""
    import dlteach.models.catalogue as catalogue

    return catalogue.names()


def info(name: str) -> Card:
    """Returns the card of a model: paper, year, task, parameters and headline result. Imports no Keras.

    Args:
        name: one of `names()`, such as "resnet50"; case, hyphens and spaces do not matter.

    Raises:
        ModelError: no model has that name.
    """
    import dlteach.models.catalogue as catalogue

    return catalogue.card(name)


def build(name: str, **config: Any) -> keras.Model:
    """Builds a model by its name.

    Args:
        name: one of `names()`, such as "resnet50"; case, hyphens and spaces do not matter.
        **config: arguments of the class; they replace those of the card.

    Returns:
        The `keras.Model`, its weights drawn at random.

    Raises:
        ModelError: no model has that name, or the class has no such argument.
    """
    import dlteach.models.catalogue as catalogue

    return catalogue.build(name, **config)


def load(path: str) -> keras.Model:
    """Loads a `.keras` file in any process, with safe mode on. See `dlteach.models.saved.load`.

    Raises:
        ModelError: the file is missing, is no `.keras` file, or carries code.
    """
    import dlteach.models.saved as saved

    return saved.load(path)


def load_weights(model: keras.Model, path: str) -> keras.Model:
    """Copies trained weights from a file of another library into a model. See `dlteach.models.weights`."""
    import dlteach.models.weights as weights

    return weights.load_weights(model, path)


def weightless():
    """Builds models of any size without a single weight. See `dlteach.models.scope.weightless`."""
    import dlteach.models.scope as scope

    return scope.weightless()


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return __dir__()
    if name.startswith("_"):
        raise AttributeError(name)
    import dlteach.models.catalogue as catalogue

    return catalogue.exported(name)


def __dir__() -> list[str]:
    import dlteach.models.catalogue as catalogue

    return sorted([*_FUNCTIONS, *catalogue.exports()])

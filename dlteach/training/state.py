"""All that a training is at one moment: the variables of model, optimizer and metrics, and what its callbacks remember."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import tree

# so many examples tell one data set from another
EXAMPLES_LOOKED_AT = 1000
# a callback's own business, set anew by Keras
NOT_KEPT = ("params", "_model", "validation_data")


def variables(model: keras.Model) -> list[list[Any]]:
    """Weights, what is not trained (the states of random numbers among it), the optimizer's and the metrics' variables."""
    return [
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    ]


def build(model: keras.Model, batch: tuple[Any, ...]) -> None:
    """Makes all of a model's variables, which Keras puts off until it needs them."""
    # what Keras's own `fit` does first on JAX and PyTorch; on TensorFlow it leaves it to the first step
    model._symbolic_build(data_batch=batch)


def random_state() -> list[np.ndarray]:
    """The state of the random numbers that no variable holds: on PyTorch, dropout draws from the program's own."""
    if keras.backend.backend() != "torch":
        return []
    import torch

    cards = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return [state.numpy() for state in (torch.get_rng_state(), *cards)]


def set_random_state(arrays: Sequence[np.ndarray]) -> None:
    """Goes on with the random numbers of `random_state`."""
    if not arrays:
        return
    import torch

    processor, *cards = map(torch.from_numpy, arrays)
    torch.set_rng_state(processor)
    if len(cards) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(cards)


def values(model: keras.Model) -> list[list[np.ndarray]]:
    """The values of `variables`, also in the midst of a training."""
    if hasattr(model, "jax_state_sync"):
        # JAX's trainer keeps the newest ones elsewhere until they are asked for
        model.jax_state_sync()
    return [[keras.ops.convert_to_numpy(one) for one in group] for group in variables(model)]


def assign(group: Sequence[Any], arrays: Sequence[np.ndarray]) -> None:
    """Sets variables to values."""
    for variable, array in zip(group, arrays, strict=True):
        variable.assign(array)


def fit_together(groups: Sequence[Sequence[Any]], arrays: Sequence[Sequence[np.ndarray]]) -> bool:
    """Whether values are of the variables' number and shapes."""
    return [[tuple(one.shape) for one in group] for group in groups] == [
        [array.shape for array in group] for group in arrays
    ]


def remembered(callback: keras.callbacks.Callback, arrays: list[np.ndarray]) -> dict[str, Any]:
    """What a callback remembers in its attributes, as far as it is plain: numbers, texts, arrays, and lists of those.

    Args:
        callback: any.
        arrays: takes the arrays; what is returned names them by their place in it.
    """
    kept = {}
    for name, value in vars(callback).items():
        if name not in NOT_KEPT and plain(value):
            kept[name] = _written(value, arrays)
    return kept


def remind(callback: keras.callbacks.Callback, kept: dict[str, Any], arrays: Sequence[np.ndarray]) -> None:
    """Gives a callback back what it remembered."""
    for name, value in kept.items():
        setattr(callback, name, _read(value, arrays))


def plain(value: Any) -> bool:
    """Whether a value is made of numbers, texts and arrays of numbers alone."""
    if type(value) is dict:
        return all(map(plain, [*value.keys(), *value.values()]))
    if type(value) in (list, tuple):
        return all(map(plain, value))
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype != object
    return value is None or type(value) in (bool, int, float, str)


def _written(value: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(value, dict):
        return {"pairs": [[_written(key, arrays), _written(one, arrays)] for key, one in value.items()]}
    if isinstance(value, list | tuple):
        return {type(value).__name__: [_written(one, arrays) for one in value]}
    if isinstance(value, np.ndarray | np.generic):
        arrays.append(np.asarray(value))
        return {"array" if isinstance(value, np.ndarray) else "number": len(arrays) - 1}
    return value


def _read(value: Any, arrays: Sequence[np.ndarray]) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, inside),) = value.items()
    if kind == "pairs":
        return {_read(key, arrays): _read(one, arrays) for key, one in inside}
    if kind in ("array", "number"):
        return arrays[inside] if kind == "array" else arrays[inside][()]
    return (tuple if kind == "tuple" else list)(_read(one, arrays) for one in inside)


def fingerprint(*parts: Any) -> str:
    """A short text that differs where anything in the parts does: arrays are looked at in up to 1,000 examples."""
    check = 0
    for part in tree.flatten(parts):
        if isinstance(part, str) or part is None:
            check = zlib.crc32(str(part).encode(), check)
            continue
        array = np.asarray(part)
        check = zlib.crc32(f"{array.dtype} {array.shape}".encode(), check)
        if array.ndim:
            chosen = np.unique(np.linspace(0, max(0, len(array) - 1), EXAMPLES_LOOKED_AT).astype(int))
            array = array[chosen] if len(array) else array
        check = zlib.crc32(array.tobytes(), check)
    return f"{check:08x}"


def configuration(thing: Any) -> str:
    """A Keras object, such as an optimizer or a loss, as text: what it is and how it is set, whatever its name."""
    try:
        told = json.dumps(_nameless(keras.saving.serialize_keras_object(thing)), sort_keys=True, default=str)
    except (TypeError, ValueError, NotImplementedError):
        told = type(thing).__name__
    # where a function or an object stands in memory says nothing
    return re.sub(r"0x[0-9a-fA-F]+", "", told)


def structure(model: keras.Model) -> list[str]:
    """The layers of a model with their settings, as texts; the same before it is built and after."""
    layers = [
        layer
        for layer in model._flatten_layers(include_self=False)
        if not isinstance(layer, keras.Model | keras.layers.InputLayer)
    ]
    return [type(model).__name__, *map(configuration, layers)]


def _nameless(config: Any) -> Any:
    """A configuration without names, which count the layers that were made before in the same program."""
    if isinstance(config, dict):
        left_out = ("name", "shared_object_id", "build_config")
        return {key: _nameless(value) for key, value in config.items() if key not in left_out}
    return [_nameless(value) for value in config] if isinstance(config, list | tuple) else config

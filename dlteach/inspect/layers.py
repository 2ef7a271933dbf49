"""Finding a layer by name and reading what it computes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from dlteach.errors import ModelError


def layer_named(model: keras.Model, name: str) -> Any:
    """The layer of that name.

    Raises:
        ModelError: the model has none; the error lists those it has.
    """
    for layer in model.layers:
        if layer.name == name:
            return layer
    raise ModelError(
        f'"{model.name}" has no layer "{name}"', f"Its layers: {', '.join(layer.name for layer in model.layers)}."
    )


def one_image(image: Any) -> np.ndarray:
    """An image as a batch of one, (1, height, width, channels); a missing channel axis is added.

    Raises:
        ModelError: it is no image.
    """
    array = np.asarray(image, "float32")
    if array.ndim == 2:
        array = array[..., None]
    if array.ndim == 4 and array.shape[0] == 1:
        array = array[0]
    if array.ndim != 3:
        raise ModelError(
            f"an array of shape {np.shape(image)} is no single image", "Give (height, width, channels), one image."
        )
    return array[None]


def output_of(model: keras.Model, name: str, images: np.ndarray) -> np.ndarray:
    """What a layer gives for a batch of images, in prediction."""
    part = keras.Model(model.inputs, layer_named(model, name).output)
    return keras.ops.convert_to_numpy(part(keras.ops.convert_to_tensor(images), training=False))

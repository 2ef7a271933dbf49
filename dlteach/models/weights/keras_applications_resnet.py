"""ResNet weights of keras.applications: `.keras`, Keras 3's `.weights.h5`, and the `.h5` files it downloads."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import numpy as np

from dlteach.models.resnet import ResNet
from dlteach.models.weights.files import WeightFile
from dlteach.models.weights.residual import copy_residual, require_stride

TITLE = "keras.applications' ResNet (.keras, .weights.h5, .h5)"
EPSILON = 1.001e-5
STEM = "conv1_conv"
KERAS_3_BIAS = "layers/conv2d/vars/1"  # its convolutions have a bias, ours have none


def matches(model, file: WeightFile) -> bool:
    """Says whether the file holds the layers of keras.applications, by name or in Keras 3's order."""
    if not isinstance(model, ResNet):
        return False
    if file.kind == "keras":
        layers = file.config.get("config", {}).get("layers", [])
        return any(layer.get("config", {}).get("name") == STEM for layer in layers)
    if file.kind == "h5":
        return KERAS_3_BIAS in file.tensors or any(f"{STEM}/" in name for name in file.tensors)
    return False


def copy(model: ResNet, file: WeightFile) -> None:
    """Copies every weight; the biases of the convolutions and the larger epsilon go into the normalisations."""
    require_stride(model, True, "keras.applications", str(file.path))
    if file.kind == "h5" and KERAS_3_BIAS not in file.tensors:
        table = _by_name(file.tensors)
    else:
        source = file.model() if file.kind == "keras" else _reference(model, file)
        table = {layer.name: {weight.name: weight.numpy() for weight in layer.weights} for layer in source.layers}
    copy_residual(model, lambda layer: table.get(layer, {}), str(file.path), EPSILON)


def _by_name(tensors: Mapping[str, np.ndarray]) -> dict[str, dict[str, np.ndarray]]:
    """Sorts paths such as model_weights/conv1_conv/conv1_conv/kernel:0 by layer and weight."""
    table: dict[str, dict[str, np.ndarray]] = {}
    for path, array in tensors.items():
        *_, layer, weight = path.split("/")
        # the classifier was called fc1000 or probs in early files
        layer = "predictions" if layer in ("fc1000", "probs") else layer
        table.setdefault(layer, {})[weight.removesuffix(":0")] = array
    return table


def _reference(model: ResNet, file: WeightFile) -> keras.Model:
    """Builds the model of keras.applications that wrote the file, for Keras 3 stores weights without layers' names."""
    kernel = file.tensors.get("layers/dense/vars/0")
    build = getattr(keras.applications, type(model).__name__)
    source = build(weights=None, include_top=kernel is not None, classes=1000 if kernel is None else kernel.shape[1])
    source.load_weights(file.path)
    return source

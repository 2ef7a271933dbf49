"""ResNet weights from a `.keras` file of KerasHub: a ResNetBackbone, or an image classifier around one."""

from __future__ import annotations

import re

from dlteach.models.resnet import ResNet
from dlteach.models.weights.files import WeightFile
from dlteach.models.weights.residual import copy_residual, require_stride

TITLE = "KerasHub's ResNet (.keras)"


def matches(model, file: WeightFile) -> bool:
    """Says whether a `.keras` file holds KerasHub's ResNet."""
    return isinstance(model, ResNet) and str(file.config.get("registered_name")).startswith("keras_hub>ResNet")


def copy(model: ResNet, file: WeightFile) -> None:
    """Copies every weight; KerasHub halves the image on the 3×3 convolution."""
    require_stride(model, False, "KerasHub", str(file.path))
    source = file.model("keras_hub")
    layers = {layer.name: layer for layer in source.layers}
    if hasattr(source, "backbone"):
        layers |= {layer.name: layer for layer in source.backbone.layers}

    def values(name):
        layer = layers.get(translate(name))
        return {} if layer is None else {weight.name: weight.numpy() for weight in layer.weights}

    copy_residual(model, values, str(file.path))


def translate(layer: str) -> str:
    """Translates a layer's name: conv3_block1_2_bn → stack1_block0_2_bn."""
    inside = re.fullmatch(r"conv(\d)_block(\d+)_(.+)", layer)
    if inside is None:
        return layer
    return f"stack{int(inside[1]) - 2}_block{int(inside[2]) - 1}_{inside[3]}"

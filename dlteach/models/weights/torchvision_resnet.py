"""ResNet weights under torchvision's names: conv1.weight, layer1.0.bn1.running_mean, …, fc.bias."""

from __future__ import annotations

import re

from dlteach.models.resnet import ResNet
from dlteach.models.weights.files import WeightFile
from dlteach.models.weights.residual import copy_residual, require_stride
from dlteach.models.weights.torch_layers import torch_values

TITLE = "torchvision's ResNet (.safetensors)"


def matches(model, file: WeightFile) -> bool:
    """Says whether a safetensors file holds torchvision's names."""
    return isinstance(model, ResNet) and file.kind == "safetensors" and "layer1.0.conv1.weight" in file.tensors


def copy(model: ResNet, file: WeightFile) -> None:
    """Copies every weight; torchvision halves the image on the 3×3 convolution."""
    require_stride(model, False, "torchvision", str(file.path))
    copy_residual(model, lambda layer: torch_values(file.tensors, prefix(layer)), str(file.path))


def prefix(layer: str) -> str:
    """Translates a layer's name: conv3_block1_2_bn → layer2.0.bn2, conv3_block1_0_conv → layer2.0.downsample.0."""
    if layer == "predictions":
        return "fc"
    inside = re.fullmatch(r"conv(\d)_block(\d+)_(\d)_(conv|bn)", layer)
    if inside is None:
        return {"conv1_conv": "conv1", "conv1_bn": "bn1"}[layer]
    stage, block, number, kind = inside.groups()
    start = f"layer{int(stage) - 1}.{int(block) - 1}"
    if number == "0":
        return f"{start}.downsample.{0 if kind == 'conv' else 1}"
    return f"{start}.{kind}{number}"

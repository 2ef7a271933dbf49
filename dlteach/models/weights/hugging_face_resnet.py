"""ResNet weights under the names of Hugging Face transformers: resnet.embedder…, resnet.encoder.stages.0.…"""

from __future__ import annotations

import re

from dlteach.models.resnet import ResNet
from dlteach.models.weights.files import WeightFile
from dlteach.models.weights.residual import copy_residual, require_stride
from dlteach.models.weights.torch_layers import torch_values

TITLE = "transformers' ResNet (.safetensors)"
STEM = "embedder.embedder.convolution.weight"


def matches(model, file: WeightFile) -> bool:
    """Says whether a safetensors file holds transformers' names, with the classifier or without."""
    return (
        isinstance(model, ResNet)
        and file.kind == "safetensors"
        and (STEM in file.tensors or f"resnet.{STEM}" in file.tensors)
    )


def copy(model: ResNet, file: WeightFile) -> None:
    """Copies every weight; transformers halves the image on the 3×3 convolution."""
    require_stride(model, False, "transformers", str(file.path))
    start = "resnet." if f"resnet.{STEM}" in file.tensors else ""
    copy_residual(model, lambda layer: torch_values(file.tensors, prefix(layer, start)), str(file.path))


def prefix(layer: str, start: str = "resnet.") -> str:
    """Translates a layer's name: conv3_block1_2_bn → resnet.encoder.stages.1.layers.0.layer.1.normalization."""
    if layer == "predictions":
        return "classifier.1"
    kind = "convolution" if layer.endswith("conv") else "normalization"
    inside = re.fullmatch(r"conv(\d)_block(\d+)_(\d)_(conv|bn)", layer)
    if inside is None:
        return f"{start}embedder.embedder.{kind}"
    stage, block, number, _ = inside.groups()
    place = "shortcut" if number == "0" else f"layer.{int(number) - 1}"
    return f"{start}encoder.stages.{int(stage) - 2}.layers.{int(block) - 1}.{place}.{kind}"

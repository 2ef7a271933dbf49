"""What all sources of ResNet weights share: each gives the values of a layer by name, this puts them in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import keras
import numpy as np

from dlteach.errors import ModelError
from dlteach.models.resnet import EPSILON, ResNet
from dlteach.models.weights.files import assign

Values = Callable[[str], Mapping[str, np.ndarray]]


def copy_residual(model: ResNet, values: Values, place: str, epsilon: float = EPSILON) -> None:
    """Sets every weight of a ResNet.

    Args:
        model: the model to fill.
        values: gives for a layer's name its arrays by Keras's names (kernel, bias, gamma, …), or none.
        place: the file, for messages.
        epsilon: of the source's batch normalisations.

    Raises:
        ModelError: the file lacks a layer, or a shape differs.
    """
    for layer in model.layers:
        if not layer.weights:
            continue
        found = dict(values(layer.name))
        if not found:
            raise ModelError(f"the file has no {layer.name} for {type(model).__name__}", _remedy(layer.name), place)
        if isinstance(layer, keras.layers.BatchNormalization):
            # a convolution's bias shifts what is normalised: γ (z + b − μ) / √(σ² + ε) + β, so μ' = μ − b
            bias = values(layer.name.removesuffix("_bn") + "_conv").get("bias", 0.0)
            found["moving_mean"] = found["moving_mean"] - bias
            # and σ'² + ε' = σ² + ε
            found["moving_variance"] = found["moving_variance"] + (epsilon - EPSILON)
        for weight in layer.weights:
            assign(weight, found[weight.name], f"{place}, {layer.name}")


def require_stride(model: ResNet, on_first: bool, title: str, place: str) -> None:
    """Refuses a model whose bottlenecks halve the image elsewhere than where the weights were trained for it.

    Raises:
        ModelError: they do.
    """
    if model.bottleneck and model.config["stride_on_first"] != on_first:
        where = "first 1×1" if on_first else "3×3"
        problem = f"{title} halves the image on the {where} convolution of a block"
        raise ModelError(problem, f"Build the model with stride_on_first={on_first}.", place)


def _remedy(layer: str) -> str:
    if layer == "predictions":
        return "Build the model with include_top=False."
    return "Build the depth that the file holds."

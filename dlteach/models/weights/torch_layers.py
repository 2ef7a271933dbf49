"""PyTorch's layers in Keras's names and orders of axes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

NORMALISATION = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}


def torch_values(tensors: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    """Returns the arrays of the PyTorch layer `prefix` under Keras's names; empty where there is no such layer.

    A convolution's kernel turns from (out, in, height, width) to (height, width, in, out), a dense layer's from
    (out, in) to (in, out); a normalisation is known by its running mean or by its one-dimensional weight.
    """
    found = {
        name: tensors[f"{prefix}.{name}"]
        for name in ("weight", "bias", "running_mean", "running_var")
        if f"{prefix}.{name}" in tensors
    }
    if "weight" not in found:
        return {}
    if found["weight"].ndim == 1:
        return {NORMALISATION[name]: array for name, array in found.items()}
    axes = (2, 3, 1, 0) if found["weight"].ndim == 4 else (1, 0)
    values = {"kernel": found["weight"].transpose(axes)}
    return {**values, "bias": found["bias"]} if "bias" in found else values

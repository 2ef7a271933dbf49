"""Which attention kernel the device at hand has."""

from __future__ import annotations

from functools import cache

import keras


@cache
def has_fused_attention() -> bool:
    """Whether `keras.ops.dot_product_attention` runs as one fused kernel here: on torch, and on JAX with a GPU.

    A fused kernel never writes the table of attention weights to memory. Elsewhere the formula written out is as fast
    as anything, and on the CPU faster than Keras's general layer.
    """
    backend = keras.backend.backend()
    if backend == "jax":
        return keras.distribution.list_devices()[0].startswith("gpu")
    return backend == "torch"

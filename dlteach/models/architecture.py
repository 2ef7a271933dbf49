"""What every architecture shares: it comes back from a file as it went in."""

from __future__ import annotations

from typing import Any

import keras

from dlteach.errors import ModelError


class Architecture(keras.Model):
    """A functional `keras.Model` that is rebuilt from the arguments it was made with.

    A subclass builds its graph, calls `super().__init__(inputs=…, outputs=…, **kwargs)`, then sets `self.config` to
    its own arguments as a dictionary. Saved with them are the dtype policy it was built under and the names of its
    frozen layers, so that a model in mixed precision, or one in the midst of fine-tuning, is loaded as it was.

    Example:
        >>> @keras.saving.register_keras_serializable(package="dlteach")
        ... class Line(Architecture):
        ...     def __init__(self, features=1, **kwargs):
        ...         x = keras.Input((features,))
        ...         super().__init__(inputs=x, outputs=keras.layers.Dense(1)(x), **kwargs)
        ...         self.config = {"features": features}
    """

    config: dict[str, Any]

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments, the dtype policy and the names of frozen layers."""
        frozen = [layer.name for layer in self.layers if not layer.trainable]
        return {"name": self.name, **self.config, "dtype": self.dtype_policy.name, "frozen": frozen}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None):
        """Builds the model that `get_config` described."""
        arguments = dict(config)
        policy = arguments.pop("dtype", None)
        frozen = set(arguments.pop("frozen", ()))
        outside = keras.config.dtype_policy()
        keras.config.set_dtype_policy(policy or outside)
        try:
            model = cls(**arguments)
        finally:
            keras.config.set_dtype_policy(outside)
        for layer in model.layers:
            if layer.name in frozen:
                layer.trainable = False
        return model


def output_dtype() -> str:
    """Returns the dtype for a model's last layer: float32 where the policy computes in half precision.

    A softmax or a loss in 16 bits overflows or loses small probabilities; everything before it may stay in 16 bits.
    """
    return at_least_float32(keras.config.dtype_policy().compute_dtype)


def at_least_float32(dtype: str) -> str:
    """Returns float32 for a half-precision dtype, and any other unchanged."""
    return "float32" if dtype in ("float16", "bfloat16") else dtype


def pool_globally(x, pooling: str | None):
    """Reduces the last maps of a network without its top to one number each, as keras.applications' `pooling` does.

    Args:
        x: the maps, (batch, height, width, channels).
        pooling: None leaves the maps as they are, "avg" takes their mean, "max" their maximum.

    Raises:
        ModelError: another value of `pooling`.
    """
    if pooling is None:
        return x
    if pooling == "avg":
        return keras.layers.GlobalAveragePooling2D(name="avg_pool")(x)
    if pooling == "max":
        return keras.layers.GlobalMaxPooling2D(name="max_pool")(x)
    raise ModelError(f'there is no pooling "{pooling}"', 'Choose None, "avg" or "max".')

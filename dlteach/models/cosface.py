"""CosFace: learn to tell people apart by the direction of a vector, with a margin between them.

Wang et al. (2018), CosFace: large margin cosine loss for deep face recognition, arXiv:1801.09414. What is wanted is the vector,
the embedding of a face; the classes are the people it is learned on, and are left away afterwards.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from dlteach.models.architecture import at_least_float32


@keras.saving.register_keras_serializable(package="dlteach")
class CosineScores(layers.Layer):
    """The cosine between an embedding and the direction of each class: cos θⱼ = W̃ⱼᵀ x̃, both of length 1.

    Args:
        classes: number of classes, such as people.

    Input (batch, features), output (batch, classes) from −1 to 1.
    """

    def __init__(self, classes: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.classes = classes

    def build(self, x_shape):
        """Makes one direction a class."""
        shape = (x_shape[-1], self.classes)
        self.directions = self.add_weight(shape=shape, initializer="glorot_uniform", name="directions")

    def call(self, x):
        """Returns the cosines."""
        return ops.matmul(of_length_one(x, axis=-1), of_length_one(self.directions, axis=0))

    def compute_output_shape(self, x_shape):
        """(batch, classes)."""
        return (*x_shape[:-1], self.classes)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "classes": self.classes}


@keras.saving.register_keras_serializable(package="dlteach")
class LargeMarginCosineLoss(keras.losses.Loss):
    """Cross-entropy of s · cos θ, in which the right class must be ahead of all others by a margin m.

    Args:
        scale: s, how sharply cosines, which are at most 1, are told apart.
        margin: m, taken off the cosine of the right class; 0 is a plain softmax over cosines.

    Reference:
        Wang et al. (2018), arXiv:1801.09414, equation 4.
    """

    def __init__(self, scale: float = 64.0, margin: float = 0.35, name: str = "large_margin_cosine", **kwargs: Any):
        super().__init__(name=name, **kwargs)
        self.scale, self.margin = scale, margin

    def call(self, y_true, y_pred):
        """Returns one loss an example: classes (batch,) or (batch, 1), cosines (batch, classes)."""
        cosines = ops.cast(y_pred, at_least_float32(keras.backend.standardize_dtype(y_pred.dtype)))
        right = ops.one_hot(ops.cast(ops.reshape(y_true, (-1,)), "int32"), cosines.shape[-1], dtype=cosines.dtype)
        # L = −ln( e^{s (cos θ_y − m)} / (e^{s (cos θ_y − m)} + Σ_{j≠y} e^{s cos θ_j}) )
        scores = self.scale * (cosines - self.margin * right)
        return ops.logsumexp(scores, axis=-1) - ops.sum(right * scores, axis=-1)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "scale": self.scale, "margin": self.margin}


def of_length_one(x, axis: int):
    """x / ‖x‖ along an axis."""
    return x / ops.sqrt(ops.sum(x * x, axis=axis, keepdims=True) + 1e-12)

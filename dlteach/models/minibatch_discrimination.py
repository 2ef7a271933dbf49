"""Minibatch discrimination: the discriminator sees how alike the samples of a batch are, so collapse is noticed.

Salimans, Goodfellow, Zaremba, Cheung, Radford, Chen (2016), Improved techniques for training GANs, arXiv:1606.03498,
section 3.2. The authors' network normalises the weights (arXiv:1602.07868) and masks each sample's distance to itself.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="dlteach")
class MinibatchDiscrimination(layers.Layer):
    """Appends to each sample's features how close it is to the other samples of its batch.

    (batch, features) → (batch, features + kernels). Every kernel maps a sample to a point of `kernel_dims` numbers;
    the new feature is near 0 plus its bias where a sample is far from all others, and batch − 1 plus its bias where
    all samples are alike. 192 features, 100 kernels and 5 dimensions have 96,600 weights.

    Args:
        kernels: number of new features.
        kernel_dims: numbers by which each kernel compares two samples.

    Reference:
        Salimans et al. (2016), arXiv:1606.03498, section 3.2.

    Example:
        >>> MinibatchDiscrimination(100, 5)(ops.ones((64, 192))).shape
        TensorShape([64, 292])
    """

    def __init__(self, kernels: int = 100, kernel_dims: int = 5, **kwargs):
        super().__init__(**kwargs)
        self.kernels = kernels
        self.kernel_dims = kernel_dims

    def build(self, input_shape: tuple) -> None:
        """Creates the direction θ and scale of the weights and the bias."""
        shape = (input_shape[-1], self.kernels, self.kernel_dims)
        self.direction = self.add_weight(
            shape=shape, initializer=keras.initializers.RandomNormal(0, 0.05), name="theta"
        )
        self.log_scale = self.add_weight(shape=shape[1:], initializer="zeros", name="log_scale")
        self.bias = self.add_weight(shape=(self.kernels,), initializer=keras.initializers.Constant(-1), name="bias")

    def call(self, x):
        """Returns x with the closeness to the batch appended."""
        # T = e^s θ / ‖θ‖
        tensor = ops.exp(self.log_scale) * self.direction / ops.norm(self.direction, axis=0)  # (features, B, C)
        # M_i = x_i T
        points = ops.tensordot(x, tensor, axes=1)  # (batch, B, C)
        # ‖M_i,b − M_j,b‖₁
        apart = ops.sum(ops.abs(points[:, None] - points[None, :]), axis=-1)  # (batch, batch, B)
        # c_b(x_i, x_j) = e^(−‖M_i,b − M_j,b‖₁), and nothing of x_i itself
        others = 1 - ops.eye(ops.shape(x)[0], dtype=apart.dtype)  # (batch, batch)
        closeness = ops.exp(-apart) * others[:, :, None]
        # o(x_i)_b = Σ_j c_b(x_i, x_j)
        return ops.concatenate([x, ops.sum(closeness, axis=1) + self.bias], axis=-1)  # (batch, features + B)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Returns (batch, features + kernels)."""
        return (*input_shape[:-1], input_shape[-1] + self.kernels)

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "kernels": self.kernels, "kernel_dims": self.kernel_dims}

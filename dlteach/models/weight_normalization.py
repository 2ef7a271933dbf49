"""Weight normalization: each unit's weights are split into a length and a direction, learnt apart.

Salimans, Kingma (2016), Weight normalization: a simple reparameterization to accelerate training of deep neural
networks, arXiv:1602.07868, section 2.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops

from dlteach.errors import ModelError


@keras.saving.register_keras_serializable(package="dlteach")
class WeightNormalization(layers.Wrapper):
    """Gives a layer the kernel w = g v / ‖v‖, one length g and one direction v per output unit.

    The kernel of the wrapped layer becomes v. Lengths start as ‖v‖, so wrapping changes no output; only the
    gradient's course differs. It equals `torch.nn.utils.parametrizations.weight_norm` on dense and convolution layers.

    Args:
        layer: a layer with a `kernel`: Dense, Conv1D, Conv2D, Conv3D or a transposed convolution.

    Raises:
        ModelError: the layer has no kernel.

    Reference:
        Salimans, Kingma (2016), arXiv:1602.07868.

    Example:
        >>> WeightNormalization(keras.layers.Dense(10))(ops.ones((2, 4))).shape
        TensorShape([2, 10])
    """

    def __init__(self, layer: layers.Layer, **kwargs):
        super().__init__(layer, **kwargs)
        # a transposed convolution's kernel ends (…, output, input), all others (…, input, output)
        self.unit_axis = -2 if "Transpose" in type(layer).__name__ else -1

    def build(self, input_shape: Any = None) -> None:
        """Builds the layer and starts the lengths at those of its kernel."""
        super().build(input_shape)
        if not isinstance(getattr(self.layer, "kernel", None), keras.Variable):
            raise ModelError(
                f"WeightNormalization found no kernel in the layer {type(self.layer).__name__}",
                "Wrap a Dense or convolution layer.",
            )
        kernel = self.layer.kernel
        units = kernel.shape[self.unit_axis]
        self.length = self.add_weight(shape=(units,), name="length", initializer=lambda *_, **__: self._lengths(kernel))

    def call(self, x, **kwargs):
        """Calls the layer with the normalised kernel."""
        kernel = self.layer.kernel
        # w = g v / ‖v‖
        scale = self.length / self._lengths(kernel)
        normed = kernel * (scale[:, None] if self.unit_axis == -2 else scale)
        weights = [normed if weight is kernel else weight.value for weight in self.layer.trainable_variables]
        state = [variable.value for variable in self.layer.non_trainable_variables]
        outputs, _ = self.layer.stateless_call(weights, state, x, **kwargs)
        return outputs

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Returns the layer's output shape."""
        return self.layer.compute_output_shape(input_shape)

    def _lengths(self, kernel):
        units = kernel.shape[self.unit_axis]
        axis = len(kernel.shape) + self.unit_axis
        # one row of weights per output unit
        rows = ops.reshape(ops.moveaxis(kernel, axis, 0), (units, -1))
        return ops.sqrt(ops.sum(ops.square(rows), axis=1))

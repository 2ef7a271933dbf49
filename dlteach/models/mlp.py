"""The multilayer perceptron: dense layers with a nonlinearity between them, trained by back-propagation.

Rumelhart, Hinton, Williams (1986), Learning representations by back-propagating errors,
Nature 323, doi:10.1038/323533a0.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import layers

from dlteach.models.architecture import Architecture, output_dtype


@keras.saving.register_keras_serializable(package="dlteach")
class MLP(Architecture):
    """Each hidden layer computes h = f(W x + b); the last one turns scores into probabilities.

    Args:
        input_shape: shape of one sample; it is flattened first. The default is one image of `digits`.
        hidden_sizes: units of each hidden layer, from the input to the output.
        classes: number of classes.
        activation: of the hidden layers.
        dropout: share of each hidden layer's outputs that is set to zero while training, from 0 to below 1.

    Reference:
        Rumelhart, Hinton, Williams (1986), doi:10.1038/323533a0. Dropout: Srivastava et al. (2014), JMLR 15.

    Example:
        >>> model = MLP(hidden_sizes=(128, 64))
        >>> model.count_params()
        17226
    """

    def __init__(
        self,
        input_shape: Sequence[int] = (8, 8, 1),
        hidden_sizes: Sequence[int] = (128, 64),
        classes: int = 10,
        activation: str = "relu",
        dropout: float = 0.0,
        **kwargs,
    ):
        sample = keras.Input(tuple(input_shape), name="sample")  # (batch, 8, 8, 1)
        x = layers.Flatten(name="flatten")(sample)  # (batch, 64)
        for number, units in enumerate(hidden_sizes, start=1):
            # h = f(W x + b)
            x = layers.Dense(units, activation=activation, name=f"hidden_{number}")(x)  # (batch, units)
            if dropout:
                x = layers.Dropout(dropout, name=f"dropout_{number}")(x)  # (batch, units)
        scores = layers.Dense(classes, activation="softmax", dtype=output_dtype(), name="output")(x)  # (batch, classes)
        super().__init__(inputs=sample, outputs=scores, **kwargs)
        self.config = {
            "input_shape": tuple(input_shape),
            "hidden_sizes": tuple(hidden_sizes),
            "classes": classes,
            "activation": activation,
            "dropout": dropout,
        }

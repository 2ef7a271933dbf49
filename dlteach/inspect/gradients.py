"""How strong the training signal is in each layer, and how far back in time it reaches."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach import views
from dlteach.errors import ModelError
from dlteach.models.gradients import input_gradient, values_and_gradients

from .words import curve, short


def gradient_norms(model: keras.Model, x: Any, y: Any, loss: Any) -> views.Table:
    """Computes the size of the loss's gradient in each layer, for one batch, without changing the model.

    Args:
        model: a model with weights.
        x: inputs of one batch.
        y: what is to be predicted.
        loss: a loss of Keras or its name, such as "sparse_categorical_crossentropy".

    Returns:
        A row for each layer with weights, from input to output: number of weights, Euclidean norm of their gradient,
        and its size for one weight (root mean square). `words` of the finding stand in the note.

    Raises:
        ModelError: the model has no trainable weights.

    Reference:
        Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks, section 4.2.
    """
    variables = model.trainable_variables
    if not variables:
        raise ModelError(f'"{model.name}" has no weights to train', "Choose a model whose layers are trainable.")
    measure = keras.losses.get(loss)
    inputs, targets = ops.convert_to_tensor(x), ops.convert_to_tensor(y)
    state = model.non_trainable_variables
    kept = [ops.copy(variable.value) for variable in state]
    _, gradients = values_and_gradients(
        lambda: [ops.mean(measure(targets, model(inputs, training=True)))], variables, state
    )
    for variable, value in zip(state, kept, strict=True):
        variable.assign(value)
    squares: dict[str, float] = {}
    counts: dict[str, int] = {}
    for variable, gradient in zip(variables, gradients, strict=True):
        layer = variable.path.rsplit("/", 1)[0]
        size = 0.0 if gradient is None else float(np.sum(_numpy(gradient).astype("float64") ** 2))
        squares[layer] = squares.get(layer, 0.0) + size
        counts[layer] = counts.get(layer, 0) + int(np.prod(variable.shape))
    norms = {layer: square**0.5 for layer, square in squares.items()}
    rows = [
        [layer, f"{counts[layer]:,}", short(norm), short(norm / counts[layer] ** 0.5)] for layer, norm in norms.items()
    ]
    return views.Table(
        "Gradient in each layer",
        ["layer", "weights", "norm", "per weight"],
        rows,
        numeric=[1, 2, 3],
        note=_ratio(list(norms.items())),
        name="gradient-norms",
    )


def gradient_curve(model: keras.Model, x: Any) -> views.Curve:
    """Measures how much each step of a sequence still moves the output: the vanishing gradient, seen.

    Args:
        model: a model of sequences (batch, steps, features).
        x: one batch of such sequences.

    Returns:
        The norm of ∂ Σ output / ∂ x[t] for each step t, the mean over the batch, on a logarithmic axis.

    Raises:
        ModelError: the input is no batch of sequences of numbers.

    Reference:
        Pascanu, Mikolov, Bengio (2012), arXiv:1211.5063, section 2.
    """
    sequences = np.asarray(x)
    if sequences.ndim != 3:
        raise ModelError(
            f"an input of shape {sequences.shape} is no batch of sequences", "Give (batch, steps, features)."
        )
    inputs = ops.convert_to_tensor(sequences.astype("float32"))
    gradient = _numpy(input_gradient(lambda values: model(values, training=False), inputs))
    norms = np.linalg.norm(gradient, axis=-1).mean(axis=0)
    told = curve("The gradient", norms.tolist())
    if norms[0] > 0 and norms[-1] > 0:
        told += f" That of the first step is {short(norms[0] / norms[-1])} times that of the last."
    return views.Curve(
        "Gradient over time",
        [views.Series(model.name, norms.tolist())],
        told,
        x_label="step",
        y_label="gradient norm",
        log_y=bool((norms > 0).all()),
        name="gradient-over-time",
    )


def _ratio(norms: list[tuple[str, float]]) -> str:
    (first, start), (last, end) = norms[0], norms[-1]
    if len(norms) < 2 or not end:
        return f"The gradient in {first} has norm {short(start)}."
    if not start:
        return f"No gradient reaches {first}."
    return f"The gradient in {first} is {short(start / end)} times that in {last}."


def _numpy(tensor: Any) -> np.ndarray:
    return ops.convert_to_numpy(ops.stop_gradient(tensor))

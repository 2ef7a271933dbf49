"""Batch and layer normalization: subtract a mean, divide by a standard deviation, then scale and shift."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def batch_norm(x, gamma=1.0, beta=0.0, mean=None, variance=None, epsilon=1e-3):
    """Normalizes each feature over the batch (and over the places of an image).

    Args:
        x: (batch, ..., features).
        gamma: learned scale, (features,).
        beta: learned shift, (features,).
        mean: the running mean that prediction uses, (features,); in training it is left out and comes from the batch.
        variance: the running variance, likewise.
        epsilon: keeps the division safe; 0.001 as in Keras.

    Returns:
        The same shape as `x`. In training every feature has mean β and standard deviation very nearly |γ|.

    Raises:
        ModelError: γ or β has another number of features than `x`.

    Example:
        >>> float(ops.mean(batch_norm(ops.convert_to_tensor([[1.0], [3.0]]))))
        0.0

    Reference:
        Ioffe and Szegedy (2015), arXiv:1502.03167, algorithm 1.
    """
    _check_features(x, gamma=gamma, beta=beta)
    # μ and σ² over every axis but the features
    axes = tuple(range(len(x.shape) - 1))
    mean = ops.mean(x, axis=axes) if mean is None else mean
    variance = ops.var(x, axis=axes) if variance is None else variance
    # y = γ · (x − μ) / √(σ² + ε) + β
    return gamma * (x - mean) / ops.sqrt(variance + epsilon) + beta


def layer_norm(x, gamma=1.0, beta=0.0, epsilon=1e-3):
    """Normalizes each example (each token of a sequence) over its own features.

    Args:
        x: (batch, ..., features).
        gamma: learned scale, (features,).
        beta: learned shift, (features,).
        epsilon: keeps the division safe; 0.001 as in Keras (Transformers often take 1e-5 or 1e-6).

    Returns:
        The same shape as `x`. Nothing depends on the other examples, so training and prediction do the same.

    Raises:
        ModelError: γ or β has another number of features than `x`.

    Example:
        >>> float(ops.mean(layer_norm(ops.convert_to_tensor([[1.0, 3.0]]))))
        0.0

    Reference:
        Ba, Kiros, Hinton (2016), arXiv:1607.06450, equation 3.
    """
    _check_features(x, gamma=gamma, beta=beta)
    # μ and σ² over the features of one example
    mean = ops.mean(x, axis=-1, keepdims=True)
    variance = ops.var(x, axis=-1, keepdims=True)
    # y = γ · (x − μ) / √(σ² + ε) + β
    return gamma * (x - mean) / ops.sqrt(variance + epsilon) + beta


def _check_features(x, **weights):
    for name, weight in weights.items():
        found = tuple(getattr(weight, "shape", ()))
        if found not in ((), (x.shape[-1],)):
            raise ModelError(
                f"{name} has shape {found}, the input {x.shape[-1]} features",
                "Give one number per feature, the last axis.",
            )

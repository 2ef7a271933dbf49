"""The loss of a classifier: the surprise at the right answer."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def softmax_cross_entropy(logits, labels):
    """Mean over the batch of −log of the probability that softmax gives to the right class.

    Args:
        logits: raw scores before softmax, (batch, classes).
        labels: the right classes as whole numbers from 0, (batch,).

    Returns:
        One number, in nats. Guessing all classes alike gives log(classes): 2.303 for ten.

    Raises:
        ModelError: the shapes do not belong together.

    Example:
        >>> round(float(softmax_cross_entropy(ops.zeros((1, 10)), ops.zeros((1,), dtype="int32"))), 3)
        2.303

    Reference:
        Goodfellow, Bengio, Courville (2016), Deep Learning, section 6.2.2.3, https://www.deeplearningbook.org.
    """
    if len(logits.shape) != 2 or tuple(labels.shape) != (logits.shape[0],):
        raise ModelError(
            f"labels have shape {tuple(labels.shape)}, logits {tuple(logits.shape)}",
            "Give logits as (batch, classes) and one class number per example as (batch,).",
        )
    # the largest score is taken off first: softmax stays the same and exp cannot overflow
    z = logits - ops.max(logits, axis=-1, keepdims=True)
    # log softmax(z)[k] = z[k] − log Σ exp(z)
    log_probability = z - ops.log(ops.sum(ops.exp(z), axis=-1, keepdims=True))
    # L = −mean of log p[right class]
    right = ops.one_hot(labels, logits.shape[-1], dtype=logits.dtype)
    return -ops.mean(ops.sum(right * log_probability, axis=-1))

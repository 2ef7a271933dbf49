"""The losses of adversarial training: a game of two, and a distance between two sets of samples."""

from __future__ import annotations

from keras import ops

from dlteach.errors import ModelError


def adversarial_losses(real_scores, fake_scores):
    """What a GAN's discriminator and its generator minimise.

    Args:
        real_scores: the discriminator's scores of real samples before the sigmoid, (batch, 1).
        fake_scores: its scores of generated samples, (batch, 1).

    Returns:
        The discriminator's loss and the generator's, in nats. Where all scores are 0, D = 1/2 everywhere, they are
        2 log 2 = 1.386 and log 2 = 0.693.

    Raises:
        ModelError: the scores are not one number a sample.

    Example:
        >>> d, g = adversarial_losses(ops.zeros((4, 1)), ops.zeros((4, 1)))
        >>> round(float(d), 3), round(float(g), 3)
        (1.386, 0.693)

    Reference:
        Goodfellow et al. (2014), arXiv:1406.2661, equation 1 and section 3.
    """
    _check(real_scores, fake_scores)
    # D = σ(score)
    on_real, on_fake = ops.sigmoid(real_scores), ops.sigmoid(fake_scores)
    # L_D = −E[log D(x)] − E[log(1 − D(G(z)))]
    discriminator = -ops.mean(ops.log(on_real)) - ops.mean(ops.log(1 - on_fake))
    # L_G = −E[log D(G(z))]
    generator = -ops.mean(ops.log(on_fake))
    return discriminator, generator


def wasserstein_losses(real_scores, fake_scores):
    """What a WGAN's critic and its generator minimise.

    Args:
        real_scores: the critic's scores of real samples, (batch, 1).
        fake_scores: its scores of generated samples, (batch, 1).

    Returns:
        The critic's loss and the generator's. Minus the critic's loss is its estimate of the Wasserstein distance.

    Raises:
        ModelError: the scores are not one number a sample.

    Example:
        >>> c, g = wasserstein_losses(ops.array([[3.0], [1.0]]), ops.array([[0.0], [1.0]]))
        >>> float(c), float(g)
        (-1.5, -0.5)

    Reference:
        Arjovsky, Chintala, Bottou (2017), arXiv:1701.07875, algorithm 1.
    """
    _check(real_scores, fake_scores)
    # L_f = E[f(G(z))] − E[f(x)]
    critic = ops.mean(fake_scores) - ops.mean(real_scores)
    # L_G = −E[f(G(z))]
    generator = -ops.mean(fake_scores)
    return critic, generator


def gradient_penalty(slopes):
    """How far the slopes of a critic are from length 1.

    Args:
        slopes: the critic's gradient by its input at each sample, (batch, …).

    Returns:
        One number, 0 or more, before it is multiplied by its weight λ.

    Raises:
        ModelError: there is no axis besides the batch.

    Example:
        >>> float(gradient_penalty(ops.array([[3.0, 4.0], [1.0, 0.0]])))
        8.0

    Reference:
        Gulrajani et al. (2017), arXiv:1704.00028, equation 3.
    """
    if len(slopes.shape) < 2:
        raise ModelError(f"the slopes have shape {tuple(slopes.shape)}", "Give one gradient a sample: (batch, …).")
    # ‖∇f(x̂)‖₂
    length = ops.sqrt(ops.sum(ops.square(slopes), axis=tuple(range(1, len(slopes.shape)))))
    # E[(‖∇f(x̂)‖₂ − 1)²]
    return ops.mean(ops.square(length - 1))


def _check(*scores) -> None:
    for score in scores:
        if len(score.shape) != 2 or score.shape[1] != 1:
            raise ModelError(f"the scores have shape {tuple(score.shape)}", "Give one number a sample: (batch, 1).")

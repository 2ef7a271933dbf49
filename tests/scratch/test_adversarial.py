"""The losses of adversarial training, held equal to Keras's cross-entropy, to SciPy and to plain geometry."""

import keras
import numpy as np
import pytest
from keras import ops
from scipy.stats import wasserstein_distance

from dlteach.errors import ModelError
from dlteach.scratch import adversarial_losses, gradient_penalty, wasserstein_losses


def scores(seed, count=7):
    return np.random.default_rng(seed).normal(0, 2, (count, 1)).astype("float32")


def test_the_gan_losses_are_binary_cross_entropy():
    real, fake = scores(0), scores(1)
    judge, forger = adversarial_losses(ops.array(real), ops.array(fake))
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    expected = cross_entropy(np.ones_like(real), real) + cross_entropy(np.zeros_like(fake), fake)
    assert float(judge) == pytest.approx(float(expected), rel=1e-4)
    assert float(forger) == pytest.approx(float(cross_entropy(np.ones_like(fake), fake)), rel=1e-4)


def test_on_a_line_the_best_critic_measures_the_wasserstein_distance():
    # where all generated points lie left of the real ones, f(x) = x is a best critic of slope 1
    real, fake = scores(0) + 20, scores(1)
    critic, forger = wasserstein_losses(ops.array(real), ops.array(fake))
    assert -float(critic) == pytest.approx(wasserstein_distance(real[:, 0], fake[:, 0]), rel=1e-5)
    assert float(forger) == pytest.approx(-float(fake.mean()), rel=1e-4)


def test_slopes_of_length_one_cost_nothing():
    angle = np.linspace(0, 6, 9, dtype="float32")
    unit = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert float(gradient_penalty(ops.array(unit))) == pytest.approx(0, abs=1e-10)
    assert float(gradient_penalty(ops.array(3 * unit))) == pytest.approx(4, rel=1e-5)
    assert float(gradient_penalty(ops.zeros((5, 4, 4, 1)))) == pytest.approx(1)


@pytest.mark.parametrize("losses", [adversarial_losses, wasserstein_losses])
def test_scores_of_another_shape_are_named(losses):
    with pytest.raises(ModelError, match=r"\(4,\)"):
        losses(ops.zeros((4,)), ops.zeros((4, 1)))
    with pytest.raises(ModelError, match=r"\(4,\)"):
        gradient_penalty(ops.zeros((4,)))

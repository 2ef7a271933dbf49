"""GAN against the authors' layer sizes and the cross-entropy of Keras."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError

POINTS = {"generator_units": (8,), "discriminator_units": (8,), "pieces": 2, "dropout": (0, 0)}


def trainable(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def test_parameters_of_the_mnist_experiment():
    with models.weightless():
        gan = models.GAN()
    # 100 → 1200 → 1200 → 784, and 784 → 240 × 5 → 240 × 5 → 1
    assert trainable(gan.generator) == 101 * 1200 + 1201 * 1200 + 1201 * 784 == 2_503_984
    assert trainable(gan.discriminator) == 785 * 1200 + 241 * 1200 + 241 == 1_231_441


def test_maxout_is_the_largest_of_its_pieces():
    gan = models.GAN(input_shape=(3,), **POINTS)
    x = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    kernel, bias = (ops.convert_to_numpy(w) for w in gan.discriminator.get_layer("maxout_1").weights)
    hidden = (x @ kernel + bias).reshape(5, 8, 2).max(axis=2)
    kernel, bias = (ops.convert_to_numpy(w) for w in gan.discriminator.get_layer("score").weights)
    scores = ops.convert_to_numpy(gan.discriminator(ops.convert_to_tensor(x)))
    np.testing.assert_allclose(scores, hidden @ kernel + bias, rtol=1e-5, atol=1e-6)


def test_losses_are_cross_entropies():
    gan = models.GAN(input_shape=(3,), **POINTS)
    random = np.random.default_rng(0)
    real, fake = (ops.convert_to_tensor(random.normal(size=(6, 3)).astype("float32")) for _ in range(2))
    entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    on_real, on_fake = gan.discriminator(real), gan.discriminator(fake)
    expected = float(entropy(ops.ones((6, 1)), on_real)) + float(entropy(ops.zeros((6, 1)), on_fake))
    assert float(gan.discriminator_loss(real, on_fake)) == pytest.approx(expected, rel=1e-5)
    assert float(gan.generator_loss(on_fake)) == pytest.approx(float(entropy(ops.ones((6, 1)), on_fake)), rel=1e-5)
    minimax = models.GAN(input_shape=(3,), saturating=True, **POINTS)
    expected = -float(entropy(ops.zeros((6, 1)), on_fake))
    assert float(minimax.generator_loss(on_fake)) == pytest.approx(expected, rel=1e-5)


def test_the_minimax_loss_has_hardly_a_gradient_where_the_discriminator_is_sure():
    # σ(−8) against 1 − σ(−8): why the paper trains with −log D(G(z))
    sure = ops.convert_to_tensor(np.full((1, 1), -8, "float32"))
    slopes = [
        abs(float(ops.convert_to_numpy(models.input_gradient(gan.generator_loss, sure))[0, 0]))
        for gan in (models.GAN(input_shape=(3,), saturating=True, **POINTS), models.GAN(input_shape=(3,), **POINTS))
    ]
    assert slopes == pytest.approx([1 / (1 + np.exp(8)), 1 / (1 + np.exp(-8))], rel=1e-4)


def test_dropout_wants_two_shares():
    with pytest.raises(ModelError, match="Give two shares"):
        models.GAN(dropout=(0.5,))

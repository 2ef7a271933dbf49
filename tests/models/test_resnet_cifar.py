"""The CIFAR form of ResNet: its plain twin, its shortcut without weights, the outputs of PyTorch."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlteach import models


@pytest.mark.parametrize("n", [1, 3])
def test_the_plain_twin_has_the_same_parameters_and_other_outputs(n):
    pair = []
    for residual in (True, False):
        keras.utils.set_random_seed(0)
        pair.append(models.ResNet20(n=n, residual=residual))
    assert pair[0].count_params() == pair[1].count_params()
    images = np.random.default_rng(0).normal(size=(2, 32, 32, 3)).astype("float32")
    for ours, theirs in zip(pair[0].weights, pair[1].weights, strict=True):
        assert np.array_equal(np.asarray(ours), np.asarray(theirs))
    assert not np.allclose(pair[0].predict_on_batch(images), pair[1].predict_on_batch(images))


def test_the_shortcut_takes_every_second_pixel_and_adds_zeros():
    x = np.arange(2 * 5 * 4 * 3, dtype="float32").reshape(2, 5, 4, 3)
    y = np.asarray(models.IdentityShortcut(filters=8, stride=2)(x))
    assert y.shape == (2, 3, 2, 8)
    np.testing.assert_array_equal(y[..., :3], x[:, ::2, ::2])
    assert (y[..., 3:] == 0).all()


def test_without_normalisation_each_convolution_has_a_bias_instead():
    with_it, without = models.ResNet20(), models.ResNet20(batch_normalization=False)
    maps = sum(layer.filters for layer in without.layers if isinstance(layer, keras.layers.Conv2D))
    assert with_it.count_params() - without.count_params() == 3 * maps  # four numbers a map against one


@pytest.mark.parametrize("residual", [True, False])
def test_it_gives_the_numbers_of_torch(residual):
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    model = models.ResNet20(n=2, residual=residual, classifier_activation=None)
    rng = np.random.default_rng(0)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            shape = layer.gamma.shape
            draws = rng.uniform(0.5, 1.5, shape), *rng.normal(0, 0.1, (2, *shape)), rng.uniform(0.5, 1.5, shape)
            layer.set_weights(draws)

    def weights(name):
        return [torch.tensor(np.asarray(weight).copy()) for weight in model.get_layer(name).weights]

    def convolve(x, name, stride=1):
        (kernel,) = weights(f"{name}_conv")
        gamma, beta, mean, variance = weights(f"{name}_bn")
        x = functional.conv2d(x, kernel.permute(3, 2, 0, 1), stride=stride, padding=1)
        return functional.batch_norm(x, mean, variance, gamma, beta)

    images = rng.normal(size=(2, 32, 32, 3)).astype("float32")
    x = torch.relu(convolve(torch.tensor(images.transpose(0, 3, 1, 2)), "conv1"))
    for name in ("conv2_block1", "conv2_block2", "conv3_block1", "conv3_block2", "conv4_block1", "conv4_block2"):
        stride = 2 if name in ("conv3_block1", "conv4_block1") else 1
        y = convolve(torch.relu(convolve(x, f"{name}_1", stride)), f"{name}_2")
        shortcut = functional.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, y.shape[1] - x.shape[1]))
        x = torch.relu(y + shortcut if residual else y)
    kernel, bias = weights("predictions")
    expected = (x.mean((2, 3)) @ kernel + bias).numpy()
    found = np.asarray(model.predict_on_batch(images))
    assert np.abs(found - expected).max() / np.abs(expected).max() <= 1e-5

"""AlexNet: the outputs of PyTorch with the same weights, its shapes, its local response normalization."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError


def test_its_maps_have_the_papers_sizes():
    with models.weightless():
        model = models.AlexNet()
    shapes = [tuple(model.get_layer(f"conv{number}").output.shape[1:]) for number in range(1, 6)]
    assert shapes == [(55, 55, 96), (27, 27, 256), (13, 13, 384), (13, 13, 384), (13, 13, 256)]
    assert model.get_layer("flatten").output.shape[1] == 9216


def test_a_layer_may_see_one_group_only():
    layer = models.AlexNet((63, 63, 3), filters=(8, 8, 8, 8, 8), dense_units=4, groups=2).get_layer("conv4")
    x = np.zeros((1, 3, 3, 8), "float32")
    x[..., :4] = np.random.default_rng(0).normal(size=(3, 3, 4))
    layer.activation = keras.activations.linear
    response = np.asarray(layer(x))
    assert np.abs(response[..., :4]).max() > 0
    assert np.abs(response[..., 4:]).max() == 0


def test_response_normalization_is_torchs_with_five_times_alpha():
    torch = pytest.importorskip("torch")
    x = 30 * np.random.default_rng(0).normal(size=(2, 3, 4, 9)).astype("float32")
    reference = torch.nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)
    expected = reference(torch.tensor(x.transpose(0, 3, 1, 2))).numpy().transpose(0, 2, 3, 1)
    np.testing.assert_allclose(np.asarray(models.LocalResponseNormalization()(x)), expected, rtol=1e-5)


def test_response_normalization_takes_large_numbers_in_half_precision():
    x = np.full((1, 1, 1, 5), 1000.0, "float32")
    expected = np.asarray(models.LocalResponseNormalization()(x))
    half = np.asarray(models.LocalResponseNormalization(dtype="float16")(x.astype("float16")))
    np.testing.assert_allclose(half.astype("float32"), expected, rtol=2e-3)


def torch_alexnet(nn, channels, groups, normalize, dense_units, classes):
    """The network as Krizhevsky draws it, in PyTorch's layers."""
    a, b, c, d, e = channels

    def norm():
        return [nn.LocalResponseNorm(5, 5e-4, 0.75, 2.0)] if normalize else []

    return nn.Sequential(
        *(nn.Conv2d(3, a, 11, 4, 2), nn.ReLU(), *norm(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(a, b, 5, 1, 2, groups=groups), nn.ReLU(), *norm(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(b, c, 3, 1, 1), nn.ReLU(), nn.Conv2d(c, d, 3, 1, 1, groups=groups), nn.ReLU()),
        *(nn.Conv2d(d, e, 3, 1, 1, groups=groups), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Flatten()),
        *(nn.Linear(36 * e, dense_units), nn.ReLU(), nn.Linear(dense_units, dense_units), nn.ReLU()),
        nn.Linear(dense_units, classes),
    )


@pytest.mark.parametrize(
    ("groups", "normalize", "channels"),
    [(2, True, (16, 32, 48, 48, 32)), (1, True, (16, 32, 48, 48, 32)), (1, False, (12, 24, 48, 32, 32))],
    ids=["two groups", "one group", "torchvision"],
)
def test_it_gives_the_numbers_of_torch(groups, normalize, channels):
    torch = pytest.importorskip("torch")
    model = models.AlexNet(
        filters=channels,
        groups=groups,
        local_response_normalization=normalize,
        dense_units=64,
        classes=9,
        classifier_activation=None,
    )
    reference = torch_alexnet(torch.nn, channels, groups, normalize, 64, 9).eval()
    ours = [model.get_layer(name) for name in ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "output")]
    theirs = [layer for layer in reference if hasattr(layer, "weight")]
    for mine, layer in zip(ours, theirs, strict=True):
        kernel = np.asarray(mine.kernel)
        if mine.name == "fc6":
            kernel = kernel.reshape(6, 6, channels[4], 64).transpose(2, 0, 1, 3).reshape(-1, 64)
        layer.weight.data = torch.tensor(kernel.transpose((3, 2, 0, 1) if kernel.ndim == 4 else (1, 0)).copy())
        mine.bias.assign(0.1 * np.random.default_rng(0).normal(size=mine.bias.shape))
        layer.bias.data = torch.tensor(np.asarray(mine.bias).copy())
    images = 50 * np.random.default_rng(1).normal(size=(2, 224, 224, 3)).astype("float32")
    with torch.no_grad():
        expected = reference(torch.tensor(images.transpose(0, 3, 1, 2))).numpy()
    found = np.asarray(model.predict_on_batch(images))
    assert np.abs(found - expected).max() / np.abs(expected).max() <= 1e-5


def test_without_top_it_ends_with_maps_or_one_number_a_map():
    small = {"input_shape": (63, 63, 3), "filters": (4, 4, 4, 4, 6), "include_top": False}
    assert models.AlexNet(**small).output_shape == (None, 1, 1, 6)
    assert models.AlexNet(**small, pooling="max").output_shape == (None, 6)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"input_shape": (32, 32, 3)}, "vanishes in AlexNet. Make it 63×63 or larger"),
        ({"include_top": False, "pooling": "average"}, 'no pooling "average". Choose None, "avg" or "max"'),
    ],
)
def test_impossible_arguments_are_refused(config, told):
    with models.weightless(), pytest.raises(ModelError, match=told):
        models.AlexNet(**config)

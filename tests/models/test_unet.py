"""U-Net: the paper's sizes and number of parameters, its bridges, and the numbers of torch."""

import keras
import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError
from dlteach.models import UNet


def test_the_published_form_has_the_sizes_of_figure_1():
    with models.weightless():
        model = UNet()
    sizes = [model.get_layer(f"down{number}_relu2").output.shape[1] for number in range(1, 5)]
    assert sizes == [568, 280, 136, 64]
    assert model.get_layer("bottom_relu2").output.shape[1:] == (28, 28, 1024)
    assert [model.get_layer(f"up{number}_relu2").output.shape[1] for number in range(4, 0, -1)] == [52, 100, 196, 388]
    assert model.output_shape == (None, 388, 388, 2)
    # "in total the network has 23 convolutional layers"
    kinds = (keras.layers.Conv2D, keras.layers.Conv2DTranspose)
    assert sum(isinstance(layer, kinds) for layer in model.layers) == 23


def test_its_parameters_counted_by_hand():
    def convolution(maps, filters, window=3):
        return window * window * maps * filters + filters

    widths = (64, 128, 256, 512, 1024)
    count, maps = 0, 1
    for filters in widths:
        count += convolution(maps, filters) + convolution(filters, filters)
        maps = filters
    for filters in reversed(widths[:-1]):
        count += convolution(maps, filters, 2) + convolution(2 * filters, filters) + convolution(filters, filters)
        maps = filters
    count += convolution(64, 2, 1)
    with models.weightless():
        assert UNet().count_params() == count == 31_030_658


@pytest.mark.parametrize("skip_connections", [True, False])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_it_gives_the_numbers_of_torch(padding, skip_connections):
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    side = 44 if padding == "valid" else 16
    model = UNet((side, side, 2), 3, (4, 6, 8), padding, skip_connections, classifier_activation=None)
    rng = np.random.default_rng(0)
    for weight in model.weights:
        weight.assign(rng.normal(0, 0.2, weight.shape))
    images = rng.normal(size=(2, side, side, 2)).astype("float32")

    def weights(name):
        kernel, bias = (torch.tensor(np.asarray(weight).copy()) for weight in model.get_layer(name).weights)
        return kernel.permute(3, 2, 0, 1), bias

    def twice(x, name):
        for number in (1, 2):
            x = torch.relu(functional.conv2d(x, *weights(f"{name}_conv{number}"), padding=padding))
        return x

    x, early = torch.tensor(images.transpose(0, 3, 1, 2)), []
    for name in ("down1", "down2"):
        early.append(twice(x, name))
        x = functional.max_pool2d(early[-1], 2)
    x = twice(x, "bottom")
    for name in ("up2", "up1"):
        # Keras keeps a transposed kernel as (height, width, out, in): permuted, it is torch's (in, out, height, width)
        x = functional.conv_transpose2d(x, *weights(f"{name}_transposed"), stride=2)
        beside = early.pop()
        cut = (beside.shape[2] - x.shape[2]) // 2
        beside = beside[:, :, cut : cut + x.shape[2], cut : cut + x.shape[3]]
        x = twice(torch.cat([beside, x], 1) if skip_connections else x, name)
    expected = functional.conv2d(x, *weights("predictions")).permute(0, 2, 3, 1).detach().numpy()
    found = np.asarray(model.predict_on_batch(images))
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() / np.abs(expected).max() <= 1e-5


@pytest.mark.parametrize(
    ("side", "padding", "told"), [(50, "same", "cannot be halved evenly 2 times"), (20, "valid", "is too small")]
)
def test_a_size_that_does_not_fit_is_refused(side, padding, told):
    with models.weightless(), pytest.raises(ModelError, match=told):
        UNet((side, side, 1), 2, (2, 2, 2), padding)

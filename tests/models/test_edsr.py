"""EDSR against PyTorch's layers with the same weights, the paper's counts, and Pillow's bicubic interpolation."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError


def count(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


@pytest.mark.parametrize(
    ("name", "scale", "expected"),
    # by hand: head + blocks · 2 convolutions + body + enlarging + tail
    [
        ("edsr_baseline", 2, 1_792 + 32 * 36_928 + 36_928 + 147_712 + 1_731),
        ("edsr_baseline", 4, 1_792 + 32 * 36_928 + 36_928 + 2 * 147_712 + 1_731),  # the 1.5 million of table 1
        ("edsr", 4, 7_168 + 64 * 590_080 + 590_080 + 2 * 2_360_320 + 6_915),  # and its 43 million
    ],
)
def test_parameters(name, scale, expected):
    with models.weightless():
        assert count(models.build(name, scale=scale)) == expected


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_equals_torch(scale):
    torch = pytest.importorskip("torch")
    model = models.EDSR(scale=scale, filters=6, blocks=2, residual_scaling=0.1)
    random = np.random.default_rng(0)
    for weight in model.weights:
        weight.assign(random.normal(0, 0.2, weight.shape))
    image = random.normal(size=(2, 7, 5, 3)).astype("float32")

    def conv(name, x):
        kernel, bias = (ops.convert_to_numpy(weight) for weight in model.get_layer(name).weights)
        return torch.nn.functional.conv2d(x, torch.tensor(kernel.transpose(3, 2, 0, 1)), torch.tensor(bias), padding=1)

    x = head = conv("head", torch.tensor(image.transpose(0, 3, 1, 2)))
    for number in (1, 2):
        x = x + 0.1 * conv(f"block{number}_conv2", torch.relu(conv(f"block{number}_conv1", x)))
    x = head + conv("body", x)
    for number, step in enumerate((2, 2) if scale == 4 else (scale,), start=1):
        x = torch.nn.functional.pixel_shuffle(conv(f"enlarge{number}", x), step)
    expected = conv("tail", x).numpy().transpose(0, 2, 3, 1)
    np.testing.assert_allclose(ops.convert_to_numpy(model(image)), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.skipif(keras.backend.backend() == "torch", reason="PyTorch's bicubic curve has another constant, −0.75")
def test_over_bicubic_begins_as_pillows_bicubic():
    image = pytest.importorskip("PIL.Image")
    small = np.random.default_rng(0).random((9, 12)).astype("float32")
    ours = ops.convert_to_numpy(
        models.EDSR((None, None, 1), scale=2, filters=4, blocks=1, over_bicubic=True)(small[None, ..., None])
    )
    pillows = np.asarray(image.fromarray(small, mode="F").resize((24, 18), image.Resampling.BICUBIC))
    np.testing.assert_allclose(ours[0, ..., 0], pillows, atol=1e-5)


def test_an_impossible_scale_is_refused():
    with pytest.raises(ModelError, match="EDSR cannot enlarge 5 times"):
        models.EDSR(scale=5)

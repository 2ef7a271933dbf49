"""LeNet-5: the paper's numbers, and the outputs of PyTorch and of plain numpy with the same weights."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError
from dlteach.models.lenet_layers import digit_codes, scaled_tanh


def array(weight):
    return np.asarray(weight).copy()


def draw(shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_todays_form_has_the_known_shapes():
    model = models.LeNet5()
    shapes = {layer.name: tuple(layer.output.shape[1:]) for layer in model.layers[1:]}
    assert shapes == {
        "c1": (28, 28, 6),
        "s2": (14, 14, 6),
        "c3": (10, 10, 16),
        "s4": (5, 5, 16),
        "flatten": (400,),
        "c5": (120,),
        "f6": (84,),
        "output": (10,),
    }
    assert model.count_params() == 61_706


def test_an_unpadded_image_of_28_leaves_44426_parameters():
    assert models.LeNet5(input_shape=(28, 28, 1)).count_params() == 44_426


@pytest.mark.parametrize("side", [28, 32, 64])
def test_strides_give_the_shapes_of_pooling(side):
    strided = models.LeNet5(input_shape=(side, side, 3), pooling="none", filters=(8, 4))
    pooled = models.LeNet5(input_shape=(side, side, 3), pooling="max", filters=(8, 4))
    assert strided.get_layer("c1").output.shape == pooled.get_layer("s2").output.shape
    assert strided.get_layer("c3").output.shape == pooled.get_layer("s4").output.shape
    assert strided.count_params() == pooled.count_params()


@pytest.mark.parametrize("pooling", ["average", "max"])
def test_todays_form_gives_the_numbers_of_torch(pooling):
    torch = pytest.importorskip("torch")
    nn = torch.nn
    model = models.LeNet5(pooling=pooling)
    pool = {"average": nn.AvgPool2d, "max": nn.MaxPool2d}[pooling]
    reference = nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.Tanh(), pool(2), nn.Conv2d(6, 16, 5), nn.Tanh(), pool(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10), nn.Softmax(-1)),
    )
    theirs = [layer for layer in reference if hasattr(layer, "weight")]
    for name, layer in zip(("c1", "c3", "c5", "f6", "output"), theirs, strict=True):
        kernel, bias = (array(weight) for weight in model.get_layer(name).weights)
        if name == "c5":
            # torch flattens channels first: (5, 5, 16) becomes (16, 5, 5)
            kernel = kernel.reshape(5, 5, 16, 120).transpose(2, 0, 1, 3).reshape(400, 120)
        axes = (3, 2, 0, 1) if kernel.ndim == 4 else (1, 0)
        layer.weight.data = torch.tensor(kernel.transpose(axes).copy())
        layer.bias.data = torch.tensor(bias)
    images = draw((3, 32, 32, 1))
    with torch.no_grad():
        expected = reference(torch.tensor(images.transpose(0, 3, 1, 2))).numpy()
    np.testing.assert_allclose(np.asarray(model.predict_on_batch(images)), expected, rtol=1e-5)


# The original, as section II.B counts it

PAPER = {  # layer: trainable parameters, connections
    "c1": (156, 122_304),
    "s2": (12, 5_880),
    "c3": (1_516, 151_600),
    "s4": (32, 2_000),
    "c5": (48_120, 48_120),
    "f6": (10_164, 10_164),
    "output": (0, 840),
}


def connections(layer):
    """Inputs of each unit, its bias among them, over all units; counted from the layer's own weights and shapes."""
    if layer.name in ("s2", "s4"):
        return 5 * int(np.prod(layer.output.shape[1:]))  # four pixels and the bias
    if layer.name == "output":
        return int(np.prod(layer.weights[0].shape))
    positions = int(np.prod(layer.output.shape[1:3])) if len(layer.output.shape) == 4 else 1
    return positions * sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)


def test_the_original_has_the_papers_parameters_and_connections():
    model = models.LeNet5(original=True)
    found = {}
    for name in PAPER:
        layer = model.get_layer(name)
        found[name] = (sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights), connections(layer))
    assert found == PAPER
    assert sum(parameters for parameters, _ in found.values()) == 60_000
    assert sum(count for _, count in found.values()) == 340_908


# Table I, column by column as it is printed: row = map of S2, X = connected
TABLE_I = """
X...XXX..XXXX.XX
XX...XXX..XXXX.X
XXX...XXX..X.XXX
.XXX..XXXX..X.XX
..XXX..XXXX.XX.X
...XXX..XXXX.XXX
"""


def test_c3_sees_exactly_the_maps_of_table_1():
    layer = models.LeNet5(original=True).get_layer("c3")
    layer.activation = keras.activations.linear
    rows = TABLE_I.split()
    for source, row in enumerate(rows):
        one_map = np.zeros((1, 5, 5, 6), "float32")
        one_map[..., source] = draw((5, 5))
        response = np.asarray(layer(one_map))[0, 0, 0]
        assert "".join("X" if value else "." for value in response) == row


def squash(a):
    return 1.7159 * np.tanh(2 * a / 3)


def convolved(x, kernel):
    """Valid convolution of one image, written as the sum it is."""
    size, _, _, maps = kernel.shape
    rows, columns = x.shape[0] - size + 1, x.shape[1] - size + 1
    y = np.zeros((rows, columns, maps))
    for row in range(rows):
        for column in range(columns):
            y[row, column] = np.tensordot(x[row : row + size, column : column + size], kernel, 3)
    return y


def subsampled(x, layer):
    rows, columns, maps = x.shape
    total = x.reshape(rows // 2, 2, columns // 2, 2, maps).sum((1, 3))
    return squash(array(layer.coefficient) * total + array(layer.bias))


def test_the_original_gives_the_numbers_of_plain_numpy():
    keras.utils.set_random_seed(0)
    model = models.LeNet5(original=True)
    for weight in model.trainable_weights:  # biases too must count
        weight.assign(array(weight) + 0.05 * draw(weight.shape))
    get = model.get_layer
    image = draw((1, 32, 32, 1))
    x = squash(convolved(image[0], array(get("c1").kernel)) + array(get("c1").bias))
    x = subsampled(x, get("s2"))
    dense, kernels = np.zeros((5, 5, 6, 16)), iter(array(get("c3").kernels).transpose(2, 0, 1))
    rows = TABLE_I.split()
    for target in range(16):
        for source in range(6):
            if rows[source][target] == "X":
                dense[:, :, source, target] = next(kernels)
    x = squash(convolved(x, dense) + array(get("c3").bias))
    x = subsampled(x, get("s4")).reshape(-1)
    for name in ("c5", "f6"):
        x = squash(x @ array(get(name).kernel) + array(get(name).bias))
    expected = -((x - digit_codes(10)) ** 2).sum(-1)
    np.testing.assert_allclose(np.asarray(model.predict_on_batch(image))[0], expected, rtol=1e-5)


def test_the_scaled_tanh_maps_one_to_one():
    values = np.asarray(scaled_tanh(np.array([-1.0, 0.0, 1.0], "float32")))
    np.testing.assert_allclose(values, [-1, 0, 1], atol=1e-4)


def test_the_codes_of_classes_are_signs_and_differ():
    codes = digit_codes(12)
    assert codes.shape == (12, 84)
    assert set(np.unique(codes)) == {-1.0, 1.0}
    apart = [(a != b).sum() for i, a in enumerate(codes) for b in codes[:i]]
    assert min(apart) >= 5
    picture = codes[0].reshape(12, 7)
    assert (picture[:, ::-1] == picture).all()  # a zero looks the same in a mirror


def test_the_original_weights_are_drawn_within_the_papers_bounds():
    model = models.LeNet5(original=True)
    for name, inputs in (("c1", 25), ("c5", 400), ("f6", 120)):
        bound = 2.4 / inputs
        assert 0.9 * bound < np.abs(array(model.get_layer(name).kernel)).max() <= bound
    kernels = np.abs(array(model.get_layer("c3").kernels)).reshape(25, 60).max(0)
    # maps 0 to 5 see 3 maps each, 6 to 14 see 4, the last sees 6
    bounds = np.repeat(2.4 / 25 / np.array([3, 4, 6]), [18, 36, 6])
    assert (kernels <= bounds).all()
    assert (kernels > 0.6 * bounds).all()


def test_maps_of_a_layer_can_be_looked_at():
    model = models.LeNet5()
    maps = keras.Model(model.inputs, model.get_layer("c1").output).predict_on_batch(draw((2, 32, 32, 1)))
    assert maps.shape == (2, 28, 28, 6)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"pooling": "mean"}, 'no pooling "mean". Choose one of average, max, none'),
        ({"original": True, "filters": (8, 16)}, "the original LeNet-5 has 6 and 16 maps"),
        ({"input_shape": (8, 8, 1)}, "an image of 8×8×1 vanishes"),
    ],
)
def test_impossible_arguments_are_refused(config, told):
    with pytest.raises(ModelError, match=told):
        models.LeNet5(**config)

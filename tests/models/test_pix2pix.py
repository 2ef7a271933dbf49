"""Pix2pix against PyTorch's layers with the same weights; its counts, its patches, and what its losses are made of."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import inspect, models
from dlteach.errors import ModelError

SMALL = {"input_shape": (16, 16, 2), "output_channels": 1, "filters": 4, "depth": 3, "halvings": 1, "dropout": 0.0}


def count(network):
    return sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)


def test_parameters_of_the_published_form():
    with models.weightless():
        model = models.build("pix2pix")
    # 4 · 4 · in · out of each convolution, γ and β of each norm, the last bias
    down = 16 * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 4 * 512 * 512)
    up = 16 * (512 * 512 + 3 * 1024 * 512 + 1024 * 256 + 512 * 128 + 256 * 64 + 128 * 3) + 3
    norms = 2 * (128 + 256 + 4 * 512) + 2 * (4 * 512 + 256 + 128 + 64)
    assert count(model.generator) == down + up + norms == 54_413_955
    judge = 16 * (6 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 512) + 64 + 1 + 2 * (128 + 256 + 512)
    assert count(model.discriminator) == judge == 2_768_705
    assert model.generator.output_shape == (None, 256, 256, 3)
    assert model.discriminator.output_shape == (None, 30, 30, 1)
    # section 6.1: dropout behind the first three layers of the decoder
    dropped = [layer.name for layer in model.generator.layers if isinstance(layer, keras.layers.Dropout)]
    assert dropped == ["up_dropout_8", "up_dropout_7", "up_dropout_6"]


@pytest.mark.parametrize(("halvings", "side"), [(1, 16), (2, 34), (3, 70)])
def test_a_score_sees_the_papers_patch(halvings, side):
    assert models.patch_side(halvings) == side
    network = models.Pix2Pix((128, 128, 1), 1, filters=2, depth=2, halvings=halvings).discriminator
    random = np.random.default_rng(0)
    source, picture = random.normal(size=(2, 1, 128, 128, 1)).astype("float32")
    before = ops.convert_to_numpy(network([source, picture]))
    middle = before.shape[1] // 2
    # a pixel is seen if changing it changes the score
    changed = np.repeat(picture, 128, axis=0)
    changed[np.arange(128), np.arange(128), 64] += 5
    after = ops.convert_to_numpy(network([np.repeat(source, 128, axis=0), changed]))
    seen = np.abs(after[:, middle, middle, 0] - before[0, middle, middle, 0]) > 0
    assert np.flatnonzero(seen).max() - np.flatnonzero(seen).min() + 1 == side


def test_the_ruler_of_the_package_agrees_on_70_pixels():
    with models.weightless():
        model = models.Pix2Pix(filters=2)
    assert tuple(inspect.receptive_field(model.discriminator, "scores").size) == (70, 70)


@pytest.mark.parametrize("training", [False, True])
def test_equals_torch(training):
    torch = pytest.importorskip("torch")
    model = models.Pix2Pix(**SMALL)
    random = np.random.default_rng(0)
    for network in (model.generator, model.discriminator):
        for weight in network.weights:
            spread = random.uniform(0.5, 1.5, weight.shape) if "variance" in weight.path else None
            weight.assign(spread if spread is not None else random.normal(0, 0.3, weight.shape))
    source, picture = random.normal(size=(3, 16, 16, 2)), random.normal(size=(3, 16, 16, 1))
    source, picture = source.astype("float32"), picture.astype("float32")
    function = torch.nn.functional

    def given(network, name):
        return [torch.tensor(ops.convert_to_numpy(weight)) for weight in network.get_layer(name).weights]

    def conv(network, name, x, stride, up=False):
        kernel, *bias = given(network, name)
        apply = function.conv_transpose2d if up else function.conv2d
        return apply(x, kernel.permute(3, 2, 0, 1), *bias, stride=stride, padding=1)

    def norm(network, name, x):
        gamma, beta, mean, variance = given(network, name)
        return function.batch_norm(x, mean, variance, gamma, beta, training=training)

    def as_torch(x):
        return torch.tensor(x.transpose(0, 3, 1, 2))

    g, d = model.generator, model.discriminator
    # the paper's U-Net with three levels, written from the inside out
    one = conv(g, "down_1", as_torch(source), 2)
    two = norm(g, "down_norm_2", conv(g, "down_2", function.leaky_relu(one, 0.2), 2))
    three = conv(g, "down_3", function.leaky_relu(two, 0.2), 2)
    x = torch.cat([two, norm(g, "up_norm_3", conv(g, "up_3", torch.relu(three), 2, up=True))], 1)
    x = torch.cat([one, norm(g, "up_norm_2", conv(g, "up_2", torch.relu(x), 2, up=True))], 1)
    expected = torch.tanh(conv(g, "up_1", torch.relu(x), 2, up=True)).numpy().transpose(0, 2, 3, 1)
    tolerance = 1e-5 if training else 3e-6
    ours = ops.convert_to_numpy(g(ops.convert_to_tensor(source), training=training))
    np.testing.assert_allclose(ours, expected, atol=tolerance)

    x = function.leaky_relu(conv(d, "conv_1", torch.cat([as_torch(source), as_torch(picture)], 1), 2), 0.2)
    x = function.leaky_relu(norm(d, "norm_2", conv(d, "conv_2", x, 1)), 0.2)
    expected = conv(d, "scores", x, 1).numpy().transpose(0, 2, 3, 1)
    pair = [ops.convert_to_tensor(source), ops.convert_to_tensor(picture)]
    np.testing.assert_allclose(
        ops.convert_to_numpy(d(pair, training=training)), expected, rtol=1e-5, atol=10 * tolerance
    )


def test_losses_are_those_of_the_paper():
    model = models.Pix2Pix(**SMALL, l1_weight=7.0)
    random = np.random.default_rng(1)
    source, target = random.normal(size=(4, 16, 16, 2)), random.uniform(-1, 1, (4, 16, 16, 1))
    source, target = (ops.convert_to_tensor(picture.astype("float32")) for picture in (source, target))
    made = ops.convert_to_numpy(model.generator(source))
    probability = {
        name: 1 / (1 + np.exp(-ops.convert_to_numpy(model.discriminator([source, ops.convert_to_tensor(picture)]))))
        for name, picture in (("real", target), ("made", made))
    }
    judge, forger, l1 = (float(loss) for loss in model.losses_of((source, target), training=False))
    assert judge == pytest.approx(-0.5 * np.log(probability["real"] * (1 - probability["made"])).mean(), rel=1e-4)
    assert l1 == pytest.approx(np.abs(ops.convert_to_numpy(target) - made).mean(), rel=1e-4)
    assert forger == pytest.approx(-np.log(probability["made"]).mean() + 7 * l1, rel=1e-4)


def test_it_learns_to_copy_and_comes_back_from_a_file(tmp_path):
    keras.utils.set_random_seed(0)
    random = np.random.default_rng(0)
    # the target is the source's first channel, which the last skip connection hands over
    source = np.sign(random.normal(size=(64, 16, 16, 2))).astype("float32")
    target = 0.8 * source[..., :1]
    model = models.Pix2Pix(**SMALL)
    model.compile(keras.optimizers.Adam(5e-3, beta_1=0.5))
    history = model.fit(source, target, batch_size=16, epochs=12, verbose=0).history
    assert history["l1"][-1] < history["l1"][0] / 2
    assert set(history) == {"discriminator_loss", "generator_loss", "l1"}
    model.save(tmp_path / "pix2pix.keras")
    loaded = models.load(str(tmp_path / "pix2pix.keras"))
    np.testing.assert_allclose(loaded.translate(source[:4]), model.translate(source[:4]), atol=1e-6)


def test_dropout_stays_on_when_it_translates_as_in_training():
    model = models.Pix2Pix(**{**SMALL, "dropout": 0.5})
    for weight in model.generator.trainable_weights:
        weight.assign(np.random.default_rng(0).normal(0, 0.3, weight.shape))
    source = np.ones((2, 16, 16, 2), "float32")
    np.testing.assert_array_equal(model.translate(source), model.translate(source))
    first, second = (model.translate(source, as_in_training=True) for _ in range(2))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"input_shape": (20, 20, 1)}, "cannot be halved 3 times"),
        ({"depth": 1}, "cannot be halved 1 times"),
        ({"halvings": 3}, "cannot halve pictures of 16×16 pixels 3 times"),
        ({"halvings": 0}, "0 times"),
    ],
)
def test_what_cannot_be_built_is_refused(changes, told):
    with pytest.raises(ModelError, match=told):
        models.Pix2Pix(**{**SMALL, **changes})


def test_pictures_without_partners_are_refused():
    model = models.Pix2Pix(**SMALL)
    model.compile()
    with pytest.raises(ModelError, match="no targets"):
        model.fit(np.zeros((4, 16, 16, 2), "float32"), verbose=0)
    with pytest.raises(ModelError, match="no pictures from noise"):
        model.generate(2)

"""StyleGAN: the paper's counts, each layer against its formula, truncation, mixing and growing."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError
from dlteach.models import stylegan_layers

RANDOM = np.random.default_rng(0)


def trainable(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def tensor(*shape):
    return ops.convert_to_tensor(RANDOM.normal(size=shape).astype("float32"))


def numpy(x):
    return ops.convert_to_numpy(x)


@pytest.fixture(scope="module")
def gan():
    keras.utils.set_random_seed(0)
    gan = models.StyleGAN(input_shape=(16, 16, 3), latent_dim=8, mapping_layers=2, max_filters=8)
    for weight in gan.synthesis.trainable_weights:
        weight.assign(weight + RANDOM.normal(0, 0.3, weight.shape))
    return gan


def test_parameters_at_1024_pixels():
    with models.weightless():
        gan = models.StyleGAN(input_shape=(1024, 1024, 3))
    assert trainable(gan.generator) == 26_219_627
    assert trainable(gan.discriminator) == 23_087_249
    assert gan.style_layers == 18
    assert trainable(gan.mapping) == 8 * 513 * 512


def test_parameters_at_64_pixels():
    with models.weightless():
        gan = models.StyleGAN()
    assert trainable(gan.generator) == 25_137_935


def test_adain_gives_the_style_its_mean_and_deviation():
    x, style = tensor(2, 5, 5, 3), tensor(2, 6)
    out = numpy(stylegan_layers.AdaptiveInstanceNormalization()(x, style))
    np.testing.assert_allclose(out.std(axis=(1, 2)), np.abs(1 + numpy(style)[:, :3]), rtol=1e-4)
    np.testing.assert_allclose(out.mean(axis=(1, 2)), numpy(style)[:, 3:], rtol=1e-4, atol=1e-5)


def test_equalised_layers_scale_by_the_root_of_the_fan_in():
    x = tensor(2, 6, 6, 4)
    layer = stylegan_layers.EqualizedConv2D(3, 3)
    layer.build((None, 6, 6, 4))
    plain = ops.conv(x, layer.kernel * np.float32(np.sqrt(2 / 36)), padding="same", data_format="channels_last")
    np.testing.assert_allclose(numpy(layer(x)), numpy(plain), rtol=1e-4, atol=1e-5)
    layer = stylegan_layers.EqualizedDense(500, gain=1, multiplier=0.01)
    layer.build((None, 400))
    assert numpy(layer.kernel).std() == pytest.approx(100, rel=0.02)
    # inputs of deviation 1 leave with deviation 1, however slowly the layer learns
    assert numpy(layer(tensor(50, 400))).std() == pytest.approx(1, rel=0.05)


def test_blur_keeps_what_is_even():
    even = numpy(stylegan_layers.Blur()(ops.ones((1, 5, 5, 2))))
    np.testing.assert_allclose(even[0, 1:-1, 1:-1], 1, rtol=1e-6)
    point = np.zeros((1, 5, 5, 1), "float32")
    point[0, 2, 2] = 16
    expected = np.outer([1, 2, 1], [1, 2, 1])
    np.testing.assert_allclose(numpy(stylegan_layers.Blur()(point))[0, 1:4, 1:4, 0], expected, rtol=1e-6)


def test_noise_is_fresh_in_training_and_fixed_otherwise():
    layer = stylegan_layers.NoiseAndBias()
    x = ops.zeros((3, 20, 20, 2))
    layer.build(x.shape)
    layer.strength.assign([1.0, 3.0])
    layer.bias.assign([5.0, 7.0])
    fixed, fresh, again = numpy(layer(x)), numpy(layer(x, training=True)), numpy(layer(x, training=True))
    np.testing.assert_array_equal(fixed, numpy(layer(x)))
    np.testing.assert_array_equal(fixed[0], fixed[1])
    assert not np.array_equal(fresh, again)
    assert not np.array_equal(fresh[0], fresh[1])
    # one image of noise for all maps, each with its own strength
    np.testing.assert_allclose((fresh[..., 1] - 7) / 3, fresh[..., 0] - 5, atol=1e-5)
    assert fresh[..., 1].std() == pytest.approx(3, rel=0.1)


def test_minibatch_deviation():
    x = tensor(4, 3, 3, 2)
    out = numpy(stylegan_layers.MinibatchDeviation()(x))
    np.testing.assert_allclose(out[..., 2], numpy(x).std(axis=0).mean(), rtol=1e-5)


def test_pixel_normalization_has_length_one():
    out = numpy(stylegan_layers.PixelNormalization()(tensor(3, 50)))
    np.testing.assert_allclose((out**2).mean(axis=1), 1, rtol=1e-4)


def test_the_average_style_follows_the_styles():
    layer = stylegan_layers.StyleAverage()
    w = tensor(10, 4)
    layer.build(w.shape)
    for _ in range(2):
        layer(w, training=True)
    expected = numpy(w).mean(axis=0) * (0.005 + 0.995 * 0.005)
    np.testing.assert_allclose(numpy(layer.average), expected, rtol=1e-4)
    layer(w)
    np.testing.assert_allclose(numpy(layer.average), expected, rtol=1e-4)


def test_truncation_pulls_towards_the_average(gan):
    gan.mapping.get_layer("average").average.assign(np.arange(8))
    whole, half, none = (gan.style(3, seed=0, truncation=psi) for psi in (1.0, 0.5, 0.0))
    np.testing.assert_allclose(none, np.tile(np.arange(8), (3, 1)), atol=1e-6)
    np.testing.assert_allclose(half, (whole + none) / 2, atol=1e-5)
    images = gan.generate(3, seed=0, truncation=0.0)
    np.testing.assert_allclose(images[0], images[1], atol=1e-5)


def test_generate_is_the_generator(gan):
    noise = gan.noise(3, 0)
    np.testing.assert_allclose(gan.generate(3, seed=0), numpy(gan.generator(noise)), rtol=1e-4, atol=1e-5)


def test_mixing_takes_coarse_layers_from_one_and_fine_ones_from_the_other(gan):
    a, b = gan.style(2, seed=1), gan.style(2, seed=2)
    np.testing.assert_array_equal(gan.mix(a, b, 0), gan.mix(b, b, 0))
    np.testing.assert_array_equal(gan.mix(a, b, gan.style_layers), gan.mix(a, a, 0))
    late, early = gan.mix(a, b, gan.style_layers - 1), gan.mix(a, b, 1)
    assert not np.allclose(late, early, atol=1e-3)


def test_training_mixes_styles_below_one_cut(gan, monkeypatch):
    seen = []

    class Painter:
        def __call__(self, styles, training):
            seen.append(numpy(styles))
            return styles

    monkeypatch.setattr(type(gan), "synthesis", Painter())
    gan.fake(200)
    changes = (np.abs(np.diff(seen[0], axis=1)).max(axis=2) > 0).sum(axis=1)
    assert set(changes) == {0, 1}
    assert changes.mean() == pytest.approx(0.9, abs=0.08)


def test_growing_shows_only_coarse_squares(gan):
    full = gan.generate(2, seed=0)
    for progress, square in ((0, 4), (1, 2)):
        gan.grow(progress)
        images = gan.generate(2, seed=0)
        blocks = images.reshape(2, 16 // square, square, 16 // square, square, 3)
        assert np.abs(blocks - blocks[:, :, :1, :, :1]).max() == 0
        # the discriminator does not see finer detail than is shown
        x = tensor(2, 16, 16, 3)
        squares = numpy(x).reshape(2, 16 // square, square, 16 // square, square, 3).mean(axis=(2, 4))
        flat = ops.convert_to_tensor(squares.repeat(square, axis=1).repeat(square, axis=2))
        np.testing.assert_allclose(numpy(gan.discriminator(x)), numpy(gan.discriminator(flat)), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(numpy(gan._grown(x, 2)), numpy(flat), rtol=1e-5, atol=1e-6)
    gan.grow(1.5)
    half = gan.generate(2, seed=0)
    np.testing.assert_allclose(half, (full + images) / 2, rtol=1e-4, atol=1e-5)
    gan.grow(2)
    np.testing.assert_array_equal(gan.generate(2, seed=0), full)


def test_r1_of_a_linear_discriminator():
    gan = models.StyleGAN(input_shape=(8, 8, 1), latent_dim=4, mapping_layers=1, max_filters=4, r1=3.0)
    inputs = keras.Input((8, 8, 1))
    linear = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.Flatten()(inputs)))
    gan.discriminator = linear
    gan._grown = lambda images, level: images
    real, on_fake = tensor(4, 8, 8, 1), tensor(4, 1)
    with_penalty = float(gan.discriminator_loss(real, on_fake))
    gan.r1 = 0
    # D(x) = w·x + b has the gradient w at every image: γ/2 ‖w‖²
    expected = 1.5 * (numpy(linear.weights[0]) ** 2).sum()
    assert with_penalty - float(gan.discriminator_loss(real, on_fake)) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("shape", [(48, 48, 3), (4, 4, 3), (32, 64, 3)])
def test_other_sizes_are_refused(shape):
    with pytest.raises(ModelError, match="cannot double its way from 4×4"):
        models.StyleGAN(input_shape=shape)


def test_growing_beyond_the_model_is_refused(gan):
    with pytest.raises(ModelError, match="outside 0 to 2"):
        gan.grow(3)

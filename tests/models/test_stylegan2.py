"""StyleGAN2: the paper's counts, each layer against its formula, truncation and mixing; one step on both backends."""

import json

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError
from dlteach.models.stylegan2_layers import ModulatedConv2D, Noise

RANDOM = np.random.default_rng(0)

LOAD_AND_PAINT = """
import sys
import numpy as np
from dlteach import models
gan = models.load(sys.argv[1])
np.save(sys.argv[2], gan.generate(3, seed=0, truncation=0.7))
"""

ONE_STEP = """
import json
import keras, numpy as np
from dlteach import models
keras.utils.set_random_seed(0)
gan = models.StyleGAN2(input_shape=(8, 8, 1), latent_dim=4, mapping_layers=1, max_filters=4)
gan.compile()
before = [keras.ops.convert_to_numpy(w).copy() for w in gan.trainable_weights]
images = np.random.default_rng(0).normal(size=(4, 8, 8, 1)).astype("float32")
history = gan.fit(images, batch_size=4, epochs=1, verbose=0).history
moved = [not np.array_equal(keras.ops.convert_to_numpy(w), old) for w, old in zip(gan.trainable_weights, before)]
print(json.dumps({"losses": [values[0] for values in history.values()], "moved": sum(moved), "of": len(moved)}))
"""


def trainable(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def tensor(*shape):
    return ops.convert_to_tensor(RANDOM.normal(size=shape).astype("float32"))


def numpy(x):
    return ops.convert_to_numpy(x)


@pytest.fixture(scope="module")
def gan():
    keras.utils.set_random_seed(0)
    gan = models.StyleGAN2(input_shape=(16, 16, 3), latent_dim=8, mapping_layers=2, max_filters=8)
    gan.mapping.get_layer("average").average.assign(np.linspace(-1, 1, 8))
    for layer in gan.synthesis.layers:
        if isinstance(layer, Noise):
            layer.strength.assign(0.3)
    return gan


@pytest.fixture(scope="module")
def full():
    with models.weightless():
        return models.StyleGAN2(input_shape=(1024, 1024, 3))


def test_parameters_of_configuration_f_at_1024_pixels(full):
    assert trainable(full.generator) == 30_370_060
    assert trainable(full.discriminator) == 29_012_513
    assert trainable(full.mapping) == 8 * 513 * 512
    assert full.style_layers == 18


def test_the_layers_of_configuration_f(full):
    modulated = [layer for layer in full.synthesis.layers if isinstance(layer, ModulatedConv2D)]
    assert sum(layer.demodulate for layer in modulated) == 17
    assert [layer.filters for layer in modulated if not layer.demodulate] == [3] * 9
    noises = [layer for layer in full.synthesis.layers if isinstance(layer, Noise)]
    assert [trainable(layer) for layer in noises] == [1] * 17
    shortcuts = [layer for layer in full.discriminator.layers if layer.name.startswith("shortcut_")]
    assert [layer.kernel_size for layer in shortcuts] == [(1, 1)] * 8
    assert not any(layer.use_bias for layer in shortcuts)


@pytest.mark.parametrize("demodulate", [True, False])
@pytest.mark.parametrize("size", [1, 3])
def test_modulation_is_a_convolution_with_each_samples_own_weights(size, demodulate):
    x, style = RANDOM.normal(size=(3, 6, 5, 4)), RANDOM.normal(size=(3, 4))
    layer = ModulatedConv2D(7, size, demodulate)
    layer.build(x.shape, style.shape)
    layer.bias.assign(RANDOM.normal(size=7))
    kernel, bias = numpy(layer.kernel).astype("float64"), numpy(layer.bias)
    edge = size // 2
    padded = np.pad(x, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    expected = np.zeros((3, 6, 5, 7))
    for sample in range(3):
        weights = kernel / np.sqrt(size * size * 4) * style[sample][None, None, :, None]
        if demodulate:
            weights = weights / np.sqrt((weights**2).sum(axis=(0, 1, 2)) + 1e-8)
        for row in range(6):
            for column in range(5):
                window = padded[sample, row : row + size, column : column + size]
                expected[sample, row, column] = np.tensordot(window, weights, 3) + bias
    out = layer(x.astype("float32"), style.astype("float32"))
    np.testing.assert_allclose(numpy(out), expected, rtol=1e-4, atol=1e-5)


def test_demodulated_maps_have_deviation_one_whatever_the_style():
    x = tensor(4, 66, 66, 8)
    style = ops.convert_to_tensor(np.exp(RANDOM.normal(0, 2, (4, 8))).astype("float32"))
    layer = ModulatedConv2D(6)
    inner = numpy(layer(x, style))[:, 1:-1, 1:-1]  # at the border a part of the window lies on zeros
    np.testing.assert_allclose(inner.std(axis=(1, 2)), 1, atol=0.06)
    layer.demodulate = False
    assert numpy(layer(x, style))[:, 1:-1, 1:-1].std(axis=(1, 2)).max() > 2


def test_a_styles_size_does_not_matter_but_its_direction_does():
    layer, x, style = ModulatedConv2D(6), tensor(2, 5, 5, 3), tensor(2, 3)
    np.testing.assert_allclose(numpy(layer(x, style)), numpy(layer(x, 100 * style)), rtol=1e-3, atol=1e-4)
    assert not np.allclose(numpy(layer(x, style)), numpy(layer(x, style + 1)), atol=0.1)


def test_noise_is_fresh_in_training_fixed_otherwise_and_the_same_for_all_maps():
    layer, x = Noise(), ops.zeros((3, 20, 20, 2))
    layer.build(x.shape)
    layer.strength.assign(2.0)
    fixed, fresh, again = numpy(layer(x)), numpy(layer(x, training=True)), numpy(layer(x, training=True))
    np.testing.assert_array_equal(fixed, numpy(layer(x)))
    np.testing.assert_array_equal(fixed[0], fixed[1])
    assert not np.array_equal(fresh, again)
    assert not np.array_equal(fresh[0], fresh[1])
    np.testing.assert_array_equal(fresh[..., 0], fresh[..., 1])
    assert fresh.std() == pytest.approx(2, rel=0.1)


def test_maps_keep_their_strength_through_the_synthesis_network():
    keras.utils.set_random_seed(1)
    gan = models.StyleGAN2(input_shape=(64, 64, 3), latent_dim=32, mapping_layers=2, max_filters=32)
    last = gan.synthesis.get_layer("conv_64_1_gain").output
    maps = numpy(keras.Model(gan.synthesis.input, last)(tensor(2, gan.style_layers, 32)))
    # without demodulation and √2 it would halve, or grow, with each of the 9 layers
    assert 0.3 < np.sqrt((maps**2).mean()) < 3


def test_the_image_is_the_sum_of_what_each_size_paints(gan):
    styles = ops.repeat(gan.style(1, seed=3)[:, None], gan.style_layers, axis=1)
    painted = [gan.synthesis.get_layer(f"to_rgb_{size}").output for size in (4, 8, 16)]
    outputs = [numpy(maps) for maps in keras.Model(gan.synthesis.input, painted)(styles)]
    line = np.array([1, 3, 3, 1]) / 4

    def doubled(maps):
        # zeros between the pixels, then the filter [1 3 3 1] along both sides
        wide = np.zeros((2 * maps.shape[0] + 4, 2 * maps.shape[1] + 4, maps.shape[2]))
        wide[2:-2:2, 2:-2:2] = maps
        rows = sum(line[k] * wide[k : k + 2 * maps.shape[0]] for k in range(4))
        return sum(line[k] * rows[:, k : k + 2 * maps.shape[1]] for k in range(4))

    image = outputs[0][0]
    for maps in outputs[1:]:
        image = doubled(image) + maps[0]
    # the border differs: there the blur meets zeros behind the doubled pixels
    np.testing.assert_allclose(image[3:-3, 3:-3], numpy(gan.synthesis(styles))[0, 3:-3, 3:-3], rtol=1e-4, atol=1e-5)


def test_truncation_pulls_towards_the_average(gan):
    whole, half, none = (gan.style(3, seed=0, truncation=psi) for psi in (1.0, 0.5, 0.0))
    np.testing.assert_allclose(none, np.tile(np.linspace(-1, 1, 8), (3, 1)), atol=1e-6)
    np.testing.assert_allclose(half, (whole + none) / 2, atol=1e-5)


def test_generate_is_the_generator(gan):
    noise = gan.noise(3, 0)
    np.testing.assert_allclose(gan.generate(3, seed=0), numpy(gan.generator(noise)), rtol=1e-4, atol=1e-5)


def test_mixing_takes_coarse_layers_from_one_and_fine_ones_from_the_other(gan):
    a, b = gan.style(2, seed=1), gan.style(2, seed=2)
    np.testing.assert_array_equal(gan.mix(a, b, 0), gan.mix(b, b, 0))
    np.testing.assert_array_equal(gan.mix(a, b, gan.style_layers), gan.mix(a, a, 0))
    # the last style only paints the colours of the finest size: everything painted before it is still a's
    paint = gan.synthesis.get_layer("skip_16").input[0]
    before = keras.Model(gan.synthesis.input, paint)
    index = np.arange(gan.style_layers)[None, :, None]
    mixed, pure = (np.where(index < cut, a[:, None], b[:, None]) for cut in (gan.style_layers - 1, gan.style_layers))
    np.testing.assert_array_equal(numpy(before(mixed)), numpy(before(pure)))
    assert not np.allclose(gan.mix(a, b, gan.style_layers - 1), gan.mix(a, a, 0), atol=1e-3)


def test_it_comes_back_in_a_fresh_process(gan, fresh_python, tmp_path):
    gan.save(tmp_path / "gan.keras")
    fresh_python("-c", LOAD_AND_PAINT, str(tmp_path / "gan.keras"), str(tmp_path / "images.npy"))
    expected = gan.generate(3, seed=0, truncation=0.7)
    np.testing.assert_allclose(np.load(tmp_path / "images.npy"), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
def test_one_step_of_fit(backend, fresh_python):
    pytest.importorskip(backend)
    environment = {"KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": ""}
    told = json.loads(fresh_python("-c", ONE_STEP, **environment).splitlines()[-1])
    assert np.isfinite(told["losses"]).all()
    # the bias of the last score has no gradient while real and generated images are scored alike; all else moves
    assert told["moved"] >= told["of"] - 1


@pytest.mark.parametrize("shape", [(48, 48, 3), (4, 4, 3), (32, 64, 3)])
def test_other_sizes_are_refused(shape):
    with pytest.raises(ModelError, match="StyleGAN2 cannot double its way from 4×4"):
        models.StyleGAN2(input_shape=shape)

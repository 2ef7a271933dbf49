"""Random shifts and zooms: scipy's resampling gives the same picture, and nothing moves outside of training."""

import keras
import numpy as np
import pytest
from keras import ops
from scipy.ndimage import affine_transform

from dlteach import models
from dlteach.models.random_view import RandomView

IMAGES = np.random.default_rng(0).uniform(-1, 1, (3, 8, 8, 2)).astype("float32")


def drawn(layer, values):
    """Lets the layer draw these numbers, one after the other, for each picture."""
    queue = iter(values)
    layer._drawn = lambda images: ops.full((len(images), 1, 1), next(queue))
    return layer


@pytest.mark.parametrize(("zoom", "down", "right"), [(0, 0.25, -0.125), (0, 0.05, 0), (0.1, 0, 0), (-0.08, 0.06, -0.1)])
def test_scipy_sees_the_same_picture(zoom, down, right):
    ours = ops.convert_to_numpy(drawn(RandomView(0.25), [zoom, down, right])(IMAGES, training=True))
    scale, shift, middle = 1 / (1 + zoom), 8 * np.array([down, right]), 3.5
    for image, seen in zip(IMAGES, ours, strict=True):
        for channel in range(2):
            expected = affine_transform(
                # a frame of paper, so that scipy too mixes the outermost pixels with it
                np.pad(image[..., channel], 4, constant_values=-1),
                [scale, scale],
                (middle - (middle + shift) * scale) + 4 - 4 * scale,
                order=1,
                cval=-1,
            )[4:-4, 4:-4]
            np.testing.assert_allclose(seen[..., channel], expected, atol=1e-5)


def test_nothing_moves_outside_of_training():
    np.testing.assert_array_equal(ops.convert_to_numpy(RandomView(0.3)(IMAGES, training=False)), IMAGES)


def test_each_picture_has_its_own_chance_and_stays_within_its_share():
    lines = np.arange(21)
    bump = np.exp(-((lines - 10) ** 2) / 8)
    blob = np.repeat(np.outer(bump, bump)[None, ..., None], 200, axis=0).astype("float32") - 1
    seen = ops.convert_to_numpy(RandomView(0.1)(blob, training=True)) + 1
    places = np.stack(
        [(seen.sum(axis=axes) * lines).sum(axis=1) / seen.sum(axis=(1, 2, 3)) for axes in ((2, 3), (1, 3))]
    )
    assert np.abs(places - 10).max() <= 2.1 + 0.05
    assert np.abs(places - 10).max() > 1.8
    # down and right are drawn apart
    assert abs(np.corrcoef(places)[0, 1]) < 0.3


def test_it_stands_in_the_discriminator_alone_and_is_saved(tmp_path):
    gan = models.DCGAN(input_shape=(16, 16, 1), latent_dim=4, filters=2, augment=0.1)
    plain = models.DCGAN(input_shape=(16, 16, 1), latent_dim=4, filters=2)
    assert gan.count_params() == plain.count_params()
    assert [isinstance(layer, RandomView) for layer in gan.discriminator.layers].count(True) == 1
    assert not any(isinstance(layer, RandomView) for layer in [*gan.generator.layers, *plain.discriminator.layers])
    gan.compile()
    gan.fit(np.zeros((4, 16, 16, 1), "float32"), batch_size=2, epochs=1, verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    noise = np.ones((2, 4), "float32")
    np.testing.assert_allclose(loaded.predict(noise, verbose=0), gan.predict(noise, verbose=0), rtol=1e-5)
    (view,) = [layer for layer in loaded.discriminator.layers if isinstance(layer, RandomView)]
    assert view.share == 0.1

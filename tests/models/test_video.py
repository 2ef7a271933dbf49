"""The video classifier: windows of one frame are blind to order, wider ones are not, and it equals NumPy."""

import keras
import numpy as np
import pytest

from dlteach.models import VideoClassifier

FILMS = np.random.default_rng(0).random((3, 8, 6, 6, 2)).astype("float32")


def filled(**config):
    keras.utils.set_random_seed(0)
    return VideoClassifier((8, 6, 6, 2), classes=4, classifier_activation=None, **config)


def scores(model, films):
    return np.asarray(model.predict_on_batch(films))


def test_a_window_of_one_frame_is_the_two_dimensional_convolution_of_each_frame():
    model = filled(window=1, filters=(3,), cell="gru", units=5)
    kernel, bias = model.get_layer("conv_1").get_weights()
    flat = keras.layers.Conv2D(3, 3, padding="same", activation="relu")
    flat.build((None, 6, 6, 2))
    flat.set_weights([kernel[0], bias])
    expected = np.stack([np.asarray(keras.ops.convert_to_numpy(flat(film))) for film in FILMS])
    found = keras.Model(model.input, model.get_layer("conv_1").output).predict_on_batch(FILMS)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_three_dimensional_convolution_equals_numpy():
    model = filled(filters=(3,))
    kernel, bias = model.get_layer("conv_1").get_weights()
    padded = np.pad(FILMS.astype("float64"), [(0, 0), (1, 1), (1, 1), (1, 1), (0, 0)])
    expected = np.zeros((3, 8, 6, 6, 3)) + bias
    for later in range(3):
        for down in range(3):
            for right in range(3):
                part = padded[:, later : later + 8, down : down + 6, right : right + 6]
                expected += part @ kernel[later, down, right]
    found = keras.Model(model.input, model.get_layer("conv_1").output).predict_on_batch(FILMS)
    np.testing.assert_allclose(found, np.maximum(expected, 0), atol=1e-5)


@pytest.mark.parametrize(
    ("config", "blind"),
    [({"window": 1, "filters": (3, 4)}, True), ({"filters": (3, 4)}, False), ({"window": 1, "cell": "gru"}, False)],
    ids=str,
)
def test_who_can_tell_a_film_from_the_same_played_backwards(config, blind):
    model = filled(**config)
    forward, backward = scores(model, FILMS), scores(model, FILMS[:, ::-1].copy())
    assert np.allclose(forward, backward, atol=1e-5) == blind

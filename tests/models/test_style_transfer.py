"""Style transfer: only pixels move, both distances are what the paper says, and VGG-19's absence is told in one line."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError
from dlteach.scratch import gram_matrix

RANDOM = np.random.default_rng(0)
CONTENT = RANDOM.random((24, 20, 3)).astype("float32")
STYLE = np.repeat(RANDOM.random((1, 32, 3)), 28, axis=0).astype("float32")


def small():
    return models.random_features((6, 8), seed=1)


def distances(model):
    return {name: float(ops.convert_to_numpy(value)[0, 0]) for name, value in model(np.zeros((1, 1))).items()}


def test_only_the_pixels_are_trained_and_they_stay_in_range():
    model = models.paint_in_style(CONTENT, STYLE, small())
    (pixels,) = model.trainable_weights
    assert tuple(pixels.shape) == CONTENT.shape
    filters = [ops.convert_to_numpy(weight).copy() for weight in model.non_trainable_weights]
    before = distances(model)
    assert before["content"] == pytest.approx(0, abs=1e-8)
    model.compile(
        keras.optimizers.Adam(0.05), {"style": "mae", "content": "mae"}, loss_weights={"style": 10, "content": 0.1}
    )
    history = model.fit(
        np.zeros((60, 1)), {"style": np.zeros((60, 1)), "content": np.zeros((60, 1))}, batch_size=1, verbose=0
    ).history
    after = distances(model)
    assert after["style"] < before["style"] / 2
    assert after["content"] > 0
    assert {"loss", "style_loss", "content_loss"} <= set(history)
    painted = ops.convert_to_numpy(pixels)
    assert painted.min() >= 0
    assert painted.max() <= 1
    assert all(
        np.array_equal(ops.convert_to_numpy(weight), old)
        for weight, old in zip(model.non_trainable_weights, filters, strict=True)
    )


def test_the_distances_are_those_of_gram_matrices_and_maps():
    features = small()
    model = models.paint_in_style(CONTENT, STYLE, features, start=0.5 * CONTENT)
    maps = [
        [ops.convert_to_numpy(part) for part in features(picture[None])] for picture in (0.5 * CONTENT, CONTENT, STYLE)
    ]
    own, content, style = maps
    expected = []
    for mine, theirs in zip(own, style, strict=True):
        g, a = (ops.convert_to_numpy(gram_matrix(part)) for part in (mine, theirs))
        expected.append(((g - a) ** 2).sum() / (a**2).sum())
    found = distances(model)
    assert found["style"] == pytest.approx(np.mean(expected), rel=1e-4)
    assert found["content"] == pytest.approx(((own[-1] - content[-1]) ** 2).sum() / (content[-1] ** 2).sum(), rel=1e-4)


def test_random_filters_follow_their_seed():
    first, again, other = (models.random_features((4,), seed=seed).get_weights()[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.slow
def test_vgg19_is_read_where_the_paper_reads_it():
    features = models.vgg19_features(weights=None)
    assert [shape[-1] for shape in features.output_shape] == [64, 128, 256, 512, 512, 512]
    whole = next(layer for layer in features.layers if isinstance(layer, keras.Model))
    picture = RANDOM.random((1, 32, 32, 3)).astype("float32")
    # Keras's own preparation of a picture for VGG
    prepared = keras.applications.vgg19.preprocess_input(255 * picture)
    for ours, theirs in zip(features(picture), whole(prepared), strict=True):
        np.testing.assert_allclose(ops.convert_to_numpy(ours), ops.convert_to_numpy(theirs), rtol=1e-3, atol=1e-3)
    model = models.paint_in_style(RANDOM.random((32, 32, 3)), RANDOM.random((32, 32, 3)), features)
    assert len(model.trainable_weights) == 1
    assert set(distances(model)) == {"style", "content"}


def test_without_network_vgg19_is_missed_in_one_line(monkeypatch):
    def no_network(**options):
        raise Exception("URL fetch failure on https://storage.googleapis.com: None -- [Errno -2] Name not known")

    monkeypatch.setattr(keras.applications, "VGG19", no_network)
    with pytest.raises(ModelError, match="weights of VGG-19 are not on this computer"):
        models.vgg19_features()

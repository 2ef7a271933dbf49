"""ResNet with stride_on_first is keras.applications' ResNet: every kind of file that it writes is read."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError


@pytest.fixture(scope="module")
def reference():
    """Their ResNet-50 with numbers in its normalisations, as after a training."""
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    model = keras.applications.ResNet50(
        weights=None, input_shape=(64, 64, 3), pooling="avg", classes=7, classifier_activation=None
    )
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            shape = layer.gamma.shape
            draws = rng.uniform(0.5, 1.5, shape), *rng.normal(0, 0.1, (2, *shape)), rng.uniform(0.5, 1.5, shape)
            layer.set_weights(draws)
        elif isinstance(layer, keras.layers.Conv2D):
            layer.bias.assign(rng.normal(0, 0.1, layer.bias.shape))
    return model


@pytest.mark.parametrize("file", ["resnet50.keras", "resnet50.weights.h5", "resnet50.h5"])
def test_resnet50_gives_the_numbers_of_keras_applications(reference, file, tmp_path):
    path = tmp_path / file
    reference.save_weights(path) if file.endswith("weights.h5") else reference.save(path)
    images = np.random.default_rng(1).normal(size=(2, 64, 64, 3)).astype("float32")
    model = models.ResNet50(
        input_shape=(64, 64, 3), classes=7, classifier_activation=None, stride_on_first=True, weights=path
    )
    ours, theirs = (np.asarray(network.predict_on_batch(images)) for network in (model, reference))
    assert np.abs(ours - theirs).max() / np.abs(theirs).max() <= 1e-5


def test_the_stride_must_be_where_they_have_it(reference, tmp_path):
    reference.save(tmp_path / "resnet50.keras")
    with models.weightless():
        model = models.ResNet50(input_shape=(64, 64, 3), classes=7)
    with pytest.raises(ModelError, match="Build the model with stride_on_first=True"):
        models.load_weights(model, tmp_path / "resnet50.keras")


def test_they_have_26560_biases_more():
    with models.weightless():
        ours, theirs = models.ResNet50(), keras.applications.ResNet50(weights=None)
    assert theirs.count_params() == 25_636_712
    biases = [layer.bias for layer in theirs.layers if isinstance(layer, keras.layers.Conv2D)]
    assert sum(bias.shape[0] for bias in biases) == 26_560
    assert ours.count_params() == 25_636_712 - 26_560

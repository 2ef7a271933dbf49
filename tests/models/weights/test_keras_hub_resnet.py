"""ResNet gives the numbers of KerasHub's, read from a file that KerasHub writes."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlteach import models

pytestmark = pytest.mark.parity


def backbone():
    keras_hub = pytest.importorskip("keras_hub")
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    model = keras_hub.models.ResNetBackbone(
        input_conv_filters=[64],
        input_conv_kernel_sizes=[7],
        stackwise_num_filters=[64, 128, 256, 512],
        stackwise_num_blocks=[2, 2, 2, 2],
        stackwise_num_strides=[1, 2, 2, 2],
        block_type="basic_block",
        image_shape=(64, 64, 3),
    )
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            shape = layer.gamma.shape
            layer.set_weights((rng.uniform(0.5, 1.5, shape), *rng.normal(0, 0.1, (2, *shape)), np.ones(shape)))
    return keras_hub, model


@pytest.mark.parametrize("classifier", [False, True])
def test_resnet18_gives_the_numbers_of_keras_hub(classifier, tmp_path):
    keras_hub, reference = backbone()
    if classifier:
        reference = keras_hub.models.ResNetImageClassifier(backbone=reference, num_classes=7)
    reference.save(tmp_path / "resnet18.keras")
    model = models.ResNet18(
        input_shape=(64, 64, 3),
        classes=7,
        include_top=classifier,
        classifier_activation=None,
        weights=tmp_path / "resnet18.keras",
    )
    images = np.random.default_rng(1).normal(size=(2, 64, 64, 3)).astype("float32")
    ours, theirs = (np.asarray(network.predict_on_batch(images)) for network in (model, reference))
    assert np.abs(ours - theirs).max() / np.abs(theirs).max() <= 1e-5

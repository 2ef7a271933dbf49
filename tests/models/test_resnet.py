"""ResNet as a backbone: its top, its freezing, its fine-tuning. Its numbers are tested in weights/."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError

SMALL = {"input_shape": (32, 32, 3), "filters": (4, 4, 8, 8)}


def test_the_stages_have_the_sizes_of_table_1():
    with models.weightless():
        model = models.ResNet50()
    last = [model.get_layer(f"conv{stage}_block{count}_out") for stage, count in ((2, 3), (3, 4), (4, 6), (5, 3))]
    shapes = [tuple(layer.output.shape[1:]) for layer in last]
    assert shapes == [(56, 56, 256), (28, 28, 512), (14, 14, 1024), (7, 7, 2048)]


@pytest.mark.parametrize(("name", "layers"), [("resnet18", 18), ("resnet50", 50), ("resnet152", 152), ("resnet56", 56)])
def test_a_name_counts_the_layers_with_weights(name, layers):
    with models.weightless():
        model = models.build(name)
    weighted = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D | keras.layers.Dense)]
    shortcuts = [layer for layer in weighted if layer.name.endswith("_0_conv")]
    assert len(weighted) - len(shortcuts) == layers


@pytest.mark.parametrize(
    ("config", "shape"),
    [
        ({"include_top": False}, (None, 1, 1, 32)),
        ({"include_top": False, "input_shape": (None, None, 3)}, (None, None, None, 32)),
        ({"include_top": False, "pooling": "avg"}, (None, 32)),
        ({"include_top": False, "pooling": "max"}, (None, 32)),
        ({"classes": 3, "input_shape": (None, None, 1)}, (None, 3)),
    ],
)
def test_the_top_can_be_changed(config, shape):
    assert models.ResNet50(**{**SMALL, **config}).output_shape == shape


def test_where_the_image_is_halved_leaves_the_parameters_alone():
    with models.weightless():
        counts = {models.ResNet50(stride_on_first=first).count_params() for first in (False, True)}
    assert len(counts) == 1


@pytest.fixture
def images():
    return np.random.default_rng(0).normal(size=(4, 32, 32, 3)).astype("float32")


def test_a_frozen_base_stands_while_a_new_head_learns(images):
    base = models.ResNet18(**SMALL, include_top=False, pooling="avg")
    base.trainable = False
    before = [np.asarray(weight).copy() for weight in base.weights]
    x = keras.Input((32, 32, 3))
    model = keras.Model(x, keras.layers.Dense(2, activation="softmax")(base(x, training=False)))
    head = np.asarray(model.layers[-1].kernel).copy()
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(images, np.array([0, 1, 0, 1]), verbose=0)
    assert all(np.array_equal(old, np.asarray(new)) for old, new in zip(before, base.weights, strict=True))
    assert not np.array_equal(head, np.asarray(model.layers[-1].kernel))


def test_a_fine_tuned_model_comes_back_from_a_file_with_its_frozen_layers_and_optimizer(images, tmp_path):
    base = models.ResNet18(**SMALL, include_top=False, pooling="avg")
    for layer in base.layers:
        layer.trainable = layer.name.startswith("conv5")
    model = keras.Model(base.input, keras.layers.Dense(2, activation="softmax")(base.output))
    own = models.ResNet18(**SMALL, classes=2)
    own.get_layer("conv1_conv").trainable = False
    nested = keras.Sequential([keras.Input((32, 32, 3)), base, keras.layers.Dense(2, activation="softmax")])
    for number, each in enumerate((model, own, nested)):
        each.compile("adam", "sparse_categorical_crossentropy")
        each.fit(images, np.array([0, 1, 0, 1]), verbose=0)
        each.save(tmp_path / f"{number}.keras")
        loaded = models.load(tmp_path / f"{number}.keras")
        assert [w.shape for w in loaded.trainable_weights] == [w.shape for w in each.trainable_weights]
        assert int(loaded.optimizer.iterations) == 1
        np.testing.assert_allclose(np.asarray(loaded.optimizer.variables[-1]), np.asarray(each.optimizer.variables[-1]))
        np.testing.assert_allclose(loaded.predict_on_batch(images), each.predict_on_batch(images), rtol=1e-5)


def test_an_unknown_pooling_is_refused():
    with models.weightless(), pytest.raises(ModelError, match='no pooling "mean"'):
        models.ResNet18(include_top=False, pooling="mean")

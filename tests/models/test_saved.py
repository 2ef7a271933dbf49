"""Files that cannot be loaded are refused in one line; foreign files are loaded as far as that is safe."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError


def test_a_foreign_model_is_loaded(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.save(tmp_path / "line.keras")
    x = np.ones((1, 3), "float32")
    loaded = models.load(tmp_path / "line.keras")
    np.testing.assert_allclose(loaded.predict_on_batch(x), model.predict_on_batch(x))


def test_a_file_that_carries_code_is_refused(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x + 1)])
    model.save(tmp_path / "lambda.keras")
    with pytest.raises(ModelError, match="carries Python code, which would run on opening"):
        models.load(tmp_path / "lambda.keras")


def test_a_class_that_is_not_imported_is_named(tmp_path):
    class Stranger(keras.layers.Layer):
        def call(self, x):
            return x

    keras.Sequential([keras.Input((3,)), Stranger()]).save(tmp_path / "stranger.keras")
    with pytest.raises(ModelError, match="this file needs Stranger, which is not imported"):
        models.load(tmp_path / "stranger.keras")


def test_a_missing_and_a_damaged_file_are_refused(tmp_path):
    with pytest.raises(ModelError, match="there is no file"):
        models.load(tmp_path / "absent.keras")
    (tmp_path / "text.keras").write_text("not a zip")
    with pytest.raises(ModelError, match=r"this is no \.keras file"):
        models.load(tmp_path / "text.keras")


def test_mixed_precision_survives_the_file(tmp_path):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        models.MLP().save(tmp_path / "mlp.keras")
    finally:
        keras.config.set_dtype_policy("float32")
    loaded = models.load(tmp_path / "mlp.keras")
    assert loaded.get_layer("hidden_1").compute_dtype == "bfloat16"
    assert loaded.get_layer("output").compute_dtype == "float32"
    assert keras.config.dtype_policy().name == "float32"

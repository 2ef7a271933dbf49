"""What `load_weights` refuses, and this package's own files."""

from __future__ import annotations

import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError


@pytest.mark.parametrize("ending", ["keras", "weights.h5"])
def test_own_files_come_back(ending, tmp_path):
    trained, model = models.LeNet5(), models.LeNet5()
    path = tmp_path / f"lenet.{ending}"
    trained.save(path) if ending == "keras" else trained.save_weights(path)
    models.load_weights(model, path)
    for ours, theirs in zip(model.weights, trained.weights, strict=True):
        np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


@pytest.mark.parametrize("ending", ["keras", "weights.h5"])
def test_own_files_of_other_sizes_are_refused(ending, tmp_path):
    trained = models.LeNet5(classes=5)
    path = tmp_path / f"lenet.{ending}"
    trained.save(path) if ending == "keras" else trained.save_weights(path)
    with pytest.raises(ModelError):
        models.load_weights(models.LeNet5(), path)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("absent.safetensors", "there is no file"),
        ("weights.pth", "no checkpoint that can be read safely.*safetensors"),
        ("damaged.safetensors", "this checkpoint is damaged"),
        ("damaged.h5", "this checkpoint is damaged"),
        ("damaged.keras", "this is no .keras file"),
    ],
)
def test_unreadable_files_are_refused(file, told, tmp_path):
    if not file.startswith("absent"):
        (tmp_path / file).write_bytes(b"\x20\0\0\0\0\0\0\0not a header at all, only words.....")
    with models.weightless():
        model = models.ResNet18()
    with pytest.raises(ModelError, match=told):
        models.load_weights(model, tmp_path / file)

"""ResNet gives the numbers of transformers', read from a file that transformers writes."""

from __future__ import annotations

import numpy as np
import pytest

from dlteach import models

pytestmark = pytest.mark.parity


@pytest.mark.parametrize(
    ("name", "kind", "depths", "sizes"),
    [
        ("resnet18", "basic", [2, 2, 2, 2], [64, 128, 256, 512]),
        ("resnet50", "bottleneck", [3, 4, 6, 3], [256, 512, 1024, 2048]),
    ],
)
def test_it_gives_the_numbers_of_transformers(name, kind, depths, sizes, tmp_path):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    config = transformers.ResNetConfig(layer_type=kind, depths=depths, hidden_sizes=sizes, num_labels=7)
    reference = transformers.ResNetForImageClassification(config).eval()
    for layer in reference.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.normal_(0, 0.1)
            layer.weight.data.uniform_(0.5, 1.5)
    reference.save_pretrained(tmp_path)
    path = tmp_path / "model.safetensors"
    model = models.build(name, input_shape=(64, 64, 3), classes=7, classifier_activation=None, weights=path)
    images = np.random.default_rng(1).normal(size=(2, 64, 64, 3)).astype("float32")
    with torch.no_grad():
        theirs = reference(torch.tensor(images.transpose(0, 3, 1, 2))).logits.numpy()
    ours = np.asarray(model.predict_on_batch(images))
    assert np.abs(ours - theirs).max() / np.abs(theirs).max() <= 1e-5

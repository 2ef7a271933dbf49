"""The detector: its published size, levels that share a head, and boxes that come back from targets."""

import math

import keras
import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError
from dlteach.models import FCOS, fcos_targets
from dlteach.models.fcos_training import locations


def small(**changes):
    options = {"classes": 3, "backbone": (4, 8), "pyramid_filters": 8, "extra_levels": 0, "head_layers": 1, "groups": 2}
    return FCOS((48, 48, 3), **(options | changes))


def test_it_has_as_many_parameters_as_torchvisions():
    # fcos_resnet50_fpn: 32,269,600 with 91 classes; its batch normalization is frozen, and it has no scales
    with models.weightless():
        model = models.build("fcos_resnet50", classes=91)
    count = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    normal = [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.BatchNormalization)]
    frozen = sum(math.prod(weight.shape) for layer in normal for weight in layer.trainable_weights)
    assert count - frozen - len(model.strides) == 32_269_600
    assert model.strides == (8, 16, 32, 64, 128)


def test_there_is_one_answer_for_each_place_of_each_level():
    with models.weightless():
        model = models.build("fcos_resnet50", input_shape=(128, 256, 3))
    assert model.output_shape == (None, len(locations(128, 256, model.strides)[0]), 85)


def test_all_levels_share_the_head():
    one, three = small(), small(extra_levels=2)
    heads = [sum(layer.count_params() for layer in model.layers if "head" in layer.name) for model in (one, three)]
    assert heads[0] == heads[1]


def test_answers_that_equal_the_targets_give_the_boxes_back():
    model = small()
    boxes = np.array([[[4, 6, 20, 30], [24, 2, 44, 22], [0, 0, 0, 0]]], "float32")
    labels = np.array([[2, 0, -1]])
    targets = fcos_targets(boxes, labels, 3, 48, 48, model.strides)
    answers = targets.copy()
    answers[..., :3] = 20 * targets[..., :3] - 10
    answers[..., -1] = 10 * targets[..., -1] - 5
    model.predict_on_batch = lambda images: answers
    (found,) = model.detect(np.zeros((1, 48, 48, 3), "float32"))
    assert sorted(found.labels) == [0, 2]
    for label, box in zip(found.labels, found.boxes, strict=True):
        np.testing.assert_allclose(box, boxes[0, list(labels[0]).index(label)], atol=1e-4)
    assert (np.diff(found.scores) <= 0).all()


def test_it_gives_the_numbers_of_torch():
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    model = small(extra_levels=1)
    rng = np.random.default_rng(0)
    for weight in model.weights:
        shape = tuple(weight.shape)
        positive = "variance" in weight.path or "gamma" in weight.path
        weight.assign(rng.uniform(0.5, 1.5, shape) if positive else rng.normal(0, 0.2, shape))
    images = rng.normal(size=(2, 48, 48, 3)).astype("float32")

    def weights(name):
        return [torch.tensor(np.asarray(weight).copy()) for weight in model.get_layer(name).weights]

    def convolve(x, name, stride=1, pad=(1, 1, 1, 1)):
        kernel, *bias = weights(name)
        return functional.conv2d(functional.pad(x, pad), kernel.permute(3, 2, 0, 1), *bias, stride=stride)

    x = torch.tensor(images.transpose(0, 3, 1, 2))
    for name, stride in (("conv1_1", 2), ("conv1_2", 1), ("conv2_1", 2), ("conv2_2", 1)):
        # Keras pads "same" with stride 2 at the end only
        x = convolve(x, f"{name}_conv", stride, (0, 1, 0, 1) if stride == 2 else (1, 1, 1, 1))
        gamma, beta, mean, variance = weights(f"{name}_bn")
        x = torch.relu(functional.batch_norm(x, mean, variance, gamma, beta, eps=1e-5))
    first = convolve(convolve(x, "lateral0", pad=(0, 0, 0, 0)), "level0")
    second = convolve(first, "level1", 2)
    expected = []
    for number, level in enumerate((first, second)):
        branch = {}
        for name in ("class", "box"):
            gamma, beta = weights(f"{name}_head0_gn")
            branch[name] = torch.relu(
                functional.group_norm(convolve(level, f"{name}_head0_conv"), 2, gamma, beta, eps=1e-5)
            )
        (scale,) = weights(f"scale{number}")
        sides = torch.exp(scale * convolve(branch["box"], "sides")) * model.strides[number]
        answer = torch.cat([convolve(branch["class"], "classes"), sides, convolve(branch["box"], "centre_ness")], 1)
        expected.append(answer.permute(0, 2, 3, 1).reshape(2, -1, 8))
    expected = torch.cat(expected, 1).detach().numpy()
    found = np.asarray(model.predict_on_batch(images))
    assert np.abs(found - expected).max() / np.abs(expected).max() <= 1e-4


def test_an_unknown_backbone_is_refused():
    with pytest.raises(ModelError, match='no backbone "resnet51"'):
        FCOS((32, 32, 3), backbone="resnet51")

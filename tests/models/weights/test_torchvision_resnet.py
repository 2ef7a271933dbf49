"""ResNet gives the numbers of a PyTorch ResNet of torchvision's structure and names, written here from the paper."""

from __future__ import annotations

import numpy as np
import pytest

from dlteach import models
from dlteach.errors import ModelError

torch = pytest.importorskip("torch")
save_file = pytest.importorskip("safetensors.torch").save_file
nn = torch.nn


class Block(nn.Module):
    """Basic (two 3×3) or bottleneck (1×1, 3×3, 1×1), the stride on the first 3×3, as torchvision names it."""

    def __init__(self, inputs, filters, stride, bottleneck):
        super().__init__()
        self.sizes = (1, 3, 1) if bottleneck else (3, 3)
        maps = (filters, filters, 4 * filters) if bottleneck else (filters, filters)
        halves = self.sizes.index(3)
        block_inputs = inputs
        for number, (size, outputs) in enumerate(zip(self.sizes, maps, strict=True), start=1):
            step = stride if number - 1 == halves else 1
            setattr(self, f"conv{number}", nn.Conv2d(inputs, outputs, size, step, size // 2, bias=False))
            setattr(self, f"bn{number}", nn.BatchNorm2d(outputs))
            inputs = outputs
        if stride > 1 or block_inputs != outputs:
            shortcut = nn.Conv2d(block_inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = x
        for number in range(1, len(self.sizes) + 1):
            y = getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(y))
            y = torch.relu(y) if number < len(self.sizes) else y
        return torch.relu(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class TorchResNet(nn.Module):
    def __init__(self, counts, bottleneck, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        width = 64
        for stage, (count, filters) in enumerate(zip(counts, (64, 128, 256, 512), strict=True), start=1):
            blocks = []
            for number in range(count):
                blocks.append(Block(width, filters, 2 if stage > 1 and number == 0 else 1, bottleneck))
                width = 4 * filters if bottleneck else filters
            setattr(self, f"layer{stage}", nn.Sequential(*blocks))
        self.fc = nn.Linear(width, classes)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


def trained(counts, bottleneck, classes=7):
    """A network whose normalisations hold numbers, as after a training."""
    torch.manual_seed(0)
    network = TorchResNet(counts, bottleneck, classes).eval()
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.running_mean.normal_(0, 0.1)
            layer.running_var.uniform_(0.5, 1.5)
            layer.weight.data.uniform_(0.5, 1.5)
            layer.bias.data.normal_(0, 0.1)
    return network


@pytest.fixture(scope="module")
def resnet18(tmp_path_factory):
    network = trained((2, 2, 2, 2), False)
    path = tmp_path_factory.mktemp("weights") / "resnet18.safetensors"
    save_file(network.state_dict(), path)
    return network, path


def relative_difference(ours, theirs):
    return np.abs(ours - theirs).max() / np.abs(theirs).max()


def difference(model, network):
    images = np.random.default_rng(0).normal(size=(2, 64, 64, 3)).astype("float32")
    with torch.no_grad():
        theirs = network(torch.tensor(images.transpose(0, 3, 1, 2))).numpy()
    return relative_difference(np.asarray(model.predict_on_batch(images)), theirs)


def test_resnet18_gives_the_numbers_of_torch(resnet18):
    network, path = resnet18
    model = models.ResNet18(input_shape=(64, 64, 3), classes=7, weights=path, classifier_activation=None)
    assert difference(model, network) <= 1e-5


def test_resnet50_gives_the_numbers_of_torch(tmp_path):
    network = trained((3, 4, 6, 3), True)
    save_file(network.state_dict(), tmp_path / "resnet50.safetensors")
    model = models.ResNet50(input_shape=(64, 64, 3), classes=7, classifier_activation=None)
    models.load_weights(model, tmp_path / "resnet50.safetensors")
    assert difference(model, network) <= 1e-5


def test_half_precision_files_are_read(resnet18, tmp_path):
    network, _ = resnet18
    halves = {
        name: tensor.to(torch.bfloat16) if tensor.is_floating_point() else tensor
        for name, tensor in network.state_dict().items()
    }
    save_file(halves, tmp_path / "half.safetensors")
    model = models.ResNet18(input_shape=(64, 64, 3), classes=7, weights=tmp_path / "half.safetensors")
    expected = halves["fc.weight"].float().numpy().T
    np.testing.assert_array_equal(np.asarray(model.get_layer("predictions").kernel), expected)


def test_the_top_may_be_left_out(resnet18):
    network, path = resnet18
    model = models.ResNet18(input_shape=(64, 64, 3), include_top=False, pooling="avg", weights=path)
    images = np.random.default_rng(0).normal(size=(2, 64, 64, 3)).astype("float32")
    network.fc, top = nn.Identity(), network.fc
    with torch.no_grad():
        theirs = network(torch.tensor(images.transpose(0, 3, 1, 2))).numpy()
    network.fc = top
    assert relative_difference(np.asarray(model.predict_on_batch(images)), theirs) <= 1e-5


@pytest.mark.parametrize(
    ("name", "config", "told"),
    [
        ("resnet18", {"classes": 8}, r"predictions/kernel has shape \(512, 8\), the file's array \(512, 7\)"),
        ("resnet34", {"classes": 7}, "the file has no conv2_block3_1_conv for ResNet34. Build the depth"),
        ("resnet50", {"stride_on_first": True}, "torchvision halves the image on the 3×3.*stride_on_first=False"),
        ("resnet20", {}, "this file holds no weights known for ResNet20"),
    ],
)
def test_weights_that_do_not_fit_are_refused(resnet18, name, config, told):
    with models.weightless():
        model = models.build(name, input_shape=(64, 64, 3), **config)
    if "classes" in config:
        model = models.build(name, input_shape=(64, 64, 3), **config)
    with pytest.raises(ModelError, match=told):
        models.load_weights(model, resnet18[1])

"""DCGAN against PyTorch's layers with the same weights."""

import numpy as np
import pytest
from keras import ops

from dlteach import models
from dlteach.errors import ModelError


def trainable(model):
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def test_parameters_at_64_pixels():
    with models.weightless():
        gan = models.DCGAN()
    assert trainable(gan.generator) == 3_576_704
    assert trainable(gan.discriminator) == 2_765_568


@pytest.mark.parametrize(("size", "channels"), [(8, 1), (28, 1), (32, 1), (48, 3)])
def test_other_sizes(size, channels):
    with models.weightless():
        gan = models.DCGAN(input_shape=(size, size, channels), filters=4)
    assert gan.generator.output_shape == (None, size, size, channels)
    assert gan.discriminator.output_shape == (None, 1)


@pytest.mark.parametrize("shape", [(27, 27, 1), (4, 4, 1), (28, 32, 1), (28, 28)])
def test_sizes_that_cannot_be_doubled_to_are_refused(shape):
    with pytest.raises(ModelError, match="DCGAN cannot double its way"):
        models.DCGAN(input_shape=shape)


def torch_network(torch, network, kind):
    """Writes the network in torch.nn from the paper's description and copies the weights of ours."""
    modules, reader = [], iter(ops.convert_to_numpy(weight) for weight in weights_by_layer(network))
    widths = [10, 16, 8, 4, 1] if kind == "generator" else [1, 4, 8, 16, 1]
    for stage in range(4):
        first, last = stage == 0, stage == 3
        alone = first if kind == "generator" else last
        layer = torch.nn.ConvTranspose2d if kind == "generator" else torch.nn.Conv2d
        conv = layer(widths[stage], widths[stage + 1], 4, 1 if alone else 2, 0 if alone else 1, bias=False)
        # Keras: (height, width, out, in) transposed, (height, width, in, out) plain; torch: the reverse of the last two, first
        conv.weight.data = torch.tensor(next(reader).transpose(3, 2, 0, 1))
        modules.append(conv)
        if not last and not (first and kind == "discriminator"):
            norm = torch.nn.BatchNorm2d(widths[stage + 1])
            norm.weight.data, norm.bias.data = torch.tensor(next(reader)), torch.tensor(next(reader))
            norm.running_mean, norm.running_var = torch.tensor(next(reader)), torch.tensor(next(reader))
            modules.append(norm)
        if not last:
            modules.append(torch.nn.ReLU() if kind == "generator" else torch.nn.LeakyReLU(0.2))
    if kind == "generator":
        modules.append(torch.nn.Tanh())
    return torch.nn.Sequential(*modules)


def weights_by_layer(network):
    return [weight for layer in network.layers for weight in layer.weights]


@pytest.mark.parametrize("training", [False, True])
def test_equals_torch(training):
    torch = pytest.importorskip("torch")
    gan = models.DCGAN(input_shape=(32, 32, 1), latent_dim=10, filters=4)
    random = np.random.default_rng(0)
    for network in (gan.generator, gan.discriminator):
        for weight in network.weights:
            spread = random.uniform(0.5, 1.5, weight.shape) if "variance" in weight.path else None
            weight.assign(spread if spread is not None else random.normal(0, 0.3, weight.shape))
    noise = random.normal(size=(3, 10)).astype("float32")
    image = random.normal(size=(3, 32, 32, 1)).astype("float32")

    theirs = torch_network(torch, gan.generator, "generator").train(training)
    with torch.no_grad():
        expected = theirs(torch.tensor(noise)[:, :, None, None]).numpy().transpose(0, 2, 3, 1)
    ours = ops.convert_to_numpy(gan.generator(ops.convert_to_tensor(noise), training=training))
    np.testing.assert_allclose(ours, expected, atol=1e-5 if training else 2e-6)

    theirs = torch_network(torch, gan.discriminator, "discriminator").train(training)
    with torch.no_grad():
        expected = theirs(torch.tensor(image.transpose(0, 3, 1, 2))).numpy().reshape(3, 1)
    ours = ops.convert_to_numpy(gan.discriminator(ops.convert_to_tensor(image), training=training))
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-5 if training else 2e-6)

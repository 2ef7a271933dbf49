"""Weight normalization against numpy, against the layer and against PyTorch, values and gradients."""

import keras
import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.models import WeightNormalization
from dlteach.scratch import weight_norm

RANDOM = np.random.default_rng(0)
V = RANDOM.normal(size=(3, 3, 2, 4)).astype("float32")
G = RANDOM.normal(size=4).astype("float32")
X = RANDOM.normal(size=(2, 6, 6, 2)).astype("float32")


def test_each_unit_has_its_length():
    w = ops.convert_to_numpy(weight_norm(V, G))
    np.testing.assert_allclose(np.linalg.norm(w.reshape(-1, 4), axis=0), np.abs(G), rtol=1e-5)
    np.testing.assert_allclose(w[..., 1] / V[..., 1], G[1] / np.linalg.norm(V[..., 1]), rtol=1e-5)


def test_the_gradient_of_v_stands_at_right_angles_to_v(gradients):
    # equation 3 of the paper: v only turns, its length does not matter
    slope, _ = gradients(lambda v, g: ops.sum(ops.sin(weight_norm(v, g))), V, G)
    np.testing.assert_allclose((slope * V).reshape(-1, 4).sum(axis=0), 0, atol=1e-5)


def test_equals_the_layer():
    layer = WeightNormalization(keras.layers.Conv2D(4, 3, use_bias=False))
    layer.build((None, 6, 6, 2))
    layer.length.assign(G)
    layer.layer.kernel.assign(V)
    plain = ops.conv(ops.convert_to_tensor(X), weight_norm(V, G), data_format="channels_last")
    np.testing.assert_allclose(ops.convert_to_numpy(layer(X)), ops.convert_to_numpy(plain), rtol=1e-5, atol=1e-5)


def test_equals_torch(gradients):
    torch = pytest.importorskip("torch")
    conv = torch.nn.utils.parametrizations.weight_norm(torch.nn.Conv2d(2, 4, 3, bias=False))
    parts = conv.parametrizations.weight
    with torch.no_grad():
        parts.original0.copy_(torch.tensor(G).reshape(4, 1, 1, 1))
        parts.original1.copy_(torch.tensor(V.transpose(3, 2, 0, 1)))
    torch.sin(conv.weight).sum().backward()
    theirs = conv.weight.detach().numpy().transpose(2, 3, 1, 0)
    np.testing.assert_allclose(ops.convert_to_numpy(weight_norm(V, G)), theirs, rtol=1e-5, atol=1e-7)
    of_v, of_g = gradients(lambda v, g: ops.sum(ops.sin(weight_norm(v, g))), V, G)
    np.testing.assert_allclose(of_v, parts.original1.grad.numpy().transpose(2, 3, 1, 0), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(of_g, parts.original0.grad.numpy().ravel(), rtol=1e-4, atol=1e-5)


def test_wrong_shapes_teach():
    with pytest.raises(ModelError, match=r"lengths g have shape \(3,\), the directions v \(3, 3, 2, 4\)"):
        weight_norm(V, G[:3])

"""Weight normalization against `torch.nn.utils.parametrizations.weight_norm`, and its own laws."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models import WeightNormalization

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (lambda: layers.Dense(3), (5,)),
        (lambda: layers.Conv1D(3, 2), (6, 2)),
        (lambda: layers.Conv2D(3, 2), (6, 6, 2)),
        (lambda: layers.Conv2DTranspose(3, 2), (4, 4, 2)),
    ],
)
def test_wrapping_changes_no_output(layer, shape):
    plain, x = layer(), ops.convert_to_tensor(RANDOM.normal(size=(2, *shape)).astype("float32"))
    expected = ops.convert_to_numpy(plain(x))
    wrapped = WeightNormalization(layer())
    wrapped.build((None, *shape))
    wrapped.layer.set_weights(plain.get_weights())
    wrapped.length.assign(wrapped._lengths(wrapped.layer.kernel))
    np.testing.assert_allclose(ops.convert_to_numpy(wrapped(x)), expected, rtol=1e-5, atol=1e-6)
    # the length of the direction does not matter
    wrapped.layer.kernel.assign(wrapped.layer.kernel * 7)
    np.testing.assert_allclose(ops.convert_to_numpy(wrapped(x)), expected, rtol=1e-5, atol=1e-6)


def test_a_fresh_layer_has_the_length_of_its_kernel():
    wrapped = WeightNormalization(layers.Conv2DTranspose(3, 2))
    wrapped.build((None, 4, 4, 2))
    kernel = ops.convert_to_numpy(wrapped.layer.kernel)  # (2, 2, output, input)
    expected = np.sqrt((kernel**2).sum(axis=(0, 1, 3)))
    np.testing.assert_allclose(ops.convert_to_numpy(wrapped.length), expected, rtol=1e-5)


@pytest.mark.parametrize("kind", ["dense", "conv"])
def test_trains_as_torch_does(kind):
    torch = pytest.importorskip("torch")
    ours = WeightNormalization(layers.Dense(3) if kind == "dense" else layers.Conv2D(3, 2))
    model = keras.Sequential([keras.Input((5,) if kind == "dense" else (4, 4, 2)), ours])
    model.compile(keras.optimizers.SGD(0.1), loss="mse")
    plain = torch.nn.Linear(5, 3) if kind == "dense" else torch.nn.Conv2d(2, 3, 2)
    theirs = torch.nn.utils.parametrizations.weight_norm(plain)
    to_torch = (1, 0) if kind == "dense" else (3, 2, 0, 1)
    direction = RANDOM.normal(size=ours.layer.kernel.shape).astype("float32")
    length = RANDOM.normal(size=3).astype("float32")
    bias = RANDOM.normal(size=3).astype("float32")
    ours.layer.set_weights([direction, bias])
    ours.length.assign(length)
    parts = theirs.parametrizations.weight
    with torch.no_grad():
        parts.original0.copy_(torch.tensor(length).reshape(parts.original0.shape))
        parts.original1.copy_(torch.tensor(direction.transpose(to_torch)))
        theirs.bias.copy_(torch.tensor(bias))

    x = RANDOM.normal(size=(4, *model.input_shape[1:])).astype("float32")
    y = RANDOM.normal(size=(4, *model.output_shape[1:])).astype("float32")
    first = (lambda a: a) if kind == "dense" else (lambda a: np.moveaxis(a, -1, 1))
    optimizer = torch.optim.SGD(theirs.parameters(), 0.1)
    for _ in range(3):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(theirs(torch.tensor(first(x))), torch.tensor(first(y))).backward()
        optimizer.step()
    model.fit(x, y, batch_size=4, epochs=3, verbose=0)
    np.testing.assert_allclose(ops.convert_to_numpy(ours.length), parts.original0.detach().numpy().ravel(), rtol=1e-4)
    trained = parts.original1.detach().numpy()
    np.testing.assert_allclose(
        ops.convert_to_numpy(ours.layer.kernel).transpose(to_torch), trained, rtol=1e-4, atol=1e-5
    )


def test_saved_and_loaded(tmp_path):
    model = keras.Sequential([keras.Input((5,)), WeightNormalization(layers.Dense(3))])
    model.layers[0].length.assign([1.0, 2.0, 3.0])
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    x = RANDOM.normal(size=(2, 5)).astype("float32")
    np.testing.assert_allclose(again.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-6)


def test_a_layer_without_kernel_is_refused():
    with pytest.raises(ModelError, match="found no kernel in the layer Flatten"):
        WeightNormalization(layers.Flatten()).build((None, 4, 4))

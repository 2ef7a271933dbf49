"""Feature maps, filters, saliency and Grad-CAM on networks whose answer is known."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from dlteach import inspect
from dlteach.errors import ModelError

VERTICAL = np.array([[1, 0, -1]] * 3, "float32")


@pytest.fixture
def edges():
    """One filter for vertical edges, one that answers nothing; the class score is the mean of the first map's lower half."""
    model = keras.Sequential(
        [
            layers.Input((12, 12, 1)),
            layers.Conv2D(2, 3, activation="relu", name="conv"),
            layers.Flatten(),
            layers.Dense(2, activation="softmax", name="out"),
        ]
    )
    kernel = np.zeros((3, 3, 1, 2), "float32")
    kernel[:, :, 0, 0] = VERTICAL
    model.get_layer("conv").set_weights([kernel, np.zeros(2, "float32")])
    dense = np.zeros((10, 10, 2, 2), "float32")
    dense[5:, :, 0, 1] = 1
    model.get_layer("out").set_weights([dense.reshape(200, 2), np.zeros(2, "float32")])
    return model


@pytest.fixture
def image():
    """Bright left half: one vertical edge, bright left of dark."""
    picture = np.zeros((12, 12, 1), "float32")
    picture[:, :6] = 1
    return picture


def pixels(tile):
    shape = (tile.height, tile.width) if tile.channels == 1 else (tile.height, tile.width, tile.channels)
    return np.frombuffer(tile.pixels, "uint8").reshape(shape)


def test_feature_maps_show_the_edge(edges, image):
    view = inspect.feature_maps(edges, image, "conv")
    assert len(view.tiles) == 2
    bright = pixels(view.tiles[0]) == 255
    assert np.flatnonzero(bright.any(axis=0)).tolist() == [4, 5]
    assert not pixels(view.tiles[1]).any()
    assert "Map 1 answers strongest, 3 at most" in view.words
    assert "1 of 2 maps stay even" in view.words


def test_feature_maps_of_a_flat_layer(edges, image):
    with pytest.raises(ModelError, match="is no image"):
        inspect.feature_maps(edges, image, "out")


def test_filters_in_signed_colours(edges):
    view = inspect.filters(edges, "conv")
    red, _, blue = np.moveaxis(pixels(view.tiles[0]).astype(int), -1, 0)
    assert (red[:, 0] > blue[:, 0]).all()
    assert (red[:, 2] < blue[:, 2]).all()
    assert (np.abs(red[:, 1] - blue[:, 1]) == 0).all()
    assert "filter 1 (bright left of dark)" in view.words
    with pytest.raises(ModelError, match="no kernels"):
        inspect.filters(edges, "out")


def test_saliency_is_the_gradient_of_the_score(edges, image):
    view = inspect.saliency(edges, image, 1)
    heat = pixels(view.tiles[1]).astype(int)[..., 0]
    background = pixels(view.tiles[0]).astype(int) * 0.45
    hot = heat > background + 20
    # only pixels under the kernel's side columns, where the map answers, in the lower half
    assert np.flatnonzero(hot.any(axis=0)).tolist() == [4, 5, 6, 7]
    assert np.flatnonzero(hot.any(axis=1)).min() == 5
    assert "For class 1" in view.words


def test_grad_cam_finds_where_the_edge_is(edges, image):
    view = inspect.grad_cam(edges, image, "conv", 1)
    heat = pixels(view.tiles[1]).astype(int)[..., 0] - pixels(view.tiles[0]).astype(int) * 0.45
    columns = heat.max(axis=0)
    assert columns[[5, 6]].min() > 100
    assert columns[[0, 1, 10, 11]].max() <= 1
    against = inspect.grad_cam(edges, image, "conv", 0)
    assert "empty" in against.words


def test_a_certain_network_still_explains_itself(edges, image):
    edges.get_layer("out").set_weights([200 * w for w in edges.get_layer("out").get_weights()])
    assert keras.ops.convert_to_numpy(keras.ops.stop_gradient(edges(image[None]))).max() == 1.0
    heat = pixels(inspect.saliency(edges, image, 1).tiles[1]).astype(int)
    assert heat.max() == 255


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda model, image: inspect.saliency(model, image, 2), "no class 2"),
        (lambda model, image: inspect.saliency(model, image[:8]), "expects images of 12×12×1, this one is 8×12×1"),
        (lambda model, image: inspect.grad_cam(model, image, "nothing"), 'has no layer "nothing".*conv'),
        (lambda model, image: inspect.grad_cam(model, image, "out"), "is no image"),
        (lambda model, image: inspect.saliency(model, image[0]), "expects images of"),
        (lambda model, image: inspect.saliency(model, image[0, 0]), "no single image"),
    ],
)
def test_what_does_not_fit_is_told(call, told, edges, image):
    with pytest.raises(ModelError, match=told):
        call(edges, image)


def test_grad_cam_beside_a_shortcut(image):
    inputs = layers.Input((12, 12, 1))
    before = layers.Conv2D(2, 3, padding="same", name="before")(inputs)
    inner = layers.Conv2D(2, 3, padding="same", name="inner")(before)
    after = layers.Add(name="after")([before, inner])
    model = keras.Model(inputs, layers.Dense(2, activation="softmax")(layers.Flatten()(after)))
    assert inspect.grad_cam(model, image, "after").tiles
    with pytest.raises(ModelError, match="a shortcut goes around it"):
        inspect.grad_cam(model, image, "inner")


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_the_same_holds_on_other_backends(backend):
    if os.environ.get("DLTEACH_INNER_RUN"):
        pytest.skip("this is the inner run")
    pytest.importorskip(backend)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", __file__],
        env={**os.environ, "KERAS_BACKEND": backend, "DLTEACH_INNER_RUN": "1"},
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.returncode == 0, run.stdout[-3000:]

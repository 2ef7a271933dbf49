"""Resampling against scipy's affine transformation."""

import numpy as np
import pytest

from dlteach.data._images import resample

ndimage = pytest.importorskip("scipy.ndimage")


@pytest.mark.parametrize(
    ("turn", "zoom", "shift"),
    [
        (0.0, 1.0, (0.0, 0.0)),
        (0.2, 1.0, (0.0, 0.0)),
        (0.0, 1.1, (0.0, 0.0)),
        (0.0, 1.0, (2.0, -1.0)),
        (-0.15, 0.9, (1.5, 0.5)),
    ],
)
def test_equals_scipys_affine_transform(turn, zoom, shift):
    image = np.random.default_rng(0).random((12, 12))
    image[:2] = image[-2:] = image[:, :2] = image[:, -2:] = 0  # the two differ in how they leave the picture
    ours = resample(image[None, ..., None], 12, turn, zoom, shift)[0, ..., 0]
    # scipy's matrix carries new (row, column) to old; counter-clockwise on a screen whose rows count downward
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) / zoom
    middle = np.array([5.5, 5.5])
    offset = middle - matrix @ (middle + np.array(shift))
    expected = ndimage.affine_transform(image, matrix, offset, order=1, mode="constant")
    np.testing.assert_allclose(ours, expected, atol=1e-5)


def test_a_quarter_turn_is_numpys():
    image = np.random.default_rng(1).random((1, 8, 8, 1)).astype("float32")
    turned = resample(image, 8, turn=np.pi / 2)
    np.testing.assert_allclose(turned, np.rot90(image, axes=(1, 2)), atol=1e-5)


def test_each_image_its_own_change():
    images = np.random.default_rng(2).random((2, 8, 8, 1)).astype("float32")
    both = resample(images, 8, shift=np.array([[0.0, 0.0], [1.0, 0.0]]))
    np.testing.assert_allclose(both[0], images[0], atol=1e-6)
    np.testing.assert_allclose(both[1, 1:], images[1, :-1], atol=1e-6)

"""Likeness of pictures, pixel shuffle and Gram matrix against TensorFlow, PyTorch, numpy and the package's own layer."""

import numpy as np
import pytest
from keras import ops

from dlteach.errors import ModelError
from dlteach.models import PixelShuffle
from dlteach.scratch import gram_matrix, pixel_shuffle, psnr, ssim

RANDOM = np.random.default_rng(0)
IMAGE = RANDOM.random((2, 20, 24, 3)).astype("float32")
OTHER = np.clip(IMAGE + RANDOM.normal(0, 0.1, IMAGE.shape), 0, 1).astype("float32")


def test_psnr_and_ssim_equal_tensorflows():
    tf = pytest.importorskip("tensorflow")
    for first, second in zip(IMAGE, OTHER, strict=True):
        assert float(psnr(first, second)) == pytest.approx(float(tf.image.psnr(first, second, 1.0)), rel=1e-5)
    np.testing.assert_allclose(
        ops.convert_to_numpy(ssim(IMAGE, OTHER)), tf.image.ssim(IMAGE, OTHER, 1.0).numpy(), rtol=1e-4
    )


def test_a_tenth_of_the_error_is_ten_decibels_more():
    error = OTHER - IMAGE
    near = IMAGE + error / np.sqrt(10)
    assert float(psnr(IMAGE, near)) - float(psnr(IMAGE, OTHER)) == pytest.approx(10, abs=1e-3)
    # with pixels from 0 to 255 the same pictures are as alike
    assert float(psnr(255 * IMAGE, 255 * OTHER, 255)) == pytest.approx(float(psnr(IMAGE, OTHER)), abs=1e-3)


def test_equal_pictures_are_wholly_alike():
    assert ops.convert_to_numpy(ssim(IMAGE, IMAGE)) == pytest.approx([1, 1], abs=1e-5)
    assert np.isinf(float(psnr(IMAGE, IMAGE)))


@pytest.mark.parametrize("scale", [2, 3])
def test_pixel_shuffle_equals_torchs_and_the_layer(scale):
    torch = pytest.importorskip("torch")
    x = RANDOM.normal(size=(2, 3, 4, 2 * scale**2)).astype("float32")
    theirs = torch.nn.functional.pixel_shuffle(torch.tensor(x.transpose(0, 3, 1, 2)), scale).numpy()
    ours = ops.convert_to_numpy(pixel_shuffle(ops.convert_to_tensor(x), scale))
    np.testing.assert_array_equal(ours, theirs.transpose(0, 2, 3, 1))
    np.testing.assert_array_equal(ours, ops.convert_to_numpy(PixelShuffle(scale)(x)))


def test_gram_matrix_forgets_where_things_are():
    features = RANDOM.normal(size=(2, 5, 6, 3)).astype("float32")
    gram = ops.convert_to_numpy(gram_matrix(ops.convert_to_tensor(features)))
    np.testing.assert_allclose(gram, np.einsum("bhwi,bhwj->bij", features, features) / 30, rtol=1e-4, atol=1e-6)
    scattered = RANDOM.permutation(features.reshape(2, 30, 3), axis=1).reshape(features.shape)
    np.testing.assert_allclose(
        ops.convert_to_numpy(gram_matrix(ops.convert_to_tensor(scattered))), gram, rtol=1e-4, atol=1e-6
    )


def test_what_does_not_fit_is_refused():
    with pytest.raises(ModelError, match="cannot be compared"):
        psnr(IMAGE, IMAGE[:1])
    with pytest.raises(ModelError, match="cannot be compared"):
        ssim(IMAGE, IMAGE[:, :12])
    with pytest.raises(ModelError, match="6 channels cannot become squares of 2×2"):
        pixel_shuffle(np.zeros((1, 2, 2, 6), "float32"), 2)

"""The digits: real, split without leaks, enlarged and altered as described."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from dlteach import data
from dlteach.errors import DataError


def rows(images):
    return {image.tobytes() for image in images}


def test_the_splits_are_all_of_scikit_learns_digits_once():
    digits = data.load("digits")
    parts = [rows(digits.x_train), rows(digits.x_validation), rows(digits.x_test)]
    assert sum(map(len, parts)) == 1797
    assert set.union(*parts) == rows((load_digits().images / 16).astype("float32")[..., None])
    assert [len(part) for part in parts] == [1258, 180, 359]


def test_images_keep_their_labels():
    raw = load_digits()
    label_of = {
        (image / 16).astype("float32").tobytes(): label for image, label in zip(raw.images, raw.target, strict=True)
    }
    digits = data.load("digits", seed=3)
    for x, y in ((digits.x_train, digits.y_train), (digits.x_test, digits.y_test)):
        assert [label_of[image.tobytes()] for image in x] == list(y)


def test_every_split_holds_every_digit_alike():
    digits = data.load("digits")
    for labels in (digits.y_train, digits.y_validation, digits.y_test):
        counts = np.bincount(labels, minlength=10)
        assert counts.max() - counts.min() <= 0.02 * len(labels)


def test_the_seed_fixes_the_split_and_the_copies():
    first, again, other = (data.load("digits", seed=s, size=16, augment=1) for s in (5, 5, 6))
    np.testing.assert_array_equal(first.x_train, again.x_train)
    np.testing.assert_array_equal(first.x_test, again.x_test)
    assert rows(first.x_test) != rows(other.x_test)


def test_enlarging_is_bilinear_as_in_keras():
    import keras

    small, large = data.load("digits").x_test, data.load("digits", size=32).x_test
    expected = keras.ops.convert_to_numpy(keras.ops.image.resize(small, (32, 32), interpolation="bilinear"))
    # at the border ours fades to black, Keras's repeats the last pixel
    np.testing.assert_allclose(large[:, 2:-2, 2:-2], expected[:, 2:-2, 2:-2], atol=1e-5)
    assert large.dtype == np.float32
    assert large.min() >= 0
    assert large.max() <= 1


def test_copies_are_near_their_original_and_only_in_training():
    plain, more = data.load("digits", size=32), data.load("digits", size=32, augment=2)
    assert len(more.x_train) == 3 * len(plain.x_train)
    np.testing.assert_array_equal(more.x_test, plain.x_test)
    np.testing.assert_array_equal(more.x_validation, plain.x_validation)
    assert rows(plain.x_train) <= rows(more.x_train)
    assert np.bincount(more.y_train).tolist() == (3 * np.bincount(plain.y_train)).tolist()
    # the amount of ink moves little: by the zoom's ±20 % in area and a little at the border
    assert abs(more.x_train.mean() / plain.x_train.mean() - 1) < 0.05


@pytest.mark.parametrize("wrong", [{"size": 4}, {"augment": -1}])
def test_impossible_options(wrong):
    with pytest.raises(DataError, match=r"cannot|impossible"):
        data.load("digits", **wrong)

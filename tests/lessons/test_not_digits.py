"""What is no digit is made from digits as it says, and the reader of digits turns it down."""

import keras
import numpy as np
import pytest

from dlteach import data
from dlteach.lessons import digit_reader, not_digits
from dlteach.training.devices import Device
from dlteach.training.lab import Lab


@pytest.fixture(scope="module")
def some():
    digits = data.load("digits", size=32)
    return digits.x_test[:60], digits.y_test[:60]


@pytest.fixture
def random():
    return np.random.default_rng(0)


@pytest.mark.parametrize("name", not_digits.KINDS)
def test_every_kind_keeps_the_shape_and_the_range(name, some, random):
    made = not_digits.KINDS[name](*some, random)
    assert made.shape == some[0].shape
    assert made.dtype == np.float32
    assert made.min() >= 0
    assert made.max() <= 1
    assert not np.array_equal(made, some[0])


def test_the_other_digit_is_of_another_class_and_any_of_them(random):
    labels = np.array([3, 1, 3, 2, 1, 3])
    drawn = np.array([not_digits.others(labels, random) for _ in range(300)])
    assert (labels[drawn] != labels).all()
    # each of the places that are allowed is drawn at some time
    for place, label in enumerate(labels):
        assert set(drawn[:, place]) == set(np.flatnonzero(labels != label))


def test_pieces_are_the_same_pieces_in_another_order(some, random):
    images, labels = some
    mixed = not_digits.pieces(images, labels, random)

    def cut(image):
        return sorted(image[r : r + 8, c : c + 8, 0].tobytes() for r in range(0, 32, 8) for c in range(0, 32, 8))

    assert all(cut(old) == cut(new) for old, new in zip(images, mixed, strict=True))


def test_two_at_once_keep_both(some, random):
    images, labels = some
    mixed = not_digits.two_at_once(images, labels, random)
    # ink stays where the first had it, at no less than its share
    assert (mixed >= not_digits.MIXED[0] * images - 1e-6).all()


def test_as_many_as_there_are_digits_and_every_kind_among_them(some, random):
    assert len(not_digits.not_digits(*some, random)) == len(some[0])
    assert set(not_digits.SHARES) == set(not_digits.KINDS)
    assert sum(not_digits.SHARES.values()) == pytest.approx(1)


def test_retouching_keeps_paper_paper_and_form_form(some, random):
    images, _ = some
    changed = not_digits.retouched(images, random)
    assert changed.shape == images.shape
    together = [np.corrcoef(old.ravel(), new.ravel())[0, 1] for old, new in zip(images, changed, strict=True)]
    assert min(together) > 0.9


@pytest.mark.slow
@pytest.mark.parametrize(("size", "two"), [(8, 0.2), (32, 0.12)])
def test_the_reader_accepts_digits_and_turns_down_what_is_none(size, two, tmp_path):
    lab = Lab(tmp_path, Device(keras.backend.backend(), "cpu", "test"), data_name="digits")
    shares = {name: reading.recognised for name, reading in digit_reader.controls(lab, size).items()}
    right = lab.memory[f"reader accuracy {size}"]
    print(right, {name: f"{100 * share:.1f} %" for name, share in shares.items()})
    assert shares["real test images"] >= 0.95
    assert right >= 0.95
    assert shares["pure noise"] <= 0.01
    assert shares["clouds"] <= 0.05
    assert shares["shuffled pieces"] <= 0.05
    # two digits on top of each other do make a third at times, the more so the fewer pixels there are
    assert shares[not_digits.TWO] <= two

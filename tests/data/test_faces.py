"""Drawn faces: people are in one split only, attributes are what they say, and a person is more alike to itself."""

import numpy as np
import pytest

from dlteach import data
from dlteach.data import faces
from dlteach.errors import DataError


@pytest.fixture(scope="module")
def pictures():
    return data.load("faces", size=400)


def test_nobody_is_in_two_splits_and_everybody_has_ten_pictures(pictures):
    people = [pictures.extra[f"person_{split}"] for split in ("train", "validation", "test")]
    assert sum(len(set(part)) for part in people) == len(set(np.concatenate(people)))
    assert all((np.unique(part, return_counts=True)[1] == 10).all() for part in people)


def test_glasses_and_smile_change_from_picture_to_picture_hair_and_eyes_do_not(pictures):
    for person in np.unique(pictures.extra["person_train"]):
        of_one = pictures.y_train[pictures.extra["person_train"] == person]
        assert (of_one[:, 2:] == of_one[0, 2:]).all()
    spread = [pictures.y_train[start : start + 10, :2].std(axis=0) for start in range(0, 320, 10)]
    assert (np.mean(spread, axis=0) > 0.4).all()
    assert (np.abs(pictures.y_train.mean(axis=0) - 0.5) < 0.3).all()


def drawn(glasses, smile, **changes):
    """One person drawn twice with the same pose, light and noise, but for what is named."""
    random = np.random.default_rng(1)
    person = {name: values[:1] for name, values in faces._people(random, 1).items()}
    person |= {name: np.array([value]) for name, value in changes.items()}
    return faces._drawn(np.random.default_rng(2), person, np.array([glasses]), np.array([smile]), 32)[0, ..., 0]


def test_an_attribute_changes_its_own_part_of_the_picture():
    plain = drawn(False, False)
    glasses = np.abs(drawn(True, False) - plain) > 0.05
    smile = np.abs(drawn(False, True) - plain) > 0.05
    assert glasses[:20].any()
    assert not glasses[24:].any()
    assert smile[16:].any()
    assert not smile[:14].any()
    hair = np.abs(drawn(False, False, long_hair=True) - drawn(False, False, long_hair=False)) > 0.05
    assert hair.any()
    assert not hair[10:22, 13:19].any()


def test_too_small_a_picture_is_refused():
    with pytest.raises(DataError, match="cannot be drawn on 16 pixels"):
        data.load("faces", side=16)

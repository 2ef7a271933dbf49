"""Generated data sets: the law that each follows, its seed, and splits that share nothing."""

import numpy as np
import pytest

from dlteach import data
from dlteach.errors import DataError

GENERATED = (
    *("adding", "copying", "dates", "fabrics", "faces", "gaussians", "objects"),
    *("opinions", "pydocs", "reversing", "shapes", "spirals", "waves"),
)


def arrays(dataset):
    return [getattr(dataset, f"{side}_{split}") for split in ("train", "validation", "test") for side in ("x", "y")]


@pytest.mark.parametrize("name", GENERATED)
def test_the_seed_fixes_everything(name):
    options = {} if name == "pydocs" else {"size": 200}
    first, again, other = (data.load(name, seed=seed, **options) for seed in (1, 1, 2))
    for a, b in zip(arrays(first), arrays(again), strict=True):
        np.testing.assert_array_equal(a, b)
    assert first.x_train.tobytes() != other.x_train.tobytes()


@pytest.mark.parametrize("name", GENERATED)
def test_no_example_is_in_two_splits(name):
    dataset = data.load(name)
    splits = [{x.tobytes() for x in part} for part in arrays(dataset)[::2]]
    assert not splits[0] & splits[1]
    assert not splits[0] & splits[2]
    assert not splits[1] & splits[2]


@pytest.mark.parametrize("name", [name for name in GENERATED if name != "pydocs"])
def test_too_few_examples(name):
    with pytest.raises(DataError, match="9 examples are too few"):
        data.load(name, size=9)


def test_adding_sums_the_marked_numbers():
    adding = data.load("adding", size=20_000, length=20)
    numbers, marks = adding.x_train[..., 0], adding.x_train[..., 1]
    np.testing.assert_allclose((numbers * marks).sum(axis=1), adding.y_train[:, 0], rtol=1e-6)
    np.testing.assert_array_equal(marks[:, :10].sum(axis=1), 1)
    np.testing.assert_array_equal(marks[:, 10:].sum(axis=1), 1)
    # saying 1 always: the variance of a sum of two uniform numbers is 2/12
    assert np.mean((adding.y_train - 1) ** 2) == pytest.approx(1 / 6, rel=0.03)


def test_copying_repeats_the_symbols_after_the_sign():
    copying = data.load("copying", size=1_000, wait=7, symbols=5, kinds=8)
    x, y = copying.x_train, copying.y_train
    assert x.shape[1] == 7 + 2 * 5
    np.testing.assert_array_equal(x[:, :5], y[:, -5:])
    assert not y[:, :-5].any()
    np.testing.assert_array_equal(x[:, 11], 9)
    assert not np.delete(x, [0, 1, 2, 3, 4, 11], axis=1).any()
    # the five symbols are even over eight kinds, so a guess costs ln 8 each
    counts = np.bincount(y[:, -5:].ravel(), minlength=9)[1:]
    share = counts / counts.sum()
    entropy = -np.sum(share * np.log(share)) * 5 / 17
    assert copying.extra["guessing_loss"] == pytest.approx(entropy, rel=0.01)


def test_copying_refuses_more_sequences_than_there_are():
    with pytest.raises(DataError, match="cannot be made"):
        data.load("copying", size=100, symbols=2, kinds=4)


def test_gaussians_stand_on_the_ring():
    ring = data.load("gaussians", size=40_000)
    for mode in range(8):
        points = ring.x_train[ring.y_train == mode]
        assert len(points) == pytest.approx(4_000, rel=0.08)
        centre = np.array([np.cos(2 * np.pi * mode / 8), np.sin(2 * np.pi * mode / 8)])
        np.testing.assert_allclose(points.mean(axis=0), centre, atol=0.002)
        np.testing.assert_allclose(points.std(axis=0), 0.02, rtol=0.06)


def test_spirals_are_not_linear_but_near_neighbours_tell():
    spirals = data.load("spirals")
    x = np.hstack([spirals.x_train, np.ones((len(spirals.x_train), 1))])
    line = np.linalg.lstsq(x, 2.0 * spirals.y_train - 1, rcond=None)[0]
    straight = np.mean((np.hstack([spirals.x_test, np.ones((len(spirals.x_test), 1))]) @ line > 0) == spirals.y_test)
    distance = ((spirals.x_test[:, None] - spirals.x_train[None]) ** 2).sum(axis=-1)
    nearest = np.mean(spirals.y_train[distance.argmin(axis=1)] == spirals.y_test)
    assert straight < 0.7
    assert nearest > 0.97


def test_waves_follow_a_linear_recurrence_without_their_noise():
    waves = data.load("waves", size=200, noise=0.0, horizon=2)
    # a sum of two sines obeys s[t+2] + s[t-2] = a (s[t+1] + s[t-1]) + b s[t] for every t
    for series, target in zip(waves.x_test[:10, :, 0].astype(float), waves.y_test.astype(float), strict=False):
        left = series[4:] + series[:-4]
        right = np.stack([series[3:-1] + series[1:-3], series[2:-2]], axis=1)
        (a, b), *_ = np.linalg.lstsq(right, left, rcond=None)
        told = a * (series[-1] + series[-3]) + b * series[-2] - series[-4]
        assert target[0] == pytest.approx(told, abs=1e-3)


def test_waves_have_the_noise_they_promise():
    waves = data.load("waves", size=20_000)
    assert np.mean((waves.y_test - waves.extra["clean_test"]) ** 2) == pytest.approx(0.05**2, rel=0.1)


def test_shapes_fill_their_box_as_geometry_says():
    shapes = data.load("shapes", size=600, side=64)
    mask, box = shapes.extra["mask_train"][..., 0], shapes.extra["box_train"]
    height, width = (box[:, 2] - box[:, 0]) * 64, (box[:, 3] - box[:, 1]) * 64
    fill = mask.sum(axis=(1, 2)) / (height * width)
    for kind, expected in enumerate((np.pi / 4, 1.0, 0.5)):
        assert np.median(fill[shapes.y_train == kind]) == pytest.approx(expected, abs=0.04)
    # the box is the tightest: the mask reaches each of its four sides and nothing beyond
    top, left, bottom, right = (np.rint(box * 64).astype(int)).T
    for one in range(len(mask)):
        inside = mask[one, top[one] : bottom[one], left[one] : right[one]]
        assert inside.sum() == mask[one].sum()
        assert inside[0].any()
        assert inside[-1].any()
        assert inside[:, 0].any()
        assert inside[:, -1].any()


def test_shapes_can_be_seen():
    shapes = data.load("shapes", size=300)
    x, mask = shapes.x_train, shapes.extra["mask_train"]
    inside = (x * mask).sum(axis=(1, 2)) / mask.sum(axis=(1, 2))
    outside = (x * (1 - mask)).sum(axis=(1, 2)) / (1 - mask).sum(axis=(1, 2))
    assert np.abs(inside - outside).max(axis=1).min() > 0.3
    assert x.min() >= 0
    assert x.max() <= 1


@pytest.mark.parametrize("order", ["reversed", "sorted"])
def test_reversing_answers_with_the_same_letters_in_the_other_order(order):
    letters = data.load("reversing", size=500, shortest=3, longest=9, order=order)
    vocabulary = letters.extra["vocabulary"]
    assert letters.x_test.shape[1] <= 9
    for tokens, target, phrase in zip(letters.x_test, letters.y_test, letters.extra["phrases_test"], strict=True):
        assert "".join(vocabulary[token] for token in tokens) == phrase
        assert len(set(phrase)) == len(phrase)
        answer = [vocabulary[token] for token in target if token]
        assert answer.pop() == vocabulary[letters.extra["end"]]
        assert answer == (sorted(phrase) if order == "sorted" else list(reversed(phrase)))
    assert {len(phrase) for phrase in letters.extra["phrases_train"]} == set(range(3, 10))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"order": "shuffled"}, 'no order "shuffled"'),
        ({"shortest": 5, "longest": 4}, "lengths from 5 to 4"),
        ({"size": 1_000, "shortest": 1, "longest": 2}, "different sequences are too many"),
    ],
)
def test_reversing_refuses_what_cannot_be(options, problem):
    with pytest.raises(DataError, match=problem):
        data.load("reversing", **options)

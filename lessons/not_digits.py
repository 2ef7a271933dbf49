"""Images that are no digits, for a reader that must know what to turn down: noise, clouds, shuffled pieces, two at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# a picture is cut into 4 × 4 pieces
PIECES = 4
TWO = "two digits on top of each other"
# shares of all that is no digit; two digits on top of each other are the hardest to tell
SHARES = {TWO: 0.7, "shuffled pieces": 0.1, "clouds": 0.1, "pure noise": 0.1}
# so many pixels of width, once more softened
SOFT = 16
# how much ink the first of two digits keeps
MIXED = 0.4, 0.6


def noise(images: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Every pixel by chance, evenly between paper and ink."""
    return random.random(images.shape).astype("float32")


def clouds(images: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Soft blots: a few values by chance, with all between them interpolated."""
    count, size = images.shape[:2]
    points = random.random((count, PIECES + 1, PIECES + 1)).astype("float32")
    place = np.linspace(0, PIECES, size)[:, None]
    # bilinear: each pixel weighs the points by their nearness
    weights = np.maximum(0, 1 - np.abs(place - np.arange(PIECES + 1))).astype("float32")
    return np.clip(2 * (weights @ points @ weights.T) - 0.5, 0, 1)[..., None]


def pieces(images: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Digits cut into 4 × 4 pieces that are laid in another order."""
    count, size = images.shape[:2]
    side = size // PIECES
    cut = images.reshape(count, PIECES, side, PIECES, side).transpose(0, 1, 3, 2, 4).reshape(count, PIECES**2, -1)
    order = random.permuted(np.tile(np.arange(PIECES**2), (count, 1)), axis=1)
    mixed = np.take_along_axis(cut, order[..., None], axis=1)
    return mixed.reshape(count, PIECES, PIECES, side, side).transpose(0, 1, 3, 2, 4).reshape(images.shape)


def two_at_once(images: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Each digit laid over one of another class."""
    share = random.uniform(*MIXED, (len(images), 1, 1, 1)).astype("float32")
    return share * images + (1 - share) * images[others(labels, random)]


def others(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """For each digit the place of one that belongs to another class."""
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    own = np.searchsorted(ordered, labels, "right") - np.searchsorted(ordered, labels)
    # past the own class, and at most as far as to come round to it again
    steps = random.integers(0, len(labels) - own)
    return order[(np.searchsorted(ordered, labels, "right") + steps) % len(labels)]


KINDS: dict[str, Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]] = {
    TWO: two_at_once,
    "shuffled pieces": pieces,
    "clouds": clouds,
    "pure noise": noise,
}


def not_digits(images: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """As many images that are no digits, made from digits (images, size, size, 1) in [0, 1], in their usual shares."""
    order = random.permutation(len(images))
    ends = np.cumsum([round(share * len(images)) for share in SHARES.values()])[:-1]
    groups = zip(SHARES, np.split(order, ends), strict=True)
    return np.concatenate([KINDS[name](images[group], labels[group], random) for name, group in groups])


def retouched(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Images made softer, paler and grainier by chance, so that only forms tell digits from other things."""
    soft = images
    # two means of three neighbours at 32 pixels, none at 8, where a neighbour is a stroke away
    for axis in (1, 2) * (images.shape[1] // SOFT):
        soft = (soft + np.roll(soft, 1, axis) + np.roll(soft, -1, axis)) / 3
    softness, ink, grain = (
        random.uniform(low, high, (len(images), 1, 1, 1)).astype("float32")
        for low, high in ((0, 1), (0.8, 1), (0, 0.08))
    )
    changed = ink * (images + softness * (soft - images))
    return np.clip(changed + grain * random.standard_normal(images.shape, "float32"), 0, 1)

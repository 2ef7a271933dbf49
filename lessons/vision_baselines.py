"""Plain rivals without a network: patches that stand out from the ground, and pixels judged by their colour alone."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.ensemble import RandomForestClassifier

from dlteach.data import Dataset
from dlteach.lessons.vision_bench import SIDE
from dlteach.models.fcos import Found

# the share of its box that a circle, a square and a triangle fills
FILL = np.array([np.pi / 4, 1.0, 0.5])
# both were set by trying some pairs on the training pictures
STANDS_OUT = 0.2  # from the ground, in one of three channels
ALIKE = 0.16  # neighbours whose colours differ by less belong to one patch
LEAST = 12  # pixels of a patch; smaller ones are noise
PIXELS = 20_000


def patches(image: np.ndarray) -> tuple[Found, np.ndarray]:
    """Finds patches of one colour that is far from the ground's, and names them by how much of their box they fill.

    Args:
        image: (height, width, 3).

    Returns:
        Boxes in pixels with class and score, and a map with 0 for ground and 1 + class for each pixel of a patch.
    """
    numbered = _numbered(image, np.abs(image - _ground(image)).max(axis=-1) > STANDS_OUT)
    boxes, labels, scores, classes = [], [], [], np.zeros(image.shape[:2], int)
    for number, place in enumerate(ndimage.find_objects(numbered), start=1):
        if place is None or (numbered[place] == number).sum() < LEAST:
            continue
        patch = numbered[place] == number
        off = np.abs(patch.mean() - FILL)
        label = int(off.argmin())
        classes[place][patch] = label + 1
        boxes.append([place[0].start, place[1].start, place[0].stop, place[1].stop])
        labels.append(label)
        scores.append(1 - off[label])
    order = np.argsort(-np.array(scores), kind="stable").astype(int)
    found = np.array(boxes, float).reshape(-1, 4)
    return Found(found[order], np.array(labels, int)[order], np.array(scores)[order]), classes


def _numbered(image: np.ndarray, stands_out: np.ndarray) -> np.ndarray:
    """Numbers the patches from 1: pixels that stand out and hang together through neighbours of nearly the same colour."""
    number = np.arange(stands_out.size).reshape(stands_out.shape)
    pairs = []
    for one, other in ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1])):
        alike = np.abs(image[one] - image[other]).max(axis=-1) < ALIKE
        joined = alike & stands_out[one] & stands_out[other]
        pairs.append(np.stack([number[one][joined], number[other][joined]]))
    first, second = np.concatenate(pairs, axis=1)
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(stands_out.size,) * 2)
    _, part = connected_components(graph, directed=False)
    return np.where(stands_out, part.reshape(stands_out.shape) + 1, 0)


def _ground(image: np.ndarray) -> np.ndarray:
    """The ground as a plane through the colours of the picture's edge, fitted again without what is far off."""
    side = image.shape[0]
    place = (np.arange(side) + 0.5) / side - 0.5
    down, right = np.meshgrid(place, place, indexing="ij")
    plane = np.stack([np.ones_like(down), down, right], axis=-1)
    edge = np.zeros((side, side), bool)
    edge[:3], edge[-3:], edge[:, :3], edge[:, -3:] = True, True, True, True
    good = edge
    for _ in range(2):
        weights = np.linalg.lstsq(plane[good], image[good], rcond=None)[0]
        off = np.abs(image - plane @ weights).max(axis=-1)
        good = edge & (off <= np.median(off[edge]) * 2)
    return plane @ weights


def mean_box(data: Dataset, count: int) -> list[Found]:
    """For every picture the same answer: the mean box of the training pictures, as each of the classes."""
    boxes = data.extra["box_train"][data.y_train >= 0].mean(axis=0) * SIDE
    labels = np.bincount(data.y_train[data.y_train >= 0]).argsort()[::-1]
    return [Found(np.tile(boxes, (len(labels), 1)), labels, np.linspace(0.5, 0.4, len(labels)))] * count


def forest(data: Dataset, seed: int) -> RandomForestClassifier:
    """A random forest that judges each pixel by its colour and by how far that is from the picture's mean colour."""
    random = np.random.default_rng(seed)
    pixels, classes = colour_features(data.x_train[:400]), data.extra["map_train"][:400].reshape(-1)
    chosen = random.choice(len(classes), PIXELS, replace=False)
    return RandomForestClassifier(30, min_samples_leaf=5, random_state=seed).fit(pixels[chosen], classes[chosen])


def colour_features(images: np.ndarray) -> np.ndarray:
    """For each pixel its colour and the distance from the median colour of its picture, (pixels, 6)."""
    middle = np.median(images, axis=(1, 2), keepdims=True)
    return np.concatenate([images, np.abs(images - middle)], axis=-1).reshape(-1, 6)

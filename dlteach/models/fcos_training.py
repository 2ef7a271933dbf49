"""What FCOS should answer at each place of its maps, and the loss between that and what it does answer.

Tian, Shen, Chen, He (2019), FCOS: fully convolutional one-stage object detection, arXiv:1904.01355, sections 3.1 to 3.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

REACH = 8  # a level finds objects whose farthest side lies at most so many strides away: 64 pixels for stride 8


def locations(height: int, width: int, strides: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """The middle of each cell of the maps, as a place in the image.

    Args:
        height: of the image in pixels.
        width: of the image in pixels.
        strides: pixels a cell, of each level.

    Returns:
        Row and column of each place in pixels, (places, 2), and the number of its level, (places,).
    """
    places, levels = [], []
    for level, stride in enumerate(strides):
        # ⌊stride / 2⌋ + stride · cell
        rows, columns = (stride // 2 + stride * np.arange(-(-size // stride)) for size in (height, width))
        places.append(np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2))
        levels.append(np.full(len(places[-1]), level))
    return np.concatenate(places).astype("float32"), np.concatenate(levels)


def centre_ness(distances: np.ndarray) -> np.ndarray:
    """1 in the middle of a box, towards 0 at its sides: √(min(l, r) / max(l, r) · min(t, b) / max(t, b)).

    Args:
        distances: to the four sides of the box, (…, 4): up, left, down, right; all above 0.
    """
    up, left, down, right = np.moveaxis(np.asarray(distances), -1, 0)
    across = np.minimum(left, right) / np.maximum(left, right)
    along = np.minimum(up, down) / np.maximum(up, down)
    return np.sqrt(across * along)


def fcos_targets(
    boxes: np.ndarray, labels: np.ndarray, classes: int, height: int, width: int, strides: Sequence[int]
) -> np.ndarray:
    """For each place: which class of object it lies in, how far the four sides are, and how near it is to the middle.

    A place inside several boxes belongs to the smallest. With several levels a box belongs to the level whose reach fits.

    Args:
        boxes: (images, objects, 4) in pixels: top, left, bottom, right.
        labels: class of each box, (images, objects); −1 where there is none.
        classes: how many classes there are.
        height: of the images in pixels.
        width: of the images in pixels.
        strides: of the model, `FCOS.strides`.

    Returns:
        (images, places, classes + 5): one-hot class, all zero for ground; up, left, down, right in pixels; centre-ness.
    """
    places, levels = locations(height, width, strides)
    boxes, labels = np.asarray(boxes, "float32")[:, None], np.asarray(labels)
    # (images, places, objects, 4)
    sides = np.concatenate([places[:, None] - boxes[..., :2], boxes[..., 2:] - places[:, None]], axis=-1)
    farthest = sides.max(axis=-1)
    least = np.array([0, *(REACH * stride for stride in strides[:-1])], "float32")[levels][:, None]
    most = np.array([*(REACH * stride for stride in strides[:-1]), np.inf], "float32")[levels][:, None]
    fits = (sides.min(axis=-1) > 0) & (farthest >= least) & (farthest <= most) & (labels >= 0)[:, None]
    area = np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1)
    chosen = np.where(fits, area, np.inf).argmin(axis=-1)
    inside = fits.any(axis=-1)
    distances = np.take_along_axis(sides, chosen[..., None, None], axis=2)[:, :, 0]
    distances = np.where(inside[..., None], distances, 1.0)
    one_hot = np.eye(classes, dtype="float32")[np.take_along_axis(labels, chosen, axis=1)] * inside[..., None]
    middle = centre_ness(distances) * inside
    return np.concatenate([one_hot, distances, middle[..., None]], axis=-1).astype("float32")


@keras.saving.register_keras_serializable(package="dlteach")
class FCOSLoss(keras.losses.Loss):
    """Focal loss of the classes, IoU loss of the sides, cross-entropy of the centre-ness; per place that lies in an object.

    Args:
        alpha: weight of the places in objects in the focal loss; the ground has 1 − alpha.
        gamma: how strongly what is already right is left aside; 0 is plain cross-entropy.

    Reference:
        Lin et al. (2017), Focal loss for dense object detection, arXiv:1708.02002; Yu et al. (2016), UnitBox,
        arXiv:1608.01471, for −ln IoU.
    """

    def __init__(self, alpha: float = 0.25, gamma: float = 2.0, name: str = "fcos_loss", **kwargs: Any):
        super().__init__(name=name, **kwargs)
        self.alpha, self.gamma = alpha, gamma

    def call(self, y_true, y_pred):
        """Returns the loss of a batch: targets and answers are (batch, places, classes + 5)."""
        classes = y_true.shape[-1] - 5
        y_pred = ops.cast(y_pred, "float32")
        truth, sides, middle = y_true[..., :classes], y_true[..., classes:-1], y_true[..., -1]
        logits, found, centre = y_pred[..., :classes], y_pred[..., classes:-1], y_pred[..., -1]
        inside = ops.sum(truth, axis=-1)
        count = ops.maximum(ops.sum(inside), 1.0)
        focal = ops.sum(focal_loss(truth, logits, self.alpha, self.gamma))
        regression = ops.sum(inside * iou_loss(sides, found))
        centring = ops.sum(inside * cross_entropy(middle, centre))
        return (focal + regression + centring) / count

    def get_config(self) -> dict[str, Any]:
        """Returns the constructor's arguments."""
        return {**super().get_config(), "alpha": self.alpha, "gamma": self.gamma}


def cross_entropy(truth, logits):
    """Binary cross-entropy from a logit x, computed without overflow: max(x, 0) − x y + ln(1 + e^−|x|)."""
    return ops.maximum(logits, 0.0) - logits * truth + ops.log1p(ops.exp(-ops.abs(logits)))


def focal_loss(truth, logits, alpha: float = 0.25, gamma: float = 2.0):
    """Cross-entropy that counts less the surer the answer already is: α_t (1 − p_t)^γ · (−ln p_t).

    Args:
        truth: 1 where the class is there, else 0.
        logits: of the same shape.
        alpha: weight of the ones; the zeros have 1 − alpha.
        gamma: exponent; 0 leaves plain cross-entropy, weighted.
    """
    p = ops.sigmoid(logits)
    # p_t is the probability of what is true
    wrong = truth * (1 - p) + (1 - truth) * p
    weight = truth * alpha + (1 - truth) * (1 - alpha)
    return weight * wrong**gamma * cross_entropy(truth, logits)


def iou_loss(truth, found):
    """−ln IoU of two boxes around the same place, each given by its distances up, left, down, right, (…, 4)."""
    # both boxes hold the place, so the shared one reaches as far as the shorter distance on each side
    shared = ops.minimum(truth, found)
    area, area_found, area_shared = (
        (box[..., 0] + box[..., 2]) * (box[..., 1] + box[..., 3]) for box in (truth, found, shared)
    )
    return ops.log(area + area_found - area_shared + 1e-6) - ops.log(area_shared + 1e-6)

"""FCOS: finds objects in one pass, without anchors: each place of the maps says what it lies in and how far the sides are.

Tian, Shen, Chen, He (2019), FCOS: fully convolutional one-stage object detection, arXiv:1904.01355. On the feature pyramid
of Lin et al. (2017), arXiv:1612.03144. Targets and loss are in fcos_training.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from dlteach.errors import ModelError
from dlteach.models.architecture import Architecture, output_dtype
from dlteach.models.boxes import non_maximum_suppression
from dlteach.models.fcos_training import locations
from dlteach.models.resnet import ResNet50, normalise

RARE = -float(np.log((1 - 0.01) / 0.01))  # first bias of the classes: an object at 1 % of the places


@dataclass(frozen=True)
class Found:
    """What a detector found in one image, the surest first.

    Attributes:
        boxes: (found, 4) in pixels: top, left, bottom, right.
        labels: class of each, (found,).
        scores: how sure each is, (found,), between 0 and 1.
    """

    boxes: np.ndarray
    labels: np.ndarray
    scores: np.ndarray


@keras.saving.register_keras_serializable(package="dlteach")
class Scale(layers.Layer):
    """Multiplies by one learned number, 1 at first: the sᵢ of exp(sᵢ x), so that levels may share a head."""

    def build(self, x_shape):
        """Makes the number."""
        self.scale = self.add_weight(shape=(), initializer="ones", name="scale")

    def call(self, x):
        """Returns s · x."""
        return self.scale * x


@keras.saving.register_keras_serializable(package="dlteach")
class FCOS(Architecture):
    """A backbone, a feature pyramid, and one head that is slid over every level of it.

    Args:
        input_shape: height, width and channels of an image; height and width may be None, and must be multiples of the largest
            stride of the backbone (32 for ResNet-50).
        classes: number of classes, ground not counted.
        backbone: "resnet50", whose maps of stride 8, 16 and 32 are read; or maps of each stage of a plain convolutional network,
            each of which halves the image, and the last of which is read.
        pyramid_filters: maps of each level of the pyramid and of the head.
        extra_levels: levels above the backbone, each half as large as the one before.
        head_layers: convolutions of each of the head's two branches before their outputs.
        groups: of the group normalization in the head.

    Output (batch, places, classes + 5), the levels one behind the other, the finest first: a logit for each class; distances to
    the upper, left, lower and right side in pixels; a logit of the centre-ness.

    Raises:
        ModelError: the backbone has another name.

    Reference:
        Tian, Shen, Chen, He (2019), arXiv:1904.01355.

    Example:
        >>> detector = FCOS((48, 48, 3), classes=3, backbone=(16, 32), pyramid_filters=32, extra_levels=0)
        >>> detector.strides, detector.output_shape
        ((4,), (None, 144, 8))
    """

    def __init__(
        self,
        input_shape: Sequence[int | None] = (None, None, 3),
        classes: int = 80,
        backbone: str | Sequence[int] = "resnet50",
        pyramid_filters: int = 256,
        extra_levels: int = 2,
        head_layers: int = 4,
        groups: int = 32,
        **kwargs: Any,
    ):
        image = keras.Input(tuple(input_shape), name="image")
        maps, stride = _resnet50(image) if backbone == "resnet50" else _plain(image, backbone)
        levels = _pyramid(maps, pyramid_filters, extra_levels)
        branches = {
            branch: [
                part for number in range(head_layers) for part in _head_layer(pyramid_filters, groups, branch, number)
            ]
            for branch in ("class", "box")
        }
        single = {"padding": "same", "dtype": output_dtype()}
        start = keras.initializers.RandomNormal(stddev=0.01)
        to_classes = layers.Conv2D(
            classes,
            3,
            kernel_initializer=start,
            bias_initializer=keras.initializers.Constant(RARE),
            name="classes",
            **single,
        )
        to_sides = layers.Conv2D(4, 3, kernel_initializer=start.clone(), name="sides", **single)
        to_centre = layers.Conv2D(1, 3, kernel_initializer=start.clone(), name="centre_ness", **single)
        strides, answers = [], []
        for number, x in enumerate(levels):
            strides.append(stride * 2**number)
            of_class = of_box = x
            for part in branches["class"]:
                of_class = part(of_class)
            for part in branches["box"]:
                of_box = part(of_box)
            # exp(sᵢ x) is above 0; counted in strides, a first answer of exp(0) = 1 is a sensible size on every level
            sides = Scale(dtype=output_dtype(), name=f"scale{number}")(to_sides(of_box))
            sides = layers.Activation("exponential", dtype=output_dtype(), name=f"exp{number}")(sides)
            sides = layers.Rescaling(strides[-1], dtype=output_dtype(), name=f"pixels{number}")(sides)
            answer = layers.Concatenate(dtype=output_dtype(), name=f"answer{number}")(
                [to_classes(of_class), sides, to_centre(of_box)]
            )
            answers.append(layers.Reshape((-1, classes + 5), dtype=output_dtype(), name=f"places{number}")(answer))
        every = layers.Concatenate(axis=1, dtype=output_dtype(), name="places")(answers) if answers[1:] else answers[0]
        super().__init__(inputs=image, outputs=every, **kwargs)
        self.strides = tuple(strides)
        self.config = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "backbone": backbone if isinstance(backbone, str) else tuple(backbone),
            "pyramid_filters": pyramid_filters,
            "extra_levels": extra_levels,
            "head_layers": head_layers,
            "groups": groups,
        }

    def detect(
        self,
        images: Any,
        threshold: float = 0.05,
        overlap: float = 0.5,
        most: int = 100,
        centre_ness: bool = True,
    ) -> list[Found]:
        """Finds the objects in images: scores, boxes, then non-maximum suppression in each class.

        Args:
            images: (batch, height, width, channels).
            threshold: places whose score is lower are passed over.
            overlap: of two boxes of a class that overlap further, the surer stays; an intersection over union.
            most: keeps at most so many in an image.
            centre_ness: multiply it into the scores, as the paper does.
        """
        answers = np.asarray(keras.ops.convert_to_numpy(self.predict_on_batch(images)), "float32")
        height, width = images.shape[1:3]
        boxes, scores = self.boxes_and_scores(answers, height, width, centre_ness)
        return [_chosen(box, score, threshold, overlap, most) for box, score in zip(boxes, scores, strict=True)]

    def boxes_and_scores(
        self, answers: np.ndarray, height: int, width: int, centre_ness: bool = True
    ) -> tuple[np.ndarray, np.ndarray]:
        """Turns the model's output into boxes and scores, before non-maximum suppression.

        Args:
            answers: what the model puts out, (batch, places, classes + 5).
            height: of the images in pixels.
            width: of the images in pixels.
            centre_ness: multiply it into the scores.

        Returns:
            Boxes in pixels, (batch, places, 4), cut off at the image's edge, and scores, (batch, places, classes).
        """
        classes = self.config["classes"]
        places, _ = locations(height, width, self.strides)
        sides = answers[..., classes:-1]
        boxes = np.concatenate([places - sides[..., :2], places + sides[..., 2:]], axis=-1)
        # score = probability of the class · centre-ness: places at the side of an object give way
        scores = _sigmoid(answers[..., :classes])
        if centre_ness:
            scores = scores * _sigmoid(answers[..., -1:])
        return np.clip(boxes, 0, [height, width, height, width]), scores


def _chosen(boxes, scores, threshold, overlap, most):
    found = []
    for label in range(scores.shape[1]):
        sure = np.flatnonzero(scores[:, label] > threshold)
        kept = sure[non_maximum_suppression(boxes[sure], scores[sure, label], overlap)]
        found += [(scores[one, label], label, one) for one in kept]
    found.sort(key=lambda one: -one[0])
    found = found[:most]
    return Found(
        boxes[[one for *_, one in found]],
        np.array([label for _, label, _ in found], int),
        np.array([score for score, *_ in found], "float32"),
    )


def _sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -50, 50)))


def _resnet50(image):
    """The maps C3, C4 and C5 of a ResNet-50 and the stride of the first."""
    base = ResNet50(input_shape=image.shape[1:], include_top=False, name="backbone")
    ends = [base.get_layer(f"conv{stage}_block{block}_out").output for stage, block in ((3, 4), (4, 6), (5, 3))]
    return keras.Model(base.input, ends, name="backbone")(image), 8


def _plain(image, filters):
    """The last map of a plain network, two convolutions a stage of which the first halves the image, and its stride."""
    if isinstance(filters, str):
        raise ModelError(f'there is no backbone "{filters}"', 'Choose "resnet50", or give the maps of each stage.')
    x = image
    for stage, maps in enumerate(filters, start=1):
        for number, stride in ((1, 2), (2, 1)):
            name = f"conv{stage}_{number}"
            start = {"use_bias": False, "kernel_initializer": "he_normal"}
            x = layers.Conv2D(maps, 3, stride, padding="same", name=f"{name}_conv", **start)(x)
            x = layers.Activation("relu", name=f"{name}_relu")(normalise(x, name))
    return [x], 2 ** len(filters)


def _pyramid(maps, filters, extra):
    """Levels of equally many maps: what is small and knows much is enlarged and added to what is large."""
    inner = [
        layers.Conv2D(filters, 1, name=f"lateral{number}")(x) for number, x in enumerate(maps)
    ]  # the same number of maps everywhere
    for number in range(len(inner) - 2, -1, -1):
        larger = layers.UpSampling2D(2, name=f"enlarged{number}")(inner[number + 1])
        inner[number] = layers.Add(name=f"merged{number}")([inner[number], larger])
    levels = [layers.Conv2D(filters, 3, padding="same", name=f"level{number}")(x) for number, x in enumerate(inner)]
    for number in range(len(levels), len(levels) + extra):
        x = levels[-1] if number == len(maps) else layers.Activation("relu", name=f"level{number}_relu")(levels[-1])
        x = layers.ZeroPadding2D(1, name=f"level{number}_pad")(x)
        levels.append(layers.Conv2D(filters, 3, 2, name=f"level{number}")(x))
    return levels


def _head_layer(filters, groups, branch, number):
    """One convolution of a branch with its normalization; all levels share it."""
    name = f"{branch}_head{number}"
    start = keras.initializers.RandomNormal(stddev=0.01) if filters >= 256 else "he_normal"
    return [
        layers.Conv2D(filters, 3, padding="same", kernel_initializer=start, name=f"{name}_conv"),
        layers.GroupNormalization(groups, epsilon=1e-5, name=f"{name}_gn"),
        layers.Activation("relu", name=f"{name}_relu"),
    ]

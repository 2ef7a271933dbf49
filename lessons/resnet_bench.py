"""What all parts of the lesson on residual networks share: its images, its networks and how they are trained."""

from __future__ import annotations

from typing import Any

import keras

from dlteach.data import Dataset
from dlteach.models import ResNet20
from dlteach.training.lab import Lab

EPOCHS = 6
EXPERIMENT_EPOCHS = 8
SHALLOW, DEEP = 3, 9


def images(lab: Lab) -> Dataset:
    """The images as they are: digits at 8×8."""
    return lab.dataset()


def altered_images(lab: Lab) -> Dataset:
    """The digits with altered copies beside them, as the setting says; other images as they are."""
    return lab.dataset(augment=int(lab.settings["augment"])) if lab.data_name == "digits" else lab.dataset()


def image_shape(lab: Lab) -> tuple[int, ...]:
    """Height, width and channels of the images."""
    return images(lab).x_train.shape[1:]


def depth(n: int) -> int:
    """Layers with weights of a network with n blocks a stage: 6n + 2."""
    return 6 * n + 2


def name_of(n: int, residual: bool) -> str:
    """ResNet-20, plain-56, and so on."""
    return f"{'ResNet' if residual else 'plain'}-{depth(n)}"


def build_resnet(lab: Lab, n: int = SHALLOW, residual: bool = True, **options: Any) -> ResNet20:
    """A residual network, or its plain twin, for the lesson's images; the same first weights from the same seed."""
    keras.utils.set_random_seed(lab.seed)
    data = images(lab)
    shape, classes = data.x_train.shape[1:], len(data.class_names)
    return ResNet20(shape, classes, n=n, residual=residual, name=f"resnet{depth(n)}", **options)

"""Style transfer: the pixels themselves are what is trained, until their feature maps fit two pictures at once.

Gatys, Ecker, Bethge (2015), A neural algorithm of artistic style, arXiv:1508.06576.
Filters that were never trained: Ustyuzhaninov, Brendel, Gatys, Bethge (2016), Texture synthesis using shallow
convolutional networks with random filters, arXiv:1606.00021.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError

# of Gatys et al.: the style is read at five depths, the content at one
VGG_STYLE = ("block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "block5_conv1")
VGG_CONTENT = "block4_conv2"
# mean blue, green and red of ImageNet, which VGG's authors took off
VGG_MEAN = (103.939, 116.779, 123.68)


def random_features(filters: Sequence[int] = (32, 48, 64), seed: int = 0) -> keras.Model:
    """Returns a network that was never trained: picture → its feature maps at several depths, each half as large.

    Args:
        filters: maps of each convolution. Kernels are 3×3 and drawn by He's rule.
        seed: of the drawing.

    Returns:
        A frozen model, (batch, height, width, 3) in [0, 1] → list of (batch, height / 2^n, width / 2^n, filters).
    """
    picture = keras.Input((None, None, 3), name="picture")
    # around 0, so that a dark and a light picture excite different filters
    x = layers.Rescaling(2.0, -1.0, name="centred")(picture)
    maps = []
    for number, count in enumerate(filters):
        if number > 0:
            x = layers.AveragePooling2D(2, name=f"pool{number}")(x)
        draw = keras.initializers.HeNormal(seed=seed + number)
        x = layers.Conv2D(count, 3, activation="relu", kernel_initializer=draw, name=f"conv{number + 1}")(x)
        maps.append(x)
    model = keras.Model(picture, maps, name="random_features")
    model.trainable = False
    return model


def vgg19_features(weights: str | None = "imagenet") -> keras.Model:
    """Returns the network of the paper, VGG-19 trained on photographs: picture → five maps for style, one for content.

    Args:
        weights: "imagenet" (80 MB, fetched once into ~/.keras/models), the path of a file with them, or None for weights
            drawn at random.

    Returns:
        A frozen model, (batch, height, width, 3) in [0, 1] → list of six feature maps; the last one is for the content.

    Raises:
        ModelError: the weights are not on this computer and cannot be fetched.
    """
    try:
        whole = keras.applications.VGG19(include_top=False, weights=weights)
    except Exception as error:  # keras.utils.get_file raises bare Exceptions for network faults
        raise ModelError(
            "the weights of VGG-19 are not on this computer and could not be fetched",
            "Go online once, or put Keras's file for VGG-19 without its top into ~/.keras/models.",
        ) from error
    maps = [whole.get_layer(name).output for name in (*VGG_STYLE, VGG_CONTENT)]
    reader = keras.Model(whole.inputs, maps)
    picture = keras.Input((None, None, 3), name="picture")
    # blue, green, red from 0 to 255, without the mean
    model = keras.Model(
        picture, reader(picture[..., ::-1] * 255.0 - np.array(VGG_MEAN, "float32")), name="vgg19_features"
    )
    model.trainable = False
    return model


class Within(keras.constraints.Constraint):
    """Keeps pixels between 0 and 1 after every step."""

    def __call__(self, w):
        """Returns the pixels, clipped."""
        return ops.clip(w, 0.0, 1.0)


class Canvas(layers.Layer):
    """A picture whose pixels are weights. What it is called with does not matter.

    Args:
        start: the first picture, (height, width, 3) in [0, 1].
    """

    def __init__(self, start: Any, **kwargs: Any):
        super().__init__(**kwargs)
        start = np.asarray(start, "float32")
        self.pixels = self.add_weight(
            shape=start.shape,
            initializer=lambda shape, dtype=None: ops.cast(start, dtype or "float32"),
            constraint=Within(),
        )

    def call(self, tick):
        """Returns the picture as a batch of one."""
        return ops.expand_dims(ops.convert_to_tensor(self.pixels), 0)


class StyleDistance(layers.Layer):
    """How far the Gram matrices of a picture are from those of the style: Σ (G − A)² / Σ A², the mean over layers.

    The paper weights its layers by hand; here each is measured by the size of the style's own matrix A.

    Args:
        targets: the style's Gram matrices, (1, maps, maps) each.
    """

    def __init__(self, targets: Sequence[Any], **kwargs: Any):
        super().__init__(**kwargs)
        self.targets = [np.asarray(target, "float32") for target in targets]

    def call(self, maps):
        """Returns one number, (1, 1)."""
        parts = [
            ops.sum(ops.square(gram(found) - target)) / np.sum(target**2)
            for found, target in zip(maps, self.targets, strict=True)
        ]
        return ops.reshape(sum(parts) / len(parts), (1, 1))


class ContentDistance(layers.Layer):
    """How far a picture's feature maps are from those of the content, place by place: Σ (F − P)² / Σ P².

    Args:
        target: the content's feature maps, (1, height, width, maps).
    """

    def __init__(self, target: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.target = np.asarray(target, "float32")

    def call(self, found):
        """Returns one number, (1, 1)."""
        return ops.reshape(ops.sum(ops.square(found - self.target)) / np.sum(self.target**2), (1, 1))


def gram(maps):
    """Returns the mean product of each two maps over all places, (batch, maps, maps)."""
    flat = ops.reshape(maps, (maps.shape[0], -1, maps.shape[-1]))
    return ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / flat.shape[1]


def paint_in_style(content: Any, style: Any, features: keras.Model, start: Any = None) -> keras.Model:
    """Returns a model whose only trainable weights are the pixels of a picture, and whose outputs are two distances.

    Compile it with `loss={"style": "mae", "content": "mae"}` and a weight for each, and fit it to targets of 0.

    Args:
        content: the picture whose things are to stay, (height, width, 3) in [0, 1].
        style: the picture whose look is to be taken over; its size may differ.
        features: from `random_features` or `vgg19_features`; the last of its maps is for the content, and all are for the
            style, except VGG's last.
        start: the first picture; the content when left out.

    Returns:
        (batch of 1, any number) → {"style": (1, 1), "content": (1, 1)}; the picture is its layer "canvas"'s `pixels`.

    Example:
        >>> model = paint_in_style(content, style, random_features())
        >>> model.compile("adam", {"style": "mae", "content": "mae"}, loss_weights={"style": 100, "content": 1})
    """
    for_style = len(features.outputs) - (features.name == "vgg19_features")

    def read(picture: Any) -> list[Any]:
        return features(ops.convert_to_tensor(np.asarray(picture, "float32")[None]))

    grams = [ops.convert_to_numpy(gram(maps)) for maps in read(style)[:for_style]]
    kept = ops.convert_to_numpy(read(content)[-1])
    tick = keras.Input((1,), name="tick")
    maps = features(Canvas(content if start is None else start, name="canvas")(tick))
    outputs = {
        "style": StyleDistance(grams, name="style")(maps[:for_style]),
        "content": ContentDistance(kept, name="content")(maps[-1]),
    }
    return keras.Model(tick, outputs, name="style_transfer")

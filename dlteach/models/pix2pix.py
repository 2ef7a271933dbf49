"""Pix2pix: a U-Net that turns one picture into another, and a discriminator that judges every patch of it.

Isola, Zhu, Zhou, Efros (2017), Image-to-image translation with conditional adversarial networks, arXiv:1611.07004,
sections 3 and 6.1. Biases as in the authors' PyTorch code: only where no normalization follows, and not in the encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from dlteach.errors import ModelError
from dlteach.models import gradients
from dlteach.models.adversarial import Adversarial
from dlteach.models.architecture import output_dtype
from dlteach.models.dcgan import batch_normalization, normal

# no layer has more than eight times the maps of the first
WIDEST = 8
DROPOUT_LAYERS = 3


def build_generator(
    input_shape: Sequence[int], output_channels: int, filters: int, depth: int, dropout: float
) -> keras.Model:
    """Returns source → picture in [−1, 1]: a U-Net of 4×4 kernels that halves `depth` times and doubles as often."""
    widths = [filters * min(WIDEST, 2**stage) for stage in range(depth)]
    source = keras.Input(tuple(input_shape), name="source")  # (batch, 256, 256, 3)
    x, skips = source, []
    for stage, width in enumerate(widths):
        if stage > 0:
            x = layers.LeakyReLU(negative_slope=0.2, name=f"down_relu_{stage + 1}")(x)
        x = layers.Conv2D(width, 4, 2, "same", use_bias=False, kernel_initializer=normal(), name=f"down_{stage + 1}")(
            x
        )  # (batch, 128, 128, 64), (batch, 64, 64, 128) … (batch, 1, 1, 512)
        # the smallest map may be a single pixel, from which its own mean would leave nothing
        if 0 < stage < depth - 1:
            x = batch_normalization(f"down_norm_{stage + 1}")(x)
        skips.append(x)
    for stage in reversed(range(1, depth)):
        x = layers.ReLU(name=f"up_relu_{stage + 1}")(x)
        x = layers.Conv2DTranspose(
            widths[stage - 1], 4, 2, "same", use_bias=False, kernel_initializer=normal(), name=f"up_{stage + 1}"
        )(x)  # (batch, 2, 2, 512), (batch, 4, 4, 512) … (batch, 128, 128, 64)
        x = batch_normalization(f"up_norm_{stage + 1}")(x)
        if dropout and stage >= depth - DROPOUT_LAYERS:
            x = layers.Dropout(dropout, name=f"up_dropout_{stage + 1}")(x)
        # U: what the encoder saw at this size stands beside what the decoder made
        x = layers.Concatenate(name=f"skip_{stage}")([skips[stage - 1], x])
    x = layers.ReLU(name="up_relu_1")(x)
    x = layers.Conv2DTranspose(output_channels, 4, 2, "same", kernel_initializer=normal(), name="up_1")(x)
    picture = layers.Activation("tanh", dtype=output_dtype(), name="picture")(x)  # (batch, 256, 256, 3)
    return keras.Model(source, picture, name="generator")


def build_discriminator(input_shape: Sequence[int], output_channels: int, filters: int, halvings: int) -> keras.Model:
    """Returns (source, picture) → a map of scores, one for each patch: a PatchGAN."""
    source = keras.Input(tuple(input_shape), name="source")  # (batch, 256, 256, 3)
    picture = keras.Input((*input_shape[:2], output_channels), name="picture")  # (batch, 256, 256, 3)
    x = layers.Concatenate(name="pair")([source, picture])  # (batch, 256, 256, 6)
    for stage in range(halvings + 1):
        width, last = filters * min(WIDEST, 2**stage), stage == halvings
        if last:
            x = layers.ZeroPadding2D(1, name=f"pad_{stage + 1}")(x)
        x = layers.Conv2D(
            width,
            4,
            1 if last else 2,
            "valid" if last else "same",
            use_bias=stage == 0,
            kernel_initializer=normal(),
            name=f"conv_{stage + 1}",
        )(x)  # (batch, 128, 128, 64), (batch, 64, 64, 128), (batch, 32, 32, 256), (batch, 31, 31, 512)
        if stage > 0:
            x = batch_normalization(f"norm_{stage + 1}")(x)
        x = layers.LeakyReLU(negative_slope=0.2, name=f"leaky_relu_{stage + 1}")(x)
    x = layers.ZeroPadding2D(1, name=f"pad_{halvings + 2}")(x)
    scores = layers.Conv2D(1, 4, kernel_initializer=normal(), dtype=output_dtype(), name="scores")(x)
    return keras.Model([source, picture], scores, name="discriminator")  # (batch, 30, 30, 1)


def patch_side(halvings: int) -> int:
    """Returns how many pixels wide the patch is that one score sees: 16, 34, 70 for 1, 2, 3 halvings."""
    # two convolutions of 4×4 and stride 1 see 7 pixels; one of stride 2 before them makes r into 2 r + 2
    side = 7
    for _ in range(halvings):
        side = 2 * side + 2
    return side


@keras.saving.register_keras_serializable(package="dlteach")
class Pix2Pix(Adversarial):
    """Learns from pairs to turn a source picture into its partner; both are expected within [−1, 1].

    The generator minimises −log D(source, G(source)) + λ · mean |target − G(source)|. The discriminator sees both
    pictures and returns a logit for each patch. With the defaults the generator has 54,413,955 and the discriminator
    2,768,705 trainable weights, and a score sees 70×70 pixels.

    Args:
        input_shape: (height, width, channels) of the source, both sides a multiple of 2^depth.
        output_channels: of the picture made.
        filters: maps of the first layer of both networks; they double with each halving, up to eight times.
        depth: how often the generator halves the picture.
        halvings: how often the discriminator does: 1, 2, 3 for patches of 16, 34, 70 pixels.
        dropout: share of values dropped behind the decoder's first three layers. The paper leaves it on when it
            translates; here `translate(…, as_in_training=True)` does.
        l1_weight: λ, the weight of the mean absolute error.

    Raises:
        ModelError: the sides do not divide by 2^depth, or no patch of the discriminator fits.

    Reference:
        Isola, Zhu, Zhou, Efros (2017), arXiv:1611.07004.

    Example:
        >>> model = Pix2Pix(input_shape=(32, 32, 3), output_channels=1, filters=16, depth=4, halvings=1, dropout=0)
        >>> model.compile()
        >>> history = model.fit(plans, pictures, batch_size=16, epochs=5)
        >>> model.translate(plans[:2]).shape
        (2, 32, 32, 1)
    """

    loss_names = ("discriminator_loss", "generator_loss", "l1")

    def __init__(
        self,
        input_shape: Sequence[int] = (256, 256, 3),
        output_channels: int = 3,
        filters: int = 64,
        depth: int = 8,
        halvings: int = 3,
        dropout: float = 0.5,
        l1_weight: float = 100.0,
        **kwargs: Any,
    ):
        _check(input_shape, depth, halvings)
        generator = build_generator(input_shape, output_channels, filters, depth, dropout)
        discriminator = build_discriminator(input_shape, output_channels, filters, halvings)
        source = keras.Input(tuple(input_shape), name="source")
        # not Adversarial's own, whose generator starts from noise
        super(Adversarial, self).__init__(inputs=source, outputs=discriminator([source, generator(source)]), **kwargs)
        self.generator, self.discriminator = generator, discriminator
        self.l1_weight = l1_weight
        self.trackers = [keras.metrics.Mean(name=name) for name in self.loss_names]
        self.config = {
            "input_shape": tuple(input_shape),
            "output_channels": output_channels,
            "filters": filters,
            "depth": depth,
            "halvings": halvings,
            "dropout": dropout,
            "l1_weight": l1_weight,
        }

    def losses_of(self, pair, training: bool = True) -> list:
        """Returns the losses in the order of `loss_names` from (source, target), (batch, height, width, channels) each."""
        source, target = pair
        made = self.generator(source, training=training)
        on_made = self.discriminator([source, made], training=training)
        on_real = self.discriminator([source, target], training=training)
        # ½ (−log D(x, y) − log(1 − D(x, G(x)))): halved, which slows D down
        judge = 0.5 * (ops.mean(ops.softplus(-on_real)) + ops.mean(ops.softplus(on_made)))
        l1 = ops.mean(ops.abs(target - made))
        # −log D(x, G(x)) + λ · mean |y − G(x)|
        return [judge, self.generator_loss(on_made) + self.l1_weight * l1, l1]

    def checked(self, step: Callable) -> Callable:
        """Returns `step` behind a check that it is given pairs of the shapes the networks read."""
        expected = [tuple(shape[1:]) for shape in self.discriminator.input_shape]

        def run(source, target=None):
            given = [tuple(source.shape[1:]), None if target is None else tuple(target.shape[1:])]
            if given != expected:
                raise ModelError(
                    f"Pix2Pix was built for pairs of shapes {expected[0]} and {expected[1]}, the data has {given[0]} and "
                    f"{given[1] or 'no targets'}",
                    "Give fit() sources and targets, and input_shape=… and output_channels=… of your data.",
                )
            floatx = keras.config.floatx()
            return step((ops.cast(source, floatx), ops.cast(target, floatx)))

        return run

    def train_step(self, *arguments):
        """Runs one step of `fit()`."""
        return gradients.run_step(self, self.checked(self.step), *arguments, with_targets=True)

    def test_step(self, *arguments):
        """Runs one step of `evaluate()`: the same losses on other pairs, nothing moves."""
        step = self.checked(lambda pair: self.track(self.losses_of(pair, training=False)))
        return gradients.run_step(self, step, *arguments, with_targets=True)

    def translate(self, sources: Any, as_in_training: bool = False, batch_size: int = 32) -> np.ndarray:
        """Returns what the generator makes of source pictures, (pictures, height, width, output_channels).

        Args:
            sources: (pictures, height, width, channels) in [−1, 1].
            as_in_training: with dropout and the statistics of the batch, as the paper translates.
            batch_size: pictures at a time.
        """
        gradients.settle(self)
        parts = [
            ops.convert_to_numpy(self.generator(sources[start : start + batch_size], training=as_in_training))
            for start in range(0, len(sources), batch_size)
        ]
        return np.concatenate(parts).astype("float32")

    def generate(self, n: int = 16, seed: int | None = None) -> np.ndarray:
        """Raises a `ModelError`: pictures are made from pictures here, not from noise."""
        raise ModelError("Pix2Pix makes no pictures from noise", "Call translate(sources) with pictures to start from.")


def _check(input_shape: Sequence[int], depth: int, halvings: int) -> None:
    sides = tuple(input_shape)[:2]
    if len(tuple(input_shape)) != 3 or depth < 2 or any(side % 2**depth for side in sides):
        raise ModelError(
            f"pictures of shape {tuple(input_shape)} cannot be halved {depth} times",
            "Give (height, width, channels) with sides that divide by 2^depth, and a depth of at least 2.",
        )
    if halvings < 1 or min(sides) // 2**halvings < 3:
        raise ModelError(
            f"a discriminator cannot halve pictures of {sides[0]}×{sides[1]} pixels {halvings} times",
            "Choose at least one halving, and few enough that 3 pixels are left.",
        )

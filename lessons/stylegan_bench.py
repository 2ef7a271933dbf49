"""What all parts of the StyleGAN lesson share: its pictures, its networks, how they are trained, and the measuring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from dlteach import models
from dlteach.models.style_based import StyleBased
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

SIDE = 32
DRAWN = 8_000
STEPS_AN_EPOCH = 64
# a colour is vivid when its strongest and its weakest part are so far apart
VIVID = 0.5
NETWORKS = {"stylegan": models.StyleGAN, "stylegan2": models.StyleGAN2}


def pictures(lab: Lab) -> np.ndarray:
    """Discs of vivid colours on black, (examples, 32, 32, 3) in [−1, 1].

    They are the circles of the data set, cut out with their masks, so that little is left to learn besides place, size
    and colour.
    """
    if "pictures" not in lab.memory:
        data = lab.dataset(size=DRAWN)
        discs = data.y_train == data.class_names.index("circle")
        x, mask = data.x_train[discs], data.extra["mask_train"][discs]
        colour = (x * mask).sum(axis=(1, 2)) / mask.sum(axis=(1, 2))  # (examples, 3)
        vivid = colour.max(axis=1) - colour.min(axis=1) > VIVID
        painted = mask[vivid] * colour[vivid, None, None]
        lab.memory["pictures"] = (2 * painted - 1).astype("float32")
    return lab.memory["pictures"]


def as_shown(images: np.ndarray) -> np.ndarray:
    """Images from around [−1, 1] in [0, 1]; what lies outside is cut off."""
    return np.clip((np.asarray(images) + 1) / 2, 0, 1)


@dataclass(frozen=True)
class Attributes:
    """What is measured in pictures of one bright thing: `place` (n, 2), `size` (n, 1), `colour` (n, 3).

    The place is the row and column of the bright pixels' middle, the size the root of their number, both in pixels. The
    colour is their mean, divided by its strongest part.
    """

    place: np.ndarray
    size: np.ndarray
    colour: np.ndarray


ATTRIBUTES = ("place", "size", "colour")


def measured(images: np.ndarray) -> Attributes:
    """Measures pictures (n, side, side, 3) around [−1, 1]; bright are the pixels above half of the brightest."""
    shown = as_shown(images)
    light = shown.max(axis=-1)
    bright = (light >= 0.5 * np.maximum(light.max(axis=(1, 2), keepdims=True), 1e-3)).astype("float64")
    count = np.maximum(bright.sum(axis=(1, 2)), 1)
    rows, columns = np.arange(shown.shape[1])[None, :, None], np.arange(shown.shape[2])[None, None, :]
    place = np.stack([(bright * line).sum(axis=(1, 2)) / count for line in (rows, columns)], axis=1)
    colour = (shown * bright[..., None]).sum(axis=(1, 2)) / count[:, None]
    strongest = np.maximum(colour.max(axis=1, keepdims=True), 1e-3)
    return Attributes(place, np.sqrt(count)[:, None], colour / strongest)


def follows_first(mixed: Attributes, first: Attributes, second: Attributes) -> dict[str, float]:
    """By attribute, the share of mixed pictures that are nearer to their first parent than to their second."""
    shares = {}
    for name in ATTRIBUTES:
        child, a, b = (getattr(one, name) for one in (mixed, first, second))
        to_a, to_b = (np.linalg.norm(child - parent, axis=1) for parent in (a, b))
        shares[name] = float(np.mean((to_a < to_b) + 0.5 * (to_a == to_b)))
    return shares


def build_gan(lab: Lab, **changes: Any) -> StyleBased:
    """The small StyleGAN with the learner's settings, first weights drawn from the seed; `changes` replace arguments."""
    keras.utils.set_random_seed(lab.seed)
    filters = int(lab.settings["filters"])
    options: dict[str, Any] = {
        "input_shape": (SIDE, SIDE, 3),
        "latent_dim": int(lab.settings["latent_dim"]),
        "mapping_layers": int(lab.settings["mapping_layers"]),
        # as many at 4×4 and 8×8, then half as many each time the side doubles: each size costs about the same
        "base_filters": 8 * filters,
        "max_filters": filters,
        "mixing": float(lab.settings["mixing"]),
        "r1": float(lab.settings["r1"]),
    }
    return NETWORKS[str(lab.settings["network"])](**(options | changes), name="stylegan")


def train(lab: Lab, gan: StyleBased, title: str, epochs: int) -> Fitted:
    """Trains both networks with Adam and leaves the generator with the moving average of its weights."""
    rate = float(lab.settings["learning_rate"])
    # the paper's β₁ = 0 and β₂ = 0.99; the average forgets half of its past in about 35 steps
    forger = keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99, use_ema=True, ema_momentum=0.98)
    judge = keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99)
    lab.compile(gan, "style_based", optimizer=forger, discriminator_optimizer=judge)
    batch_size = int(lab.settings["batch_size"])
    x = pictures(lab)[: STEPS_AN_EPOCH * batch_size]
    fitted = lab.fit(gan, x, None, kind="style_based", epochs=epochs, title=title, batch_size=batch_size)
    gan.optimizer.generator.finalize_variable_values(gan.generator.trainable_variables)
    return fitted


def repainted(gan: StyleBased, w: np.ndarray) -> np.ndarray:
    """Paints styles (n, latent_dim) once more with fresh noise: (n, side, side, 3)."""
    styles = np.repeat(w[:, None], gan.style_layers, axis=1)
    return ops.convert_to_numpy(gan.synthesis(styles.astype("float32"), training=True))


def shape_text(shape: Any) -> str:
    """A shape as a learner types it: 4, 4, 32."""
    return ", ".join(str(size) for size in shape)

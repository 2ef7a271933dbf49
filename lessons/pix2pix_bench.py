"""What all parts of the lesson on pictures from pictures share: its data, its networks and how the main one is trained."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from dlteach import data
from dlteach.data import Dataset
from dlteach.models import Pix2Pix
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

EPOCHS = 12
# 32 pixels are halved to 2, and a score of the discriminator sees 16 of them
DEPTH, HALVINGS = 4, 1


def fabrics(lab: Lab) -> Dataset:
    """Plans and the cloths woven from them."""
    return lab.dataset()


def photographs(lab: Lab) -> Dataset:
    """Pieces of two photographs, small and large, in gray."""
    return _remembered(lab, "photographs", {})


def colour_photographs(lab: Lab) -> Dataset:
    """The same photographs in colour; only the whole ones are used."""
    return _remembered(lab, "photographs in colour", {"size": 10, "gray": False})


def _remembered(lab: Lab, key: str, options: dict[str, Any]) -> Dataset:
    if key not in lab.memory:
        lab.memory[key] = data.load("photographs", seed=lab.seed, **options)
    return lab.memory[key]


def signed(pictures: np.ndarray) -> np.ndarray:
    """Pixels from [0, 1] in [−1, 1], the range of tanh."""
    return 2 * pictures - 1


def as_shown(pictures: np.ndarray) -> np.ndarray:
    """Pixels from [−1, 1] in [0, 1]."""
    return (np.asarray(pictures) + 1) / 2


def build_pix2pix(lab: Lab, **changes: Any) -> Pix2Pix:
    """A small pix2pix with the learner's settings, first weights drawn from the seed; `changes` replace some."""
    keras.utils.set_random_seed(lab.seed)
    options: dict[str, Any] = {
        "input_shape": (32, 32, 3),
        "output_channels": 1,
        "filters": int(lab.settings["filters"]),
        "depth": DEPTH,
        "halvings": HALVINGS,
        # with so few pictures and steps, dropping values costs more than it gains
        "dropout": 0.0,
        "l1_weight": float(lab.settings["l1_weight"]),
    }
    return Pix2Pix(name="pix2pix", **(options | changes))


def adam(lab: Lab) -> keras.optimizers.Optimizer:
    """Adam at the learner's step size, with β₁ = 0.5 as in the paper."""
    return keras.optimizers.Adam(float(lab.settings["learning_rate"]), beta_1=0.5)


def train(lab: Lab, model: Pix2Pix, title: str) -> Fitted:
    """Trains both networks on the pairs."""
    lab.compile(model, "adversarial", optimizer=adam(lab))
    pairs = fabrics(lab)
    return lab.fit(
        model,
        signed(pairs.x_train),
        signed(pairs.y_train),
        kind="adversarial",
        epochs=EPOCHS,
        title=title,
        batch_size=int(lab.settings["batch_size"]),
    )


def train_alone(lab: Lab) -> tuple[keras.Model, Fitted]:
    """Trains the same generator on the mean absolute error alone: nobody judges it."""
    generator = build_pix2pix(lab).generator
    lab.compile(generator, "convolutional", optimizer=adam(lab), loss="mae")
    pairs = fabrics(lab)
    fitted = lab.fit(
        generator,
        signed(pairs.x_train),
        signed(pairs.y_train),
        kind="convolutional",
        epochs=EPOCHS,
        title="the generator alone, on L1",
        batch_size=int(lab.settings["batch_size"]),
    )
    return generator, fitted


def made_by(generator: keras.Model, plans: np.ndarray) -> np.ndarray:
    """What a generator makes of plans in [0, 1], (plans, side, side, 1) in [0, 1]."""
    parts = [generator.predict_on_batch(signed(plans[start : start + 125])) for start in range(0, len(plans), 125)]
    return as_shown(np.concatenate([keras.ops.convert_to_numpy(part) for part in parts])).astype("float32")

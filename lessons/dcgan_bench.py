"""What all parts of the DCGAN lesson share: its pictures, its networks, how they are trained, and the same without norms."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers

from dlteach.lessons.adversarial_bench import Moments, digits, fit_keeping_samples, samples_of
from dlteach.models import DCGAN
from dlteach.models.adversarial import Adversarial
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab

SIDE = 32
EPOCHS = 180
EXPERIMENT_EPOCHS = 20
LOOKS = 4
COUNT = 1000
# the discriminator's step size, in the generator's
FASTER = 4
AUGMENT = 0.1


def pictures(lab: Lab) -> np.ndarray:
    """The real digits to learn from, (examples, 32, 32, 1) in [−1, 1]."""
    return 2 * digits(lab, size=SIDE).x_train - 1


def as_shown(images: np.ndarray) -> np.ndarray:
    """Images from [−1, 1] in [0, 1]."""
    return (np.asarray(images) + 1) / 2


def generated(model: Adversarial, count: int = 1000) -> np.ndarray:
    """Pictures made of the fixed noise, (count, 32, 32, 1) in [0, 1]."""
    return as_shown(samples_of(model, count))


def build_dcgan(lab: Lab, **changes: Any) -> DCGAN:
    """A DCGAN for the digits with the learner's settings, first weights drawn from the seed; `changes` replace some."""
    keras.utils.set_random_seed(lab.seed)
    options: dict[str, Any] = {
        "input_shape": (SIDE, SIDE, 1),
        "latent_dim": int(lab.settings["latent_dim"]),
        "filters": int(lab.settings["filters"]),
        "augment": AUGMENT,
    }
    return DCGAN(name="dcgan", **(options | changes))


def without_norms(lab: Lab, initializer: str | None = None) -> Adversarial:
    """The same two networks with a bias in place of each batch normalization.

    Args:
        lab: with the settings of the networks.
        initializer: of the convolutions' weights, such as "he_normal"; by default DCGAN's own, σ = 0.02.
    """
    whole = build_dcgan(lab)

    def plain(layer: keras.layers.Layer) -> keras.layers.Layer:
        config = layer.get_config()
        if isinstance(layer, layers.BatchNormalization):
            return layers.Identity(name=config["name"])
        if isinstance(layer, layers.Conv2D | layers.Conv2DTranspose):
            # the shift β of the norm is gone, so a bias takes its place
            config["use_bias"] = True
            if initializer is not None:
                config["kernel_initializer"] = initializer
        return type(layer).from_config(config)

    def called(layer: keras.layers.Layer, *inputs: Any, **_: Any) -> Any:
        # a norm is called with a mask, which the layer in its place does not know
        return layer(*inputs)

    keras.utils.set_random_seed(lab.seed)
    parts = [
        keras.models.clone_model(part, clone_function=plain, call_function=called)
        for part in (whole.generator, whole.discriminator)
    ]
    return Adversarial(*parts, name="without_norms")


def train(
    lab: Lab, model: Adversarial, title: str, epochs: int, looks: list[int] | None = None
) -> tuple[Fitted, Moments]:
    """Trains both networks with Adam at the learner's step size and keeps samples on the way.

    Args:
        lab: with the settings `learning_rate` and `batch_size`.
        model: is compiled here.
        title: names the training.
        epochs: unless the learner asked for another number. With fewer than the lesson's main training has, the step
            sizes are those of its first epochs.
        looks: after which epochs samples are kept; by default a few, evenly spread.
    """
    rate = float(lab.settings["learning_rate"])
    half = max(1, (lab.epochs or EPOCHS) * -(-len(pictures(lab)) // int(lab.settings["batch_size"])) // 2)
    forger, judge = (
        # the paper's β₁ = 0.5, in place of Adam's 0.9
        keras.optimizers.Adam(_steady_then_smaller(step, half), beta_1=0.5)
        for step in (rate, rate * FASTER)
    )
    lab.compile(model, "adversarial", optimizer=forger, discriminator_optimizer=judge)
    return fit_keeping_samples(lab, model, pictures(lab), title, epochs, looks=looks or LOOKS, count=COUNT)


def _steady_then_smaller(step: float, half: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """The same step size for so many steps, then down to nothing along a cosine in as many."""
    # a "warm-up" that starts where it ends keeps the step size
    return keras.optimizers.schedules.CosineDecay(step, half, warmup_target=step, warmup_steps=half)

"""The DCGAN lesson's experiment: the same two networks with and without batch normalization."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np
from keras import layers, ops

from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import percent, short
from dlteach.lessons.adversarial_bench import fixed_noise
from dlteach.lessons.dcgan_bench import (
    COUNT,
    EPOCHS,
    EXPERIMENT_EPOCHS,
    SIDE,
    build_dcgan,
    generated,
    train,
    without_norms,
)
from dlteach.lessons.dcgan_training import FOUND, early_samples
from dlteach.lessons.digit_reader import SURE, Reading, read, reader
from dlteach.models.adversarial import Adversarial
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, Truth, View

WITH, WITHOUT, LARGER = "with batch normalization", "without", "without, larger first weights"
# under a picture there is room for a word
LABELS = {WITH: "with", WITHOUT: "without", LARGER: "larger"}
TITLES = {WITHOUT: "DCGAN without norms", LARGER: "DCGAN without norms, larger first weights"}
BATCH = 64
ROW = 8


@dataclass(frozen=True)
class Outcome:
    """What one of the trainings that are compared led to: its samples in [0, 1], and what the reader said to them."""

    name: str
    samples: np.ndarray
    reading: Reading

    @property
    def digits(self) -> int:
        """How many of the ten digits make up at least 2 % of the samples."""
        return int((self.reading.counts >= FOUND * len(self.samples)).sum())


def fading_signal(lab: Lab) -> Iterator[View]:
    """How far the values spread behind each stage of a generator that has not learned anything yet."""
    spreads = {
        WITH: spread_by_stage(build_dcgan(lab)),
        WITHOUT: spread_by_stage(without_norms(lab)),
        LARGER: spread_by_stage(without_norms(lab, "he_normal")),
    }
    plain = spreads[WITHOUT]
    yield Curve(
        "How far values spread, stage by stage, before training",
        [Series(name, numbers) for name, numbers in spreads.items()],
        f"Without normalization the spread is {short(plain[0])} behind the first stage and {short(plain[-1])} in the picture. "
        f"With it, {short(spreads[WITH][0])} and {short(spreads[WITH][-1])}; with larger first weights, "
        f"{short(spreads[LARGER][0])} and {short(spreads[LARGER][-1])}.",
        x_label="stage; the last is the picture",
        y_label="standard deviation",
        log_y=True,
        name="fading-signal",
    )
    yield Text(
        f"All weights begin near 0, with standard deviation 0.02. Each stage shrinks what it is given: by "
        f"{plain[0] / plain[1]:.1f} times at the second. Gradients on their way back shrink alike. Batch normalization "
        "brings each map back to the usual size. Larger first weights (He's rule) help as well, but only at the start."
    )


def without_norm_outcome(lab: Lab) -> Truth:
    """Which of the three trainings leads to the most pictures that the reader recognises."""
    outcomes = compared(lab)
    best = max(outcomes, key=lambda one: one.reading.recognised)
    told = "; ".join(f"{100 * one.reading.recognised:.0f} % {one.name}" for one in outcomes)
    return Truth(best.name, f"Recognised are {told}.")


def with_and_without(lab: Lab) -> Iterator[View]:
    """Samples and readings of the three trainings."""
    outcomes = compared(lab)
    epochs = min(lab.epochs or EPOCHS, EXPERIMENT_EPOCHS)
    yield Table(
        f"After {epochs} epochs each",
        ["networks", "recognised", "digits found"],
        [[one.name, f"{100 * one.reading.recognised:.1f} %", f"{one.digits} of 10"] for one in outcomes],
        numeric=[1, 2],
        note=f"Recognised: {SURE}. The same real pictures, seed and step sizes.",
        name="with-and-without",
    )
    yield gallery(
        "What each generator paints",
        [image for one in outcomes for image in one.samples[:ROW]],
        [LABELS[one.name] for one in outcomes for _ in range(ROW)],
        f"{ROW} pictures each: " + "; ".join(f"{one.name}, {one.digits} of 10 digits" for one in outcomes) + ".",
        columns=ROW,
        name="with-and-without-samples",
    )
    first, second, third = (percent(one.reading.recognised) for one in outcomes)
    yield Result(
        f"recognised: {first} with batch normalization, {second} without, {third} without but with larger first weights"
    )


def spread_by_stage(model: Adversarial) -> list[float]:
    """The standard deviation of what enters each activation of the generator, for a batch of noise in training."""
    generator = model.generator
    before = [layer.input for layer in generator.layers if isinstance(layer, layers.ReLU | layers.Activation)]
    looking = keras.Model(generator.input, before)
    state = [ops.convert_to_numpy(variable) for variable in looking.non_trainable_variables]
    values = looking(fixed_noise(model.latent_dim, BATCH), training=True)
    spreads = [float(ops.convert_to_numpy(value).std()) for value in values]
    # a look must not move the running means
    for variable, old in zip(looking.non_trainable_variables, state, strict=True):
        variable.assign(old)
    return spreads


def compared(lab: Lab) -> list[Outcome]:
    """The three trainings, carried out once a session; the first is the lesson's own at the same epoch."""
    if "with and without" not in lab.memory:
        judge = reader(lab, SIDE)
        made = {WITH: early_samples(lab)}
        for name, initializer in ((WITHOUT, None), (LARGER, "he_normal")):
            model = without_norms(lab, initializer)
            fitted, _ = train(lab, model, TITLES[name], EXPERIMENT_EPOCHS, [lab.epochs or EXPERIMENT_EPOCHS])
            made[name] = generated(model, COUNT)
            outcome = Outcome(name, made[name], read(judge, made[name]))
            lab.log(
                TITLES[name],
                {"recognised %": 100 * outcome.reading.recognised, "digits found": float(outcome.digits)},
                fitted.seconds,
                epochs=len(fitted.history["generator_loss"]),
            )
        lab.memory["with and without"] = [Outcome(name, images, read(judge, images)) for name, images in made.items()]
    return lab.memory["with and without"]

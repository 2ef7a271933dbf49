"""The GAN lesson on pictures: a dense GAN learns to write digits of 8×8 pixels, and a classifier reads them."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach.inspect.pictures import gallery
from dlteach.lessons.adversarial_bench import digits, nearest, samples_of
from dlteach.lessons.digit_reader import controls, histogram, nobody_wrote, read, reader, readings_table
from dlteach.lessons.gan_bench import train
from dlteach.models import GAN
from dlteach.training.lab import Lab
from dlteach.views import Result, Text, View

DIGIT_EPOCHS = 120
SIDE = 8
DIGIT_RATES = (1e-3, 1e-3)


def build_digit_gan(lab: Lab) -> GAN:
    """The GAN of the digits: one hidden layer more than points would need, and dropout as in the paper."""
    keras.utils.set_random_seed(lab.seed)
    return GAN(
        name="digit_gan",
        input_shape=(SIDE, SIDE, 1),
        latent_dim=32,
        generator_units=(256, 256),
        discriminator_units=(128, 128),
        pieces=2,
        dropout=(0.1, 0.3),
    )


def train_on_digits(lab: Lab) -> Iterator[View]:
    """Trains on the real digits and shows the samples as they came."""
    data = digits(lab)
    model = build_digit_gan(lab)
    fitted, moments = train(
        lab, model, data.x_train, "GAN on digits", DIGIT_EPOCHS, rates=DIGIT_RATES, batch_size=64, moments=3, count=5
    )
    lab.keep("digits", model)
    shown = list(moments.samples.items())
    words = (
        "Five latent vectors, the same each time. At the start there is no form yet; "
        f"the last five pictures are those of epoch {shown[-1][0]}."
    )
    yield gallery(
        "Digits, as they came",
        [image for _, images in shown for image in images],
        [f"epoch {epoch}" if epoch else "start" for epoch, images in shown for _ in images],
        words,
        columns=5,
        name="digits-over-time",
        per_moment=5,
    )
    readings = controls(lab, SIDE) | {"generated": read(reader(lab, SIDE), samples_of(model, 1000))}
    recognised = readings["generated"].recognised
    lab.log(
        "GAN on digits",
        {"recognised %": 100 * recognised, "digits found": float((readings["generated"].counts >= 20).sum())},
        fitted.seconds,
        data="digits",
        epochs=len(fitted.history["generator_loss"]),
    )
    yield readings_table(readings, "digits-read")
    yield Text(
        "The reader learned ten digits, and to turn down what is none: the four rows in the middle show how well it does. "
        f"{100 * recognised:.0f} % is a sign, no proof. Your own eye is the second judge."
    )
    yield Result(f"generated digits recognised: {100 * recognised:.1f} %")


def new_digits(lab: Lab) -> Iterator[View]:
    """Generated digits, how often each was written, and whether they were copied."""
    model = lab.trained(train_on_digits, name="digits")
    data = digits(lab)
    samples = samples_of(model, 1000)
    reading = read(reader(lab, SIDE), samples)
    yield nobody_wrote(samples, reading)
    yield histogram(reading, "Which digits it writes", "digit-histogram")
    new, test = nearest(samples[:300], data.x_train), nearest(data.x_test[:300], data.x_train)
    yield Text(
        "Did it copy its examples? The nearest training image of a generated digit is "
        f"{np.median(new):.2f} away (median, in root mean square of the pixels). For a *real* digit it never trained on "
        f"that distance is {np.median(test):.2f}. A copy would have 0."
    )

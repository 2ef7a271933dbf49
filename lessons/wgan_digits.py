"""The WGAN lesson on pictures: a small convolutional WGAN-GP writes digits of 8×8 pixels, and a classifier reads them."""

from __future__ import annotations

from collections.abc import Iterator

import keras

from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import listed, percent
from dlteach.lessons.adversarial_bench import digits, samples_of
from dlteach.lessons.digit_reader import controls, histogram, nobody_wrote, read, reader, readings_table
from dlteach.lessons.wgan_bench import estimates, train, true_distance
from dlteach.models import WGANGP
from dlteach.training.lab import Lab
from dlteach.views import Result, Text, View

DIGIT_EPOCHS = 120
SIDE = 8
LOOKS = 10
COUNT = 1000
BATCH = 64


def build_digit_wgan(lab: Lab) -> WGANGP:
    """WGAN-GP for the digits, with three small convolutions in each network."""
    keras.utils.set_random_seed(lab.seed)
    return WGANGP(
        name="digit_wgan", input_shape=(SIDE, SIDE, 1), latent_dim=32, filters=16, penalty_weight=10.0, n_critic=3
    )


def train_on_digits(lab: Lab) -> Iterator[View]:
    """Trains on the real digits; the critic's estimate stands beside the true distance of the pixels."""
    data = digits(lab)
    model = build_digit_wgan(lab)
    optimizer = keras.optimizers.Adam(1e-3, beta_1=0.0, beta_2=0.9)
    judge = reader(lab, SIDE)
    fitted, moments = train(
        lab,
        model,
        data.x_train,
        "WGAN-GP on digits",
        DIGIT_EPOCHS,
        optimizer=optimizer,
        batch_size=BATCH,
        moments=LOOKS,
        count=COUNT,
    )
    lab.keep("digits", model)
    real = data.x_test.reshape(len(data.x_test), -1)
    compared = estimates(moments.samples, fitted.history["wasserstein_distance"], real)
    epochs = compared.epochs
    recognised = {epoch: read(judge, images).recognised for epoch, images in moments.samples.items()}
    yield compared.curve("The critic's estimate, and the true distance of the pixels", "digits-distance", 2)
    # as many as generated ones are compared with, since fewer lie further apart
    others = data.x_train[: len(real)].reshape(-1, real.shape[1])
    yield Text(
        "Generated and real digits are paired as the points were, by the distance of their 64 pixels. Real digits of the test "
        f"set and as many of the training set are {true_distance(real, others):.2f} apart."
    )
    shown = [0, epochs[(len(epochs) - 1) // 2], epochs[-1]]
    yield gallery(
        "Digits, as they came",
        [image for epoch in shown for image in moments.samples[epoch][:5]],
        [f"epoch {epoch}" if epoch else "start" for epoch in shown for _ in range(5)],
        "Five latent vectors, the same each time: at the start, half-way, and at the end. Of "
        f"{COUNT:,} such pictures a classifier of real digits recognises "
        + listed(
            [f"{percent(recognised[epoch])} {f'after epoch {epoch}' if epoch else 'at the start'}" for epoch in shown]
        )
        + ".",
        columns=5,
        name="digits-over-time",
        per_moment=5,
    )
    lab.log(
        "WGAN-GP on digits",
        {"recognised %": 100 * recognised[epochs[-1]], "correlation": compared.together},
        fitted.seconds,
        data="digits",
        epochs=len(fitted.history["wasserstein_distance"]),
    )
    yield Result(f"generated digits recognised: {100 * recognised[epochs[-1]]:.1f} %")


def new_digits(lab: Lab) -> Iterator[View]:
    """Generated digits, how a reader reads them, and how often each was written."""
    model = lab.trained(train_on_digits, name="digits")
    samples = samples_of(model, COUNT)
    reading = read(reader(lab, SIDE), samples)
    yield nobody_wrote(samples, reading)
    yield readings_table(controls(lab, SIDE) | {"generated": reading}, "digits-read")
    yield histogram(reading, "Which digits it writes", "digit-histogram")
    rare = int(reading.counts.min())
    yield Text(
        f"The rarest digit was read {rare} times in {len(samples):,} images; with equal shares, and all of them read, it would "
        f"be {len(samples) // 10}."
    )

"""Our side of the adversarial rows, and the alternation one writes in Keras."""

from __future__ import annotations

import time
from contextlib import suppress

import numpy as np

from benchmarks import jobs
from benchmarks.ours.training import DEVICE, Laps, Over
from benchmarks.pace import Pace
from dlteach.training.choices import choose
from dlteach.training.fit import fit

import keras  # isort: skip

from dlteach import models


def dcgan(pace: Pace) -> None:
    """DCGAN on images of 64 px through `fit`."""
    keras.utils.set_random_seed(0)
    _fit(pace, models.DCGAN(filters=jobs.GAN_FILTERS), jobs.pictures(), "discriminator_loss")


def wgan_gp(pace: Pace) -> None:
    """WGAN-GP in its MNIST form through `fit`: a step is one of the critic, every fifth also one of the generator."""
    keras.utils.set_random_seed(0)
    _fit(pace, models.WGANGP(), jobs.gray_pictures(), "critic_loss")


def _fit(pace: Pace, gan: keras.Model, job: jobs.Job, shown: str) -> None:
    choices = choose(DEVICE, "adversarial")
    gan.compile(jit_compile=choices.jit_compile)
    laps = Laps(pace, job.steps, {"parameters": gan.count_params()}, shown)
    with suppress(Over):
        fit(gan, job.x, None, epochs=10**6, batch_size=job.batch_size, choices=choices, callbacks=[laps])


def alternation(pace: Pace) -> None:
    """The peer: DCGAN's two networks, each trained by `train_on_batch`, the generator through a frozen discriminator."""
    keras.utils.set_random_seed(0)
    job = jobs.pictures()
    ours = models.DCGAN(filters=jobs.GAN_FILTERS)
    generator, discriminator = ours.generator, ours.discriminator
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    discriminator.compile(keras.optimizers.Adam(2e-4, beta_1=0.5), loss)
    discriminator.trainable = False
    together = keras.Sequential([generator, discriminator])
    together.compile(keras.optimizers.Adam(2e-4, beta_1=0.5), loss)
    random = np.random.default_rng(0)

    def step(real: np.ndarray) -> float:
        count = len(real)
        noise = random.normal(size=(count, 100)).astype("float32")
        fake = np.asarray(generator.predict_on_batch(noise))
        # the generator's loss is told, since `train_on_batch` of both halves tells two of the discriminator's
        discriminator.trainable = True
        discriminator.train_on_batch(real, np.ones((count, 1)))
        discriminator.train_on_batch(fake, np.zeros((count, 1)))
        discriminator.trainable = False
        return float(together.train_on_batch(noise, np.ones((count, 1))))

    def epoch() -> float:
        order = random.permutation(len(job.x))[: job.steps * job.batch_size].reshape(job.steps, -1)
        return [step(job.x[part]) for part in order][-1]

    begun = time.perf_counter()
    epoch()
    pace.ready(first_lap_seconds=time.perf_counter() - begun)
    while pace.go():
        begun = time.perf_counter()
        epoch()
        pace.lap(job.steps, time.perf_counter() - begun)

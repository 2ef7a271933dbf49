"""The DCGAN lesson's main training: digits of 32×32 pixels, read by a classifier that saw only real ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import listed, percent
from dlteach.lessons.adversarial_bench import digits, nearest, spread, two_losses
from dlteach.lessons.dcgan_bench import (
    COUNT,
    EPOCHS,
    EXPERIMENT_EPOCHS,
    LOOKS,
    SIDE,
    as_shown,
    build_dcgan,
    generated,
    train,
)
from dlteach.lessons.digit_reader import controls, histogram, nobody_wrote, read, reader, readings_table
from dlteach.lessons.not_digits import TWO
from dlteach.models import DCGAN
from dlteach.training.lab import Lab
from dlteach.views import Result, Text, View

SHOWN = 20
# as many as fit beside each other on 80 columns
ROW = 8
# a fair share of ten digits is 10 %
FOUND = 0.02


def see_digits(lab: Lab) -> Iterator[View]:
    """Some of the real pictures."""
    real, labels = digits(lab, size=SIDE).x_train, digits(lab, size=SIDE).y_train
    yield gallery(
        "Real digits",
        real[:SHOWN],
        [str(label) for label in labels[:SHOWN]],
        f"{SHOWN} handwritten digits of {SIDE}×{SIDE} pixels, enlarged from 8×8, so they are soft.",
        columns=10,
        name="real",
    )
    yield Text(
        f"{len(real):,} of them to learn from: few, for a GAN. The labels are not used. To match the generator's tanh, ink is 1 "
        "and paper is −1."
    )


def train_dcgan(lab: Lab) -> Iterator[View]:
    """Trains both networks and shows the samples as they came."""
    model = build_dcgan(lab)
    epochs = lab.epochs or EPOCHS
    # the experiment compares with the samples of this training at its own number of epochs
    looks = sorted({*spread(epochs, LOOKS), min(epochs, EXPERIMENT_EPOCHS)})
    fitted, moments = train(lab, model, "DCGAN on digits", EPOCHS, looks)
    lab.keep("main", model)
    lab.memory["moments"] = moments.samples
    yield two_losses(fitted.history)
    yield Text(inspect.how_it_went(fitted))
    judge = reader(lab, SIDE)
    told = {epoch: percent(read(judge, as_shown(images)).recognised) for epoch, images in moments.samples.items()}
    shown = [(epoch, images[:ROW]) for epoch, images in moments.samples.items()]
    yield gallery(
        "Digits, as they came",
        [as_shown(image) for _, images in shown for image in images],
        # a label wider than its picture would let fewer fit beside each other
        [str(epoch) if epoch else "start" for epoch, images in shown for _ in images],
        f"{ROW} latent vectors, the same in each row. The number is that of the epochs: the first row is that of the start, the "
        f"last that of epoch {shown[-1][0]}. Of {COUNT:,} such pictures a classifier of real digits recognises "
        + listed([f"{share} {f'after epoch {epoch}' if epoch else 'at the start'}" for epoch, share in told.items()])
        + ".",
        columns=ROW,
        name="digits-over-time",
        per_moment=ROW,
    )
    reading = read(judge, generated(model))
    found = int((reading.counts >= FOUND * len(reading.classes)).sum())
    yield Result(f"generated digits recognised: {100 * reading.recognised:.1f} %")
    lab.log(
        "DCGAN",
        {"recognised %": 100 * reading.recognised, "digits found": float(found)},
        fitted.seconds,
        epochs=len(fitted.history["generator_loss"]),
    )


def what_the_reader_says(lab: Lab) -> Iterator[View]:
    """Generated digits beside real ones and beside images that are none, and how often each digit was written."""
    model = trained(lab)
    made = generated(model)
    reading = read(reader(lab, SIDE), made)
    yield nobody_wrote(made, reading)
    others = controls(lab, SIDE)
    yield readings_table(others | {"generated": reading}, "digits-read")
    real = others["real test images"]
    gap = 100 * (real.recognised - reading.recognised)
    right = lab.memory[f"reader accuracy {SIDE}"]
    yield Text(
        f"The reader gets {100 * right:.1f} % of the real test digits right and accepts {percent(real.recognised)} of them as "
        f"some digit. Of pure noise it accepts {percent(others['pure noise'].recognised)}, and of two digits on top of each "
        f"other {percent(others[TWO].recognised)}: two of them sometimes do make a third."
    )
    yield Text(
        f"Generated digits stand {gap:.0f} points behind real ones. Look again at the pictures with a question mark: "
        "would you have known better? And at those without: do you agree?"
        if gap >= 1
        else "Generated digits are recognised as often as real ones."
    )


def which_digits(lab: Lab) -> Iterator[View]:
    """How often each digit was written, and whether the pictures are copies."""
    made = generated(trained(lab))
    reading = read(reader(lab, SIDE), made)
    yield histogram(reading, "Which digits it writes", "digit-histogram")
    counts = reading.counts
    found = int((counts >= FOUND * len(made)).sum())
    yield Text(
        f"{found} of 10 digits make up at least {100 * FOUND:.0f} % of the pictures. The rarest is {counts.argmin()} with "
        f"{counts.min()}, the most frequent {counts.argmax()} with {counts.max()}. In the data all ten are about equally "
        "frequent."
    )
    data = digits(lab, size=SIDE)
    new, test = nearest(made[:300], data.x_train), nearest(data.x_test[:300], data.x_train)
    yield Text(
        "Did it copy its examples? The nearest training picture of a generated digit is "
        f"{np.median(new):.3f} away (median, root mean square over the pixels). For a *real* digit that it never trained on that "
        f"distance is {np.median(test):.3f}. A copy would have 0."
    )


def trained(lab: Lab) -> DCGAN:
    """The trained DCGAN; it is trained now when that step was skipped."""
    return lab.trained(train_dcgan, DCGAN)


def early_samples(lab: Lab) -> np.ndarray:
    """What the main training's generator made after the experiment's number of epochs, (samples, 32, 32, 1) in [0, 1].

    A session that was resumed has no samples of that moment and trains up to it once more.
    """
    epoch = min(lab.epochs or EPOCHS, EXPERIMENT_EPOCHS)
    moments = lab.memory.get("moments", {})
    if epoch not in moments:
        _, kept = train(lab, build_dcgan(lab), "DCGAN, once more", EXPERIMENT_EPOCHS, [epoch])
        moments = lab.memory["moments"] = kept.samples
    return as_shown(moments[epoch][:COUNT])

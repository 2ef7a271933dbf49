"""The trained discriminator chooses: more pictures are drawn than wanted, and those that it takes for real are kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import percent
from dlteach.lessons.adversarial_bench import digits, fixed_noise, values
from dlteach.lessons.dcgan_bench import AUGMENT, SIDE, as_shown
from dlteach.lessons.dcgan_training import FOUND, trained
from dlteach.lessons.digit_reader import SURE, Reading, histogram, read, reader
from dlteach.models import DCGAN
from dlteach.models.random_view import RandomView
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, View

DRAWN = 4000
LOOKS = 16
BATCH = 500
ROW = 8
# so many of the best and of the last are read
LIKED = 100
KEPT = {"all": 1, "better half": 2, "best quarter": 4}


def discriminator_chooses(lab: Lab) -> Iterator[View]:
    """What the reader says to all pictures, to the half and to the quarter that the discriminator takes most for real."""
    made = ordered(trained(lab))
    judge = reader(lab, SIDE)
    best, least = (round(100 * read(judge, some).recognised) for some in (made[:LIKED], made[-LIKED:]))
    yield gallery(
        "What the discriminator likes best, and least",
        [*made[:ROW], *made[-ROW:]],
        [*["best"] * ROW, *["least"] * ROW],
        f"Of {DRAWN:,} generated pictures: first the {ROW} that the discriminator takes most for real, then the {ROW} that it "
        f"takes least. Of the {LIKED} best the reader recognises {best} %, of the {LIKED} that come last {least} %.",
        columns=ROW,
        name="liked",
    )
    parts = {name: made[: DRAWN // share] for name, share in KEPT.items()}
    readings = {name: read(judge, images) for name, images in parts.items()}
    differences = {name: difference(images) for name, images in parts.items()}
    yield Table(
        "The discriminator keeps what it takes for real",
        ["pictures", "recognised", "digits", "rarest", "two differ by"],
        [
            [
                f"{name}, {len(parts[name]):,}",
                f"{100 * reading.recognised:.1f} %",
                f"{_found(reading)} of 10",
                percent(reading.counts.min() / len(reading.classes)),
                f"{differences[name]:.3f}",
            ]
            for name, reading in readings.items()
        ],
        numeric=[1, 2, 3, 4],
        note=f"Recognised: {SURE}. Two differ by: root mean square over the pixels, mean of pairs by chance. Real test "
        f"digits differ by {difference(digits(lab, size=SIDE).x_test):.3f}.",
        name="chosen",
    )
    everything, quarter = readings["all"], readings["best quarter"]
    yield histogram(quarter, "Which digits the best quarter holds", "chosen-histogram")
    rarest = int(quarter.counts.argmin())
    yield Text(
        f"The price: three of four pictures were painted in vain, and the shares of the digits have shifted. The rarest is "
        f"{rarest} now, with {quarter.counts[rarest]} of {len(quarter.classes):,}. Two pictures of the quarter differ by "
        f"{differences['best quarter']:.3f}, two of all by {differences['all']:.3f}."
    )
    yield Result(
        f"recognised: {100 * everything.recognised:.1f} % of all, {100 * quarter.recognised:.1f} % of the quarter that the "
        "discriminator likes best"
    )


def ordered(model: DCGAN) -> np.ndarray:
    """Generated pictures, those first that the discriminator takes most for real: (DRAWN, 32, 32, 1) in [0, 1]."""
    made = values(model.generator, fixed_noise(model.latent_dim, DRAWN))
    return as_shown(made[np.argsort(-opinion(model, made), kind="stable")])


def opinion(model: DCGAN, images: np.ndarray) -> np.ndarray:
    """The discriminator's mean score of images in [−1, 1], (images,), each shifted and zoomed anew for every look."""
    # in use the discriminator changes no picture; in training it saw none unchanged
    view = RandomView(AUGMENT, seed=0)
    return np.concatenate(
        [
            np.mean([values(model.discriminator, _seen(view, some)).ravel() for _ in range(LOOKS)], axis=0)
            for some in (images[start : start + BATCH] for start in range(0, len(images), BATCH))
        ]
    )


def difference(images: np.ndarray) -> float:
    """How far two pictures lie apart: root mean square over the pixels, mean over pairs drawn by chance."""
    flat = images.reshape(len(images), -1)
    first, second = np.random.default_rng(0).integers(0, len(flat), (2, 2000))
    return float(np.sqrt(((flat[first] - flat[second]) ** 2).mean(axis=1)).mean())


def _seen(view: RandomView, images: np.ndarray) -> np.ndarray:
    return ops.convert_to_numpy(view(images, training=True))


def _found(reading: Reading) -> int:
    return int((reading.counts >= FOUND * len(reading.classes)).sum())

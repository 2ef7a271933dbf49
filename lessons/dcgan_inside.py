"""Looks into the trained DCGAN: its layers at work from coarse to fine, a walk through latent space, and addresses in it."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np

from dlteach.inspect.pictures import gallery, stretched
from dlteach.inspect.words import percent
from dlteach.lessons.adversarial_bench import digits, fixed_noise, values
from dlteach.lessons.dcgan_bench import SIDE, as_shown
from dlteach.lessons.dcgan_choosing import difference
from dlteach.lessons.dcgan_training import FOUND, trained
from dlteach.lessons.digit_reader import CONFIDENT, SURE, read, reader
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, View

WALK = 12
PAIRS = 200
LENGTHS = (0.25, 0.5, 1.0, 2.0, 3.0)
ROW = 8
MAPS = 4


def coarse_to_fine(lab: Lab) -> Iterator[View]:
    """The busiest maps behind each stage of the generator, for one latent vector."""
    generator = trained(lab).generator
    z = fixed_noise(generator.input_shape[-1], PAIRS)
    reading = read(reader(lab, SIDE), as_shown(values(generator, z)))
    surest = int(reading.sureness.argmax())
    z = z[surest : surest + 1]
    stages = [layer for layer in generator.layers if isinstance(layer, keras.layers.ReLU)]
    tiles, labels = [], []
    for layer in stages:
        maps = values(keras.Model(generator.input, layer.output), z)[0]
        busiest = np.argsort(maps.std(axis=(0, 1)))[::-1][:MAPS]
        # all as large as the picture, so that the coarse ones can be seen
        tiles += [_enlarged(stretched(maps[..., index])) for index in busiest]
        labels += [f"{maps.shape[0]}×{maps.shape[1]}"] * len(busiest)
    tiles.append(as_shown(values(generator, z)[0]))
    labels.append("picture")
    yield gallery(
        "One latent vector becomes a picture",
        tiles,
        labels,
        f"For each of the {len(stages)} stages the {MAPS} maps that vary most, enlarged to {SIDE}×{SIDE}; then the picture. "
        f"Of {PAIRS} it is the one that the reader is surest of: {reading.classes[surest]}. The maps become finer from stage to "
        "stage.",
        columns=MAPS,
        name="coarse-to-fine",
    )


def walk(lab: Lab) -> Iterator[View]:
    """The pictures on the way between two latent vectors that are read as different digits."""
    generator = trained(lab).generator
    z = fixed_noise(generator.input_shape[-1], PAIRS)
    judge = reader(lab, SIDE)
    first, last = _two_digits(read(judge, as_shown(values(generator, z))))
    path = np.stack([between(z[first], z[last], share) for share in np.linspace(0, 1, WALK)])
    images = as_shown(values(generator, path))
    reading = read(judge, images)
    unsure = bool((reading.sureness < CONFIDENT).any())
    labels = [f"{digit}" if sure >= CONFIDENT else f"{digit}?" for digit, sure in zip(*_told(reading), strict=True)]
    yield gallery(
        "A walk through latent space",
        images,
        labels,
        f"{WALK} pictures on the way from one latent vector to another. The reader says: {', '.join(labels)}."
        + f" A question mark means that it is less than {100 * CONFIDENT:.0f} % sure." * unsure,
        columns=6,
        name="walk",
    )
    steps = np.sqrt(((images[1:] - images[:-1]) ** 2).mean(axis=(1, 2, 3)))
    whole = float(np.sqrt(((images[-1] - images[0]) ** 2).mean()))
    yield Text(
        f"The two ends differ by {whole:.2f} (root mean square over the pixels). The largest of the {len(steps)} steps is "
        f"{steps.max():.2f}, the smallest {steps.min():.2f}: small steps in z are small steps in the picture."
    )


def halfway(lab: Lab) -> Iterator[View]:
    """Halfway in latent space against halfway between the pixels, over many pairs."""
    generator = trained(lab).generator
    z = fixed_noise(generator.input_shape[-1], 2 * PAIRS)
    a, b = z[:PAIRS], z[PAIRS:]
    ends = as_shown(values(generator, z))
    middles = {
        "halfway in latent space": as_shown(values(generator, between(a, b, 0.5))),
        "halfway between the pixels": (ends[:PAIRS] + ends[PAIRS:]) / 2,
    }
    shares = {name: read(reader(lab, SIDE), images).recognised for name, images in middles.items()}
    shown = 4
    yield gallery(
        "Two pictures and two ways to meet",
        [
            image
            for pair in range(shown)
            for image in (ends[pair], *(m[pair] for m in middles.values()), ends[PAIRS + pair])
        ],
        ["one end", "latent", "pixels", "other"] * shown,
        f"{shown} pairs, one after the other: one end, halfway in latent space, halfway between the pixels, the other end.",
        columns=4,
        name="halfway",
    )
    latent, pixels = shares.values()
    yield Text(
        f"Of {PAIRS} such pairs the reader recognises {percent(latent)} of the pictures halfway in latent space and "
        f"{percent(pixels)} of those halfway between the pixels. A mean of pixels is two pictures on top of each other; "
        "a mean of latent vectors is painted as *one* picture."
    )
    yield Result(f"recognised halfway: {percent(latent)} in latent space, {percent(pixels)} between pixels")


def nearer_and_further(lab: Lab) -> Iterator[View]:
    """What becomes of latent vectors that are made shorter and longer: how many are recognised, and how they vary."""
    generator = trained(lab).generator
    z = fixed_noise(generator.input_shape[-1], 1000)
    made = {share: as_shown(values(generator, share * z)) for share in LENGTHS}
    readings = {share: read(reader(lab, SIDE), images) for share, images in made.items()}
    apart = {share: difference(images) for share, images in made.items()}
    yield gallery(
        "The same addresses, nearer to the middle and further out",
        [image for images in made.values() for image in images[:ROW]],
        [f"{share:g} · z" for share in LENGTHS for _ in range(ROW)],
        f"{ROW} latent vectors, the same in each row, made shorter and longer: "
        + ", ".join(f"{share:g}" for share in LENGTHS)
        + f" times as long. Two pictures of the first kind differ by {apart[LENGTHS[0]]:.2f}, two of the last by "
        f"{apart[LENGTHS[-1]]:.2f}.",
        columns=ROW,
        name="lengths",
    )
    real = difference(digits(lab, size=SIDE).x_test)
    yield Table(
        "Shorter and longer latent vectors",
        ["vector", "recognised", "digits", "two pictures differ by"],
        [
            [
                f"{share:g} · z",
                f"{100 * reading.recognised:.1f} %",
                f"{(reading.counts >= FOUND * len(z)).sum()} of 10",
                f"{apart[share]:.3f}",
            ]
            for share, reading in readings.items()
        ],
        numeric=[1, 2, 3],
        note=f"Recognised: {SURE}. Difference: root mean square over the pixels, mean of pairs by chance. "
        f"Real test digits differ by {real:.3f}.",
        name="lengths-table",
    )
    middle, usual, far = (readings[share].recognised for share in (LENGTHS[0], 1.0, LENGTHS[-1]))
    told = (
        f"A quarter as long, {percent(middle)} are recognised; as long as in training, {percent(usual)}; {LENGTHS[-1]:g} times "
        f"as long, {percent(far)}."
    )
    # the brightest pixel of a picture; 1 is full ink
    pale, inked = (float(made[share].max(axis=(1, 2, 3)).mean()) for share in (LENGTHS[0], 1.0))
    yield Text(
        f"{told} The generator was never told which digit is which, and in the middle the quarters of all ten meet. What is "
        f"painted there is soft and pale: the brightest pixel of a picture has {pale:.2f} in the mean, where the usual length "
        f"gives {inked:.2f} and full ink is 1."
        if middle < usual and pale < inked
        else told
    )
    yield Text(
        "A generator that *is* told the class gains from short vectors: they give typical pictures, at the price of variety. "
        "That is the truncation trick (Brock and others, 2018); you meet it again with StyleGAN."
    )


def addresses(lab: Lab) -> Iterator[View]:
    """The picture at the mean latent vector of all that are read as one digit, for each digit."""
    generator = trained(lab).generator
    z = fixed_noise(generator.input_shape[-1], 1000)
    judge = reader(lab, SIDE)
    reading = read(judge, as_shown(values(generator, z)))
    sure = reading.sureness >= CONFIDENT
    known = [digit for digit in range(10) if (sure & (reading.classes == digit)).any()]
    means = np.stack([z[sure & (reading.classes == digit)].mean(axis=0) for digit in known]) if known else z[:0]
    # a mean is short, and the generator knows only vectors of the usual length √n
    means *= np.sqrt(z.shape[1]) / np.linalg.norm(means, axis=1, keepdims=True)
    if not known:
        yield Text("The reader recognised no picture yet, so no digit has an address. Train for more epochs.")
        return
    images = as_shown(values(generator, means))
    told = read(judge, images).classes
    yield gallery(
        "The mean address of each digit",
        images,
        [f"{digit}: read as {said}" for digit, said in zip(known, told, strict=True)],
        f"A picture for each of {len(known)} digits, made from the mean of all latent vectors that became that digit.",
        columns=5,
        name="addresses",
    )
    hits = sum(int(digit == said) for digit, said in zip(known, told, strict=True))
    yield Text(
        f"{hits} of {len(known)} mean vectors, stretched to the usual length, become the digit they were averaged from. Nobody "
        "told the generator which digit is which: if digits have their regions in latent space, it arranged them itself."
    )


def between(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """A point on the way from a to b along a circle, so that its length stays usual (spherical interpolation).

    Args:
        a: latent vectors, (…, numbers).
        b: latent vectors of the same shape.
        share: of the way, 0 to 1.
    """
    lengths = [np.linalg.norm(one, axis=-1, keepdims=True) for one in (a, b)]
    cosine = (a * b).sum(axis=-1, keepdims=True) / (lengths[0] * lengths[1])
    angle = np.arccos(np.clip(cosine, -1 + 1e-6, 1 - 1e-6))
    # (sin((1 − t) α) a + sin(t α) b) / sin α
    return ((np.sin((1 - share) * angle) * a + np.sin(share * angle) * b) / np.sin(angle)).astype("float32")


def _enlarged(image: np.ndarray) -> np.ndarray:
    """A small map with each of its pixels repeated, (SIDE, SIDE)."""
    times = SIDE // len(image)
    return image.repeat(times, axis=0).repeat(times, axis=1)


def _two_digits(reading) -> tuple[int, int]:
    """The surest picture, and the surest of those that are read as another digit; any other where there is none."""
    order = np.argsort(reading.sureness)[::-1]
    others = [index for index in order if reading.classes[index] != reading.classes[order[0]]]
    return int(order[0]), int(others[0] if others else order[1])


def _told(reading) -> tuple[list[int], list[float]]:
    return reading.classes.tolist(), reading.sureness.tolist()

"""Super-resolution: a small EDSR learns on one photograph and enlarges another, against bicubic interpolation."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

from dlteach import inspect
from dlteach.inspect.pictures import gallery, stretched
from dlteach.lessons.pix2pix_bench import photographs
from dlteach.models import EDSR
from dlteach.scratch import psnr, ssim
from dlteach.training.lab import Lab
from dlteach.views import Result, Table, Text, View

SCALE = 2
FILTERS, BLOCKS = 16, 3
EPOCHS, BATCH, RATE = 4, 16, 2e-3
# rows and columns of the small flower that are shown
WINDOW = (slice(70, 110), slice(130, 170))


def see_photographs(lab: Lab) -> Iterator[View]:
    """Both photographs in the small size, and what the network learns from."""
    pairs = photographs(lab)
    yield gallery(
        "One photograph to learn from, one to be tested on",
        [pairs.extra["low_china"], pairs.extra["low_flower"]],
        ["to learn from", "to be tested on"],
        "A Chinese temple with many edges and tiles, and a flower before a blurred ground. Both in gray.",
        columns=2,
        name="photographs",
    )
    low, high = pairs.x_train.shape[1], pairs.y_train.shape[1]
    yield Text(
        f"From the temple {len(pairs.x_train):,} pieces of {high}×{high} pixels are cut, and each is shrunk to "
        f"{low}×{low}. The small "
        "one is the input, the large one the target. The network never sees the flower. Photographs by danielbuechele "
        "and "
        "vultilion, CC BY 2.0, from scikit-learn."
    )


def build_enlarger(lab: Lab) -> EDSR:
    """A small EDSR for gray pictures, first weights drawn from the seed."""
    keras.utils.set_random_seed(lab.seed)
    return EDSR((None, None, 1), SCALE, FILTERS, BLOCKS, over_bicubic=True, name="edsr")


def enlarger(lab: Lab) -> Iterator[View]:
    """The network layer by layer."""
    yield inspect.summary(build_enlarger(lab), (24, 24, 1)).table()
    yield Text(
        "Only the last convolution works on the large picture. That is why the shuffle comes so late: a layer on the "
        "large one "
        f"costs {SCALE**2} times as much. The network takes any size; the table shows pieces of 24×24."
    )


def train_enlarger(lab: Lab) -> Iterator[View]:
    """Trains on pieces of the first photograph, then measures on the other."""
    model, pairs = build_enlarger(lab), photographs(lab)
    steps = (lab.epochs or EPOCHS) * (len(pairs.x_train) // BATCH)
    # smaller and smaller steps: the last decibels are won there
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
    lab.compile(model, "convolutional", optimizer=keras.optimizers.Adam(rate), loss="mae")
    fitted = lab.fit(
        model,
        pairs.x_train,
        pairs.y_train,
        kind="convolutional",
        epochs=EPOCHS,
        title="super-resolution",
        batch_size=BATCH,
    )
    lab.keep("enlarger", model)
    yield Text(inspect.how_it_went(fitted))
    rows = measured(lab)
    yield Table(
        "The flower, twice as large",
        ["enlarged by", "PSNR", "SSIM"],
        [[name, f"{decibels:.2f} dB", f"{alike:.4f}"] for name, (decibels, alike) in rows.items()],
        numeric=[1, 2],
        note="Against the original photograph, all pixels. Higher is better for both.",
        name="super-resolution",
    )
    gain = rows["the network"][0] - rows["bicubic"][0]
    yield Text(
        f"The network is {gain:.2f} dB above bicubic: its mean squared error is {100 * (1 - 10 ** (-gain / 10)):.0f} "
        "% smaller. It "
        "learned on a temple and was tested on a flower."
        if gain > 0
        else f"The network is {-gain:.2f} dB *below* bicubic: it has not been trained enough. More epochs help."
    )
    yield Result(f"PSNR on the other photograph: {rows['the network'][0]:.2f} dB, bicubic {rows['bicubic'][0]:.2f} dB")
    lab.log(
        "EDSR",
        {"PSNR in dB": rows["the network"][0], "PSNR of bicubic": rows["bicubic"][0]},
        fitted.seconds,
        epochs=len(fitted.history["loss"]),
    )


def compare_enlarged(lab: Lab) -> Iterator[View]:
    """A detail of the flower: nearest, bicubic, network, original; and how far off each is."""
    pictures = enlarged(lab)
    original = photographs(lab).extra["high_flower"]
    rows, columns = (slice(side.start * SCALE, side.stop * SCALE) for side in WINDOW)
    shown = {**pictures, "the original": original}
    slope = np.hypot(*np.gradient(original[..., 0]))
    edges = slope >= np.quantile(slope, 0.9)
    yield gallery(
        "A detail, enlarged three ways",
        [picture[rows, columns] for picture in shown.values()],
        list(shown),
        "The detail from squares of equal pixels, by bicubic interpolation, by the network, and the original. The "
        "squares show "
        "steps; bicubic is soft; the network's edges are crisper.",
        columns=4,
        name="detail",
    )
    bicubic, network = (np.abs(pictures[name] - original)[..., 0] for name in ("bicubic", "the network"))
    both = stretched(np.concatenate([bicubic[rows, columns], network[rows, columns]], axis=1))
    yield gallery(
        "How far off: bicubic on the left, the network on the right",
        [both],
        ["brighter is further off"],
        f"On the tenth of all pixels with the steepest edges bicubic is off by {bicubic[edges].mean():.4f} on "
        "average, the network "
        f"by {network[edges].mean():.4f}. Elsewhere {bicubic[~edges].mean():.4f} and {network[~edges].mean():.4f}.",
        columns=1,
        name="errors",
    )
    yield Text(
        "Most is won at edges. Flat places were right before. What was never photographed cannot be brought back: the "
        "network "
        "*guesses* what usually lies between two pixels."
    )


def steepness(picture: np.ndarray, places: np.ndarray) -> float:
    """How much a picture changes from pixel to pixel, the mean over some places."""
    return float(np.hypot(*np.gradient(picture[..., 0]))[places].mean())


def enlarged(lab: Lab) -> dict[str, np.ndarray]:
    """The whole flower enlarged three ways, (height, width, 1) in [0, 1] each; once for each trained network."""
    model = lab.trained(train_enlarger, name="enlarger")
    if lab.memory.get("enlarged by") is model:
        return lab.memory["enlarged"]
    small = photographs(lab).extra["low_flower"]
    bicubic = keras.layers.UpSampling2D(SCALE, interpolation="bicubic")
    made = {
        "nearest pixel": small.repeat(SCALE, axis=0).repeat(SCALE, axis=1),
        "bicubic": ops.convert_to_numpy(bicubic(small[None]))[0],
        "the network": ops.convert_to_numpy(model.predict_on_batch(small[None]))[0],
    }
    lab.memory["enlarged by"] = model
    lab.memory["enlarged"] = {name: np.clip(picture, 0, 1) for name, picture in made.items()}
    return lab.memory["enlarged"]


def measured(lab: Lab) -> dict[str, tuple[float, float]]:
    """PSNR in decibels and SSIM of the flower, by how it was enlarged."""
    original = photographs(lab).extra["high_flower"]
    return {
        name: (
            float(psnr(picture, original)),
            float(ops.convert_to_numpy(ssim(picture[None], original[None]))[0]),
        )
        for name, picture in enlarged(lab).items()
    }

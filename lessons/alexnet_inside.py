"""What AlexNet's first filters and its local response normalization do: on a designed bank, and in the trained network."""

from __future__ import annotations

from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

from dlteach import data, inspect
from dlteach.inspect.layers import output_of
from dlteach.inspect.pictures import gallery, stretched, tile
from dlteach.inspect.words import percent
from dlteach.lessons.alexnet_bench import build_narrow, images, picture_of, pictures
from dlteach.models import LocalResponseNormalization
from dlteach.scratch import conv2d
from dlteach.training.lab import Lab
from dlteach.views import Picture, Table, Text, View

ANGLES = (0, 45, 90, 135)
WINDOW, STRIDE, FULL = 11, 4, 224


def designed_bank() -> np.ndarray:
    """Five filters like those that AlexNet learned: stripes in four directions and a blob of colour, (11, 11, 3, 5)."""
    down, right = np.mgrid[-5:6, -5:6].astype("float32")
    window = np.exp(-(down**2 + right**2) / 12)
    bank = []
    for angle in ANGLES:
        across = right * np.cos(np.radians(angle)) + down * np.sin(np.radians(angle))
        # a Gabor filter: a wave under a bell
        stripes = window * np.sin(across)
        bank.append(np.repeat((stripes - stripes.mean())[..., None], 3, axis=-1))
    # the three weights of each pixel add up to zero, so gray leaves the blob silent
    bank.append(window[..., None] * np.array([1.0, -0.5, -0.5]))
    filters = np.stack(bank, axis=-1)
    return (filters / np.sqrt((filters**2).sum(axis=(0, 1, 2)))).astype("float32")


def designed_filters(lab: Lab) -> Iterator[View]:
    """The designed bank, and its maps of 55×55 for a picture of 224×224."""
    picture, maps = _designed_maps(lab)
    names = [*(f"stripes, {angle}°" for angle in ANGLES), "red against the rest"]
    bank = designed_bank()
    yield gallery(
        "Five filters of 11×11, like those AlexNet learned",
        [stretched(bank[..., number]) for number in range(len(names))],
        names,
        "Four answer to edges of one direction, whatever their colour. The fifth answers to red, whatever its shape.",
        columns=5,
        name="designed-filters",
    )
    shown = np.abs(maps)
    strengths = "; ".join(f"{name}: {shown[..., number].max():.2f}" for number, name in enumerate(names))
    yield gallery(
        "What they answer, four pixels apart",
        [picture, *(stretched(shown[..., number]) for number in range(len(names)))],
        ["the picture", *names],
        f"Maps of {maps.shape[0]}×{maps.shape[1]}. The strongest answers: {strengths}.",
        columns=3,
        name="designed-maps",
    )


def response_in_the_picture(lab: Lab) -> Iterator[View]:
    """Local response normalization at the liveliest place of the picture, with pixels from 0 to 255."""
    _, maps = _designed_maps(lab)
    before = np.maximum(maps * 255, 0)
    after = ops.convert_to_numpy(LocalResponseNormalization()(before[None]))[0]
    place = np.unravel_index(int(before.sum(axis=-1).argmax()), before.shape[:2])
    names = [*(f"stripes, {angle}°" for angle in ANGLES), "red against the rest"]
    here, there = before[place], after[place]
    loud = int(here.argmax())
    near = [name for number, name in enumerate(names) if number != loud and abs(number - loud) <= 2]
    yield Table(
        f"Row {place[0] + 1}, column {place[1] + 1} of the maps: before and after the normalization",
        ["map", "a", "b", "b / a"],
        [
            [name, f"{a:,.1f}", f"{b:.1f}", f"{b / a:.2f}" if a > 0 else "–"]
            for name, a, b in zip(names, here, there, strict=True)
        ],
        numeric=[1, 2, 3],
        note=f"In silence b / a is 1 / 2 to the power of 0.75, which is {2**-0.75:.2f}: the k alone. Here the loudest is "
        f"“{names[loud]}”; within its reach are “{'” and “'.join(near)}”.",
        name="response-in-the-picture",
    )
    strong, weak = np.percentile(before[before > 0], [99, 50])
    loud, quiet = np.percentile(after[after > 0], [99, 50])
    yield Text(
        f"Over the whole picture, a loud answer (the 99th of 100) is {strong / weak:.0f} times a middling one before, and "
        f"{loud / quiet:.0f} times after. LRN evens out loudness, as our eyes do between sun and shade. In the paper it "
        "lowered the top-5 error by 1.2 points. Later networks found no gain and dropped it; batch normalization took its place."
    )


def filters_after_training(lab: Lab, model: keras.Model) -> Iterator[View]:
    """The learned filters of the first layer, in colour, and how coloured they are."""
    kernel = ops.convert_to_numpy(model.get_layer("conv1").kernel)
    count = kernel.shape[-1]
    gray = kernel.mean(axis=2, keepdims=True)
    # the share of a filter's energy that the three channels do not have in common
    colour = ((kernel - gray) ** 2).sum(axis=(0, 1, 2)) / (kernel**2).sum(axis=(0, 1, 2))
    yield gallery(
        "The first layer's filters after training",
        [stretched(kernel[..., number]) for number in range(count)],
        [str(number + 1) for number in range(count)],
        f"{count} filters of {kernel.shape[0]}×{kernel.shape[1]} in colour, each stretched to its own range. In filter "
        f"{int(colour.argmax()) + 1}, {percent(colour.max())} of the energy is colour; in filter {int(colour.argmin()) + 1}, "
        f"{percent(colour.min())}; in random filters it is two thirds.",
        columns=8,
        name="first-filters",
    )
    start = ops.convert_to_numpy(build_narrow(lab).get_layer("conv1").kernel)
    likeness = [float(np.corrcoef(a.ravel(), b.ravel())[0, 1]) for a, b in zip(start.T, kernel.T, strict=True)]
    yield Text(
        "How much of the random beginning is left? The correlation of a filter with its first weights is "
        f"{np.mean(likeness):.2f} on average, from {min(likeness):.2f} to {max(likeness):.2f} (1 would be: never changed). "
        "On a million photographs AlexNet's filters became clean stripes and blobs of colour. A few thousand simple "
        "pictures do not ask for that much."
    )


def one_picture_through(lab: Lab, model: keras.Model) -> Iterator[View]:
    """One picture in the first layer, before and after its normalization."""
    number = picture_of(lab, 2)
    image = images(lab).x_test[number]
    yield Picture(
        "The picture", [tile(pictures(lab).x_test[number])], "A triangle, as it was drawn.", name="one-picture"
    )
    yield inspect.feature_maps(model, image, "conv1")
    if any(layer.name == "norm1" for layer in model.layers):
        before, after = (output_of(model, name, image[None])[0] for name in ("conv1", "norm1"))
        alive = before > 0
        shares = after[alive] / before[alive]
        yield Text(
            f"In this small network the normalization multiplies answers by {shares.min():.3f} to {shares.max():.3f}, "
            "nearly the same everywhere. Its α was chosen for pixels from 0 to 255; ours have a spread of 1. An experiment below "
            "asks whether it helps."
        )


def _redness(picture: np.ndarray) -> np.ndarray:
    """How much red each pixel has beyond green and blue: (height, width)."""
    return picture[..., 0] - picture[..., 1:].mean(axis=-1)


def _designed_maps(lab: Lab) -> tuple[np.ndarray, np.ndarray]:
    """A picture of 224×224×3 and the bank's maps for it, 55×55×5."""
    if "designed" not in lab.memory:
        drawn = data.load("shapes", seed=lab.seed, size=40, side=FULL)
        triangles = drawn.x_train[drawn.y_train == 2]
        # the reddest of them, so that the red blob has something to answer
        picture = triangles[int(np.argmax([_redness(one).max() - _redness(one).mean() for one in triangles]))]
        grey = picture.mean(axis=(0, 1))
        padded = np.pad(picture - grey, ((2, 2), (2, 2), (0, 0)))
        maps = ops.convert_to_numpy(conv2d(padded[None], designed_bank(), stride=STRIDE))[0]
        lab.memory["designed"] = picture, maps
    return lab.memory["designed"]

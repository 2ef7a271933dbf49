"""The DCGAN lesson's arithmetic: a transposed convolution, a batch normalization, shapes and counts, each computed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.inspect.words import signed
from dlteach.lessons.dcgan_bench import SIDE, build_dcgan
from dlteach.models.dcgan import stages
from dlteach.scratch import batch_norm
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

VALUES = (1.0, 2.0, 3.0)
KERNEL = (1.0, 2.0, 2.0, 1.0)
STRIDE = 2


def spread_copies() -> np.ndarray:
    """The kernel's copies, one a row: each times its input value, two places further right than the last."""
    length = (len(VALUES) - 1) * STRIDE + len(KERNEL)
    copies = np.zeros((len(VALUES), length))
    for place, value in enumerate(VALUES):
        copies[place, place * STRIDE : place * STRIDE + len(KERNEL)] = value * np.array(KERNEL)
    return copies


def transposed_by_hand(lab: Lab) -> Iterator[View]:
    """Three values become six: copies of the kernel are laid down, and what overlaps is added."""
    copies = spread_copies()
    total = copies.sum(axis=0)
    rows = [
        [f"{value:g} · kernel", *(f"{number:g}" if number else "" for number in copy)]
        for value, copy in zip(VALUES, copies, strict=True)
    ]
    yield Table(
        "A transposed convolution on a line, stride 2",
        ["", *map(str, range(1, len(total) + 1))],
        [*rows, ["sum", *(f"{number:g}" for number in total)]],
        numeric=list(range(1, len(total) + 1)),
        note=f"Input {_listed(VALUES)}; kernel {_listed(KERNEL)}. Each copy starts two places further right.",
        name="transposed-by-hand",
    )
    x = ops.reshape(ops.convert_to_tensor(np.array(VALUES, "float32")), (1, -1, 1))
    kernel = ops.reshape(ops.convert_to_tensor(np.array(KERNEL, "float32")), (-1, 1, 1))
    same = ops.convert_to_numpy(ops.conv_transpose(x, kernel, STRIDE, "same")).ravel()
    yield Text(
        f"With *same* padding one place is cut off at each end: {_listed(total[1:-1])}. {len(VALUES)} values have become "
        f"{len(same)}. Keras's `conv_transpose` gives {_listed(same)}."
    )


def norm_by_hand(lab: Lab) -> Iterator[View]:
    """One channel of four pictures, before and after batch normalization."""
    channel = np.array([0.2, 0.4, 0.6, 1.2], "float32")
    done = _normed(channel)
    yield Table(
        "One value of one channel in four pictures",
        ["picture", "before", "after"],
        [
            [str(number), f"{old:g}", signed(new, ".3f")]
            for number, (old, new) in enumerate(zip(channel, done, strict=True), start=1)
        ],
        numeric=[0, 1, 2],
        note=f"Mean {channel.mean():g}, standard deviation {channel.std():.3f}; γ = 1, β = 0.",
        name="norm-by-hand",
    )
    yield Text(
        f"The first: ({channel[0]:g} − {channel.mean():g}) / {channel.std():.3f} = {signed(done[0], '.3f')}. Were all four "
        f"values ten times smaller, the first would become {signed(_normed(channel / 10)[0], '.3f')}, nearly the same. A "
        f"thousand times smaller, and it is {signed(_normed(channel / 1000)[0], '.3f')}: then ε weighs more than the variance."
    )


def second_shape(lab: Lab) -> Truth:
    """The shape of the generator's maps after its second transposed convolution."""
    shape = build_dcgan(lab).generator.get_layer("deconv_2").output.shape[1:]
    return Truth(
        ", ".join(map(str, shape)),
        f"The first opens the point to 4×4, the second doubles that to {shape[0]}×{shape[1]} and halves the number "
        f"of maps: {2 * shape[2]} become {shape[2]}.",
    )


def second_parameters(lab: Lab) -> Truth:
    """The parameters of the generator's second transposed convolution."""
    layer = build_dcgan(lab).generator.get_layer("deconv_2")
    height, width, out, into = layer.kernel.shape
    return Truth(
        str(layer.count_params()),
        f"{height} · {width} · {into} · {out} = {layer.count_params():,}. There is no bias: the norm behind it subtracts the "
        "mean of each map, and a bias would be subtracted with it.",
    )


def halvings(lab: Lab) -> Truth:
    """How many strided convolutions lead from the picture to maps of 4×4."""
    smallest, count = stages((SIDE, SIDE, 1))
    sizes = " → ".join(str(SIDE // 2**step) for step in range(count + 1))
    return Truth(str(count), f"{sizes}. A last convolution of {smallest}×{smallest} reads the whole map as one score.")


def _normed(channel: np.ndarray) -> np.ndarray:
    # ε as in DCGAN
    return ops.convert_to_numpy(batch_norm(ops.convert_to_tensor(channel[:, None]), epsilon=1e-5))[:, 0]


def _listed(numbers) -> str:
    return "(" + ", ".join(f"{number:g}" for number in numbers) + ")"

"""AdaIN, demodulation and truncation on numbers small enough to follow, and the counts of the small network."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.lessons.stylegan_bench import SIDE, build_gan, shape_text
from dlteach.models.stylegan2_layers import ModulatedConv2D
from dlteach.models.stylegan_layers import AdaptiveInstanceNormalization
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

SCALE, SHIFT = 2.0, 1.0
WHY = {
    "constant": "the same learned start for every picture",
    "up": "each pixel becomes four",
    "blur": "soften the steps that doubling made",
    "conv": "find and combine patterns",
    "noise": "details of mere chance",
    "style": "A: what w asks of the layer",
    "adain": "wipe mean and deviation, set the style's",
    "to": "turn the maps into colours",
    "skip": "add them to the smaller picture",
    "fade": "take them in place of the smaller picture",
}
MAP = np.array([[1.0, 1.0], [1.0, 5.0]], "float32")


def adain_by_hand(lab: Lab) -> Iterator[View]:
    """A map of 2×2 through AdaIN, computed by the layer itself."""
    mean, deviation = float(MAP.mean()), float(MAP.std())
    out = _adain(MAP)
    yield Table(
        f"A map, and what AdaIN makes of it with scale {SCALE:g} and shift {SHIFT:g}",
        ["value x", "x − mean", "divided by deviation", "times scale, plus shift"],
        [
            [_signed(number) for number in (f"{x:g}", f"{x - mean:g}", f"{(x - mean) / deviation:.3f}", f"{y:.3f}")]
            for x, y in zip(MAP.ravel(), out.ravel(), strict=True)
        ],
        numeric=[0, 1, 2, 3],
        note=f"Mean {mean:g}, deviation {deviation:.3f} before; mean {out.mean():.3f}, deviation {out.std():.3f} after.",
        name="adain",
    )
    louder = _adain(10 * MAP + 3)
    yield Text(
        f"Now make the map ten times as strong and add 3 to it. AdaIN gives {_signed(f'{louder[0, 0]:.3f}')} and "
        f"{louder[1, 1]:.3f} "
        "again. The old mean and strength are gone for good; only the *pattern* is left, and the style decides how strong "
        "it is."
    )


def deviation_after_adain(lab: Lab) -> Truth:
    """The deviation of a map behind AdaIN, measured."""
    values = np.array([[1, 9], [9, 1]], "float32")
    out = _adain(values, 3.0, -2.0)
    return Truth(
        f"{out.std():.0f}",
        f"The map had a mean of {values.mean():g} and a deviation of {values.std():g}. Afterwards the mean is "
        f"{_signed(f'{out.mean():.0f}')} and the deviation {out.std():.0f}: what the style asked for, whatever was there before.",
    )


def mapping_parameters(lab: Lab) -> Truth:
    """The parameters of the lesson's mapping network, asked of Keras."""
    mapping = build_gan(lab).mapping
    width = mapping.input_shape[-1]
    count = sum(int(np.prod(weight.shape)) for weight in mapping.trainable_weights)
    depth = int(lab.settings["mapping_layers"])
    return Truth(
        str(count),
        f"{depth} layers × ({width} · {width} weights + {width} biases) = {count:,}. The paper has 8 layers of 512: "
        f"{8 * (512 * 512 + 512):,}.",
    )


def first_map_shape(lab: Lab) -> Truth:
    """The shape of the learned constant, asked of the network."""
    shape = build_gan(lab).synthesis.get_layer("constant").constant.shape[1:]
    return Truth(
        shape_text(shape),
        "4 rows, 4 columns, and as many maps as the layer has filters. It does not depend on z at all.",
    )


def style_count(lab: Lab) -> Truth:
    """How many layers take a style, asked of the network."""
    gan = build_gan(lab)
    sizes = ", ".join(f"{size}×{size}" for size in gan.sizes)
    return Truth(
        str(gan.style_layers),
        f"Its sizes are {sizes}, with two styles each. At 1024×1024 there are 9 sizes and 18 styles.",
    )


def truncate_by_hand(lab: Lab) -> Iterator[View]:
    """A style of two numbers pulled towards the average."""
    average, w = np.array([1.0, 0.0]), np.array([4.0, -2.0])
    rows = []
    for psi in (1.0, 0.7, 0.5, 0.0):
        pulled = average + psi * (w - average)
        rows.append([f"{psi:g}", f"({pulled[0]:g}, {pulled[1]:g})"])
    yield Table(
        "w = (4, −2) is pulled towards the average w̄ = (1, 0)",
        ["ψ", "w′ = w̄ + ψ (w − w̄)"],
        [[psi, _signed(pulled)] for psi, pulled in rows],
        numeric=[0],
        name="truncate-by-hand",
    )


def demodulate_by_hand(lab: Lab) -> Iterator[View]:
    """One filter over two maps, modulated and demodulated, held against the layer itself."""
    weights, style = np.array([3.0, 4.0]), np.array([2.0, 0.5])
    scaled = weights * style
    length = float(np.sqrt((scaled**2).sum()))
    layer = ModulatedConv2D(1, 1)
    layer.build((None, 1, 1, 2), (None, 2))
    layer.kernel.assign(weights.reshape(1, 1, 2, 1))
    lit = np.eye(2, dtype="float32").reshape(2, 1, 1, 2)
    out = ops.convert_to_numpy(layer(lit, np.array([style, style], "float32"))).ravel()
    yield Table(
        "One filter of StyleGAN2 that reads two maps",
        ["map", "weight w", "style s", "w′ = s · w", "w″ = w′ / √Σw′²", "the layer says"],
        [
            [str(number + 1), f"{w:g}", f"{s:g}", f"{v:g}", f"{v / length:.3f}", f"{value:.3f}"]
            for number, (w, s, v, value) in enumerate(zip(weights, style, scaled, out, strict=True))
        ],
        numeric=[1, 2, 3, 4, 5],
        note=f"√(6² + 2²) = {length:.3f}. The squares of w″ add up to {float((out**2).sum()):.3f}.",
        name="demodulation",
    )


def pieces(lab: Lab) -> Iterator[View]:
    """The generator piece by piece: the shape after each, and why it is there."""
    gan = build_gan(lab)
    rows = [["mapping", shape_text(gan.mapping.output_shape[1:]), "z → w"]]
    # Keras lists what paints the colours of a size behind the next size's maps
    for layer in sorted(gan.synthesis.layers, key=lambda layer: _size(layer.name)):
        words = layer.name.split("_")
        reason = WHY.get(words[-1]) or WHY.get(words[0])
        left_out = words[-1] in ("relu", "gain") or words[:2] in (["up", "rgb"], ["blur", "rgb"])
        if reason and not left_out and not {"16", "32"} & set(words):
            rows.append([layer.name, shape_text(layer.output.shape[1:]), reason])
    yield Table(
        f"From z to a picture of {SIDE}×{SIDE}",
        ["piece", "shape after it", "why"],
        rows,
        numeric=[1],
        note="A leaky ReLU follows each noise. At 16×16 and 32×32 the pieces of 8×8 come again, with fewer maps.",
        name="pieces",
    )


def _adain(values: np.ndarray, scale: float = SCALE, shift: float = SHIFT) -> np.ndarray:
    # the layer's own first number is the scale less 1, so that training starts around 1
    style = np.array([[scale - 1, shift]], "float32")
    out = AdaptiveInstanceNormalization()(values[None, ..., None], style)
    return ops.convert_to_numpy(out)[0, ..., 0]


def _size(name: str) -> int:
    """The size that a layer belongs to, which is the first number in its name; 0 for what has none."""
    return next((int(word) for word in name.split("_") if word.isdigit()), 0)


def _signed(number: str) -> str:
    """The number with a true minus sign."""
    return number.replace("-", "−")

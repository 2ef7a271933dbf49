"""The experiments of the StyleGAN lesson: mixing at each layer, and noise on and off."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from keras import ops

from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import listed, percent
from dlteach.lessons.stylegan_bench import ATTRIBUTES, as_shown, follows_first, measured, repainted
from dlteach.lessons.stylegan_training import trained
from dlteach.training.lab import Lab
from dlteach.views import Curve, Series, Table, Text, Truth, View

PAIRS = 400
# three rows of six pictures fit into a terminal of 24 lines
COARSE, FINE = 2, 5
DRAWS = 20


def transfers(lab: Lab) -> dict[int, dict[str, float]]:
    """By crossover and attribute: the share of mixed pictures that are nearer to the parent with the coarse style."""
    if "transfers" not in lab.memory:
        gan = trained(lab)
        a, b = gan.style(PAIRS, seed=11), gan.style(PAIRS, seed=12)
        first, second = measured(gan.mix(a, a, 0)), measured(gan.mix(b, b, 0))
        lab.memory["transfers"] = {
            cut: follows_first(measured(gan.mix(a, b, cut)), first, second) for cut in range(gan.style_layers + 1)
        }
    return lab.memory["transfers"]


def best_crossover(lab: Lab) -> int:
    """The crossover at which place comes most from the coarse style and colour most from the fine one."""
    shares = transfers(lab)
    return max(shares, key=lambda cut: shares[cut]["place"] - shares[cut]["colour"])


def mixing_grid(lab: Lab) -> Iterator[View]:
    """A table of mixed pictures: coarse styles by row, fine ones by column."""
    gan, cut = trained(lab), best_crossover(lab)
    coarse, fine = gan.style(COARSE, seed=21), gan.style(FINE, seed=22)
    mixed = as_shown(gan.mix(np.repeat(coarse, FINE, axis=0), np.tile(fine, (COARSE, 1)), cut))
    left, top = as_shown(gan.mix(coarse, coarse, 0)), as_shown(gan.mix(fine, fine, 0))
    tiles, labels = [np.ones_like(top[0]), *top], ["", *(f"fine {number + 1}" for number in range(FINE))]
    for row in range(COARSE):
        tiles.extend([left[row], *mixed[row * FINE : (row + 1) * FINE]])
        labels.extend([f"coarse {row + 1}", *[""] * FINE])
    shares = transfers(lab)[cut]
    yield gallery(
        f"Coarse styles from the left, fine styles from the top, crossover at layer {cut}",
        tiles,
        labels,
        f"In {PAIRS} other mixed pairs, place follows the coarse style in {percent(shares['place'])}, and colour follows the "
        f"fine style in {percent(1 - shares['colour'])}.",
        columns=FINE + 1,
        name="mixing-grid",
    )


def mixing_by_layer(lab: Lab) -> Iterator[View]:
    """For every crossover, which parent each attribute follows."""
    shares = transfers(lab)
    cuts = sorted(shares)
    yield Curve(
        "Which parent a mixed picture takes after",
        [Series(name, [100 * shares[cut][name] for cut in cuts], [float(cut) for cut in cuts]) for name in ATTRIBUTES],
        "With no coarse layer from the first parent everything follows the second, and with all layers everything "
        f"follows the first. Between, {_order(shares, cuts)}.",
        x_label="layers that get the first parent's style",
        y_label="nearer to the first parent, %",
        name="mixing-by-layer",
    )
    cut = best_crossover(lab)
    yield Table(
        f"{PAIRS} mixed pairs: nearer to the parent of the coarse layers",
        ["first parent's layers", *ATTRIBUTES],
        [
            [
                f"0 to {number - 1}" if number > 1 else ("none", "0")[number],
                *(percent(shares[number][one]) for one in ATTRIBUTES),
            ]
            for number in cuts
        ],
        numeric=[1, 2, 3],
        note="50 % would mean that the parent does not matter. A picture as near to both counts half.",
        name="transfers",
    )
    yield Text(
        f"Mixed at layer {cut}, the picture takes its place from the coarse style in {percent(shares[cut]['place'])} of the "
        f"pairs, its size in {percent(shares[cut]['size'])}, and its colour from the *fine* style in "
        f"{percent(1 - shares[cut]['colour'])}."
    )


def who_gives_the_colour(lab: Lab) -> Truth:
    """Which styles decide colour, measured at the best crossover."""
    cut = best_crossover(lab)
    share = 1 - transfers(lab)[cut]["colour"]
    styles = "fine" if share >= 0.5 else "coarse"
    return Truth(
        f"the {styles} styles",
        f"Mixed at layer {cut}, colour follows the fine styles in {percent(share)} of {PAIRS} pairs. Place "
        f"follows the coarse ones in {percent(transfers(lab)[cut]['place'])}.",
    )


def noise_on_and_off(lab: Lab) -> Iterator[View]:
    """One style painted with several draws of noise, and what noise and style each change."""
    gan = trained(lab)
    w = gan.style(1, seed=31)
    same = np.repeat(w, DRAWS, axis=0)
    noisy = repainted(gan, same)
    layers = [layer for layer in gan.synthesis.layers if hasattr(layer, "strength")]
    before = [ops.convert_to_numpy(layer.strength) for layer in layers]
    for layer, strength in zip(layers, before, strict=True):
        layer.strength.assign(np.zeros_like(strength))
    silent = repainted(gan, same[:2])
    for layer, strength in zip(layers, before, strict=True):
        layer.strength.assign(strength)
    styled = gan.generate(DRAWS, seed=32)
    where = as_shown(noisy).std(axis=0).mean(axis=-1)
    yield gallery(
        "One style, other noise",
        [*as_shown(noisy[:3]), as_shown(silent)[0], where / max(float(where.max()), 1e-6)],
        ["noise 1", "noise 2", "noise 3", "no noise", "differences"],
        f"Three pictures of one style with fresh noise, one without, and where {DRAWS} with noise differ: the brightest "
        f"pixel there has a deviation of {where.max():.3f}.",
        columns=5,
        name="noise",
    )
    rows = []
    for name, images in (("noise, one style", noisy), ("style", styled)):
        found = measured(images)
        spreads = [np.sqrt(getattr(found, one).var(axis=0).mean()) for one in ATTRIBUTES]
        rows.append([name, f"{as_shown(images).std(axis=0).mean():.3f}", *(f"{spread:.2f}" for spread in spreads)])
    rows.append(["nothing: noise off, one style", f"{as_shown(silent).std(axis=0).mean():.3f}", *(["0.00"] * 3)])
    yield Table(
        "How much pictures differ when one thing is drawn anew",
        ["what is drawn anew", "a pixel", *ATTRIBUTES],
        rows,
        numeric=[1, 2, 3, 4],
        note=f"Standard deviations over {DRAWS} pictures.",
        name="noise-or-style",
    )
    yield Table(
        "How strong the noise became in training",
        ["layer", "mean strength"],
        [[layer.name, f"{np.abs(strength).mean():.4f}"] for layer, strength in zip(layers, before, strict=True)],
        numeric=[1],
        note="0 at the start. Behind each convolution of StyleGAN2 the maps have a deviation of about 1.",
        name="noise-strength",
    )
    by_style, by_noise = (float(as_shown(images).std(axis=0).mean()) for images in (styled, noisy))
    yield Text(
        f"A new style changes a pixel by {by_style:.3f} on average, new noise by {by_noise:.3f}. Our discs are smooth, so there "
        "is little for chance to decide, and strengths that help nobody stay near 0. In the paper's faces the noise places "
        "hairs, freckles and pores; without it they look smooth, like a painting."
    )


def _order(shares: dict[int, dict[str, float]], cuts: list[int]) -> str:
    first = {name: next((cut for cut in cuts if shares[cut][name] > 0.5), cuts[-1]) for name in ATTRIBUTES}
    told = [
        f"the {name} from {cut} layer{'s' * (cut != 1)} on"
        for name, cut in sorted(first.items(), key=lambda one: one[1])
    ]
    return f"the first parent gives most pictures {listed(told)}"

"""Training the small StyleGAN: the real pictures, the training, and what it paints afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import keras
import numpy as np

from dlteach import inspect
from dlteach.inspect.pictures import gallery
from dlteach.inspect.words import percent
from dlteach.lessons.stylegan_bench import ATTRIBUTES, SIDE, as_shown, build_gan, measured, pictures, train
from dlteach.models.style_based import StyleBased
from dlteach.training.lab import Lab
from dlteach.views import Curve, Result, Series, Table, Text, View

EPOCHS = 30
SHOWN = 12
MEASURED = 500
# a picture whose brightest pixel stays below this shows nothing
SEEN = 0.35


def see_data(lab: Lab) -> Iterator[View]:
    """Some real pictures, and how much their place, size and colour vary."""
    real = pictures(lab)
    colours = len({tuple(np.round(colour, 1)) for colour in measured(real[:MEASURED]).colour})
    yield gallery(
        "Real pictures",
        as_shown(real[:SHOWN]),
        [""] * SHOWN,
        f"{SHOWN} pictures of {SIDE}×{SIDE} pixels: one disc of a vivid colour on black, in different places and sizes.",
        columns=6,
        name="real",
    )
    yield Text(
        f"{len(real):,} such pictures; {MEASURED} of them have about {colours} colours. Three things vary: *place*, *size* and "
        "*colour*. Each can be measured from the pixels, so we shall not have to trust our eyes."
    )


def network(lab: Lab) -> Iterator[View]:
    """The summary of the mapping network, and where the weights of all three are."""
    gan = build_gan(lab)
    yield inspect.summary(gan.mapping).table()
    groups = {
        "mapping network": gan.mapping.layers,
        "learned constant": _named(gan.synthesis, lambda name: name == "constant"),
        "A: style to scales": _named(gan.synthesis, lambda name: name.endswith("_style")),
        "convolutions": _named(gan.synthesis, lambda name: name.startswith("conv_") and name[-1].isdigit()),
        "noise layers": _named(gan.synthesis, lambda name: name.endswith("_noise")),
        "maps to colours": _named(gan.synthesis, lambda name: name.startswith("to_rgb_") and name[-1].isdigit()),
        "discriminator": gan.discriminator.layers,
    }
    yield Table(
        "Weights that are trained",
        ["part", "layers with weights", "weights"],
        [
            [name, str(sum(bool(one.trainable_weights) for one in parts)), f"{sum(map(_trainable, parts)):,}"]
            for name, parts in groups.items()
        ],
        numeric=[1, 2],
        note="The paper's StyleGAN2 for 1024×1024: generator 30,370,060, discriminator 29,012,513.",
        name="weights",
    )
    yield Text(
        f"The painter takes {gan.style_layers} styles. In StyleGAN2, what turns the maps of one size into colours shares its "
        "style with the first convolution of the next size. `dlteach summary stylegan2` shows every layer of a larger one."
    )


def train_gan(lab: Lab) -> Iterator[View]:
    """Trains the generator and the discriminator, and shows what the generator paints."""
    gan = build_gan(lab)
    fitted = train(lab, gan, "StyleGAN", EPOCHS)
    lab.keep("main", gan)
    losses = {name: fitted.history[name] for name in ("discriminator_loss", "generator_loss")}
    yield Curve(
        "Losses, epoch by epoch",
        [Series("discriminator", losses["discriminator_loss"]), Series("generator", losses["generator_loss"])],
        f"The discriminator's loss ends at {losses['discriminator_loss'][-1]:.2f}, the generator's at "
        f"{losses['generator_loss'][-1]:.2f}. Neither falls to zero: each network makes it harder for the other.",
        x_label="epoch",
        y_label="loss",
        name="loss",
    )
    made = gan.generate(MEASURED, seed=1)
    yield gallery(
        "Painted by the network",
        as_shown(made[:SHOWN]),
        [""] * SHOWN,
        f"{SHOWN} pictures that the generator paints from random numbers. {percent(_seen(made))} of {MEASURED} show "
        "something bright, on at most half of their pixels.",
        columns=6,
        name="painted",
    )
    spreads = {"real": _spread(pictures(lab)[:MEASURED]), "painted": _spread(made)}
    yield Table(
        "How much they vary (standard deviation)",
        ["pictures", "place, pixels", "size, pixels", "colour"],
        [[name, *(f"{values[one]:.2f}" for one in ATTRIBUTES)] for name, values in spreads.items()],
        numeric=[1, 2, 3],
        note="Place: of row and column. Size: of the root of the number of bright pixels. Colour: parts between 0 and 1.",
        name="variety",
    )
    yield Text(
        f"{fitted.steps:,} steps in {fitted.seconds:.0f} s, after {fitted.compile_seconds:.0f} s of compiling. Real places "
        f"spread by {spreads['real']['place']:.1f} pixels, painted ones by {spreads['painted']['place']:.1f}. Counting "
        "repeats, the paper's networks saw 25 million pictures, for days on eight GPUs; ours saw "
        f"{fitted.steps * int(lab.settings['batch_size']):,}. Look at the outlines: are they round already?"
    )
    yield Result(f"{percent(_seen(made))} of painted pictures show something bright, on at most half of their pixels")
    lab.log(
        "StyleGAN",
        {
            "something bright %": 100 * _seen(made),
            "spread of place": spreads["painted"]["place"],
            "spread of colour": spreads["painted"]["colour"],
        },
        fitted.seconds,
        epochs=len(losses["generator_loss"]),
    )


def _named(network: keras.Model, wanted: Callable[[str], bool]) -> list[keras.Layer]:
    return [layer for layer in network.layers if wanted(layer.name)]


def _trainable(layer: keras.Layer) -> int:
    return sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)


def trained(lab: Lab) -> StyleBased:
    """The trained network; it is trained now when that step was skipped."""
    return lab.trained(train_gan, StyleBased)


def _spread(images: np.ndarray) -> dict[str, float]:
    """Root of the mean variance of each attribute."""
    found = measured(images)
    return {name: float(np.sqrt(getattr(found, name).var(axis=0).mean())) for name in ATTRIBUTES}


def _seen(images: np.ndarray) -> float:
    """The share of pictures that show something bright, on at most half of their pixels; round it need not be."""
    light = as_shown(images).max(axis=(1, 2, 3))
    size = measured(images).size[:, 0]
    return float(np.mean((light > SEEN) & (size**2 <= SIDE**2 / 2)))

"""The GAN lesson's experiment: a generator that runs ahead of its judge loses modes; comparing samples mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dlteach.inspect.words import listed
from dlteach.lessons.adversarial_bench import Coverage, coverage, ring, spread
from dlteach.lessons.gan_bench import build_gan, log, train
from dlteach.lessons.gan_inside import point, strip
from dlteach.training.fit import Fitted
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, Truth, View

COLLAPSE_EPOCHS = 24
LATENT, GENERATOR_UNITS, DISCRIMINATOR_UNITS = 8, (64, 64), (128,)
# the generator's step is ten times the discriminator's
RATES = (2e-3, 2e-4)
BATCH = 64
KERNELS = 4
# pictures of a training
SHOWN = 5
# a collapsed cloud moves all the time, so modes are counted after each of the last few epochs
COUNTED = 5


@dataclass(frozen=True)
class Outcome:
    """One of the two trainings that are compared: `shown` are samples by epoch, `counts` the modes after the last epochs."""

    counts: list[Coverage]
    shown: dict[int, np.ndarray]
    fitted: Fitted

    @property
    def found(self) -> int:
        """The median of the counts."""
        return int(np.median([count.found for count in self.counts]))

    @property
    def near(self) -> float:
        """The share of samples near a mode, averaged over the counts."""
        return float(np.mean([count.near for count in self.counts]))


def modes_left(lab: Lab) -> Iterator[View | Truth]:
    """The modes that the hurried generator still covers."""
    outcome = _outcome(lab, 0)
    counts = listed([str(count.found) for count in outcome.counts])
    yield Truth(
        str(outcome.found),
        f"The counts after the last epochs are {counts}; their median is {outcome.found}. The cloud sits on one mode, or is "
        "on its way to another. It runs to where the discriminator looks away, all at once, before the discriminator has "
        "caught up.",
    )


def collapse(lab: Lab) -> Iterator[View]:
    """The samples of the hurried generator over time."""
    outcome = _outcome(lab, 0)
    yield strip("Mode collapse", outcome.shown, ring(lab).extra["centres"], "collapse")


def where_it_went(lab: Lab) -> Iterator[View]:
    """How much of the collapsed samples lies near each mode, moment by moment."""
    outcome = _outcome(lab, 0)
    centres = ring(lab).extra["centres"]
    rows, widths = [], []
    for epoch, samples in outcome.shown.items():
        if not epoch:
            continue
        near = coverage(samples, centres)
        middle, width = samples.mean(axis=0), _spread(samples)
        nearest = int(np.linalg.norm(centres - middle, axis=1).argmin()) + 1
        widths.append(width)
        rows.append([str(epoch), point(*middle), f"{width:.2f}", str(nearest), str(near.found)])
    yield Table(
        "Where the cloud is",
        ["epoch", "its middle", "its spread", "nearest mode", "modes found"],
        rows,
        numeric=[0, 2, 3, 4],
        note="The spread is the standard deviation along one axis, averaged over both.",
        name="where-it-went",
    )
    real = _spread(ring(lab).x_train)
    visited = {row[3] for row in rows}
    yield Text(
        f"The real points have a spread of {real:.2f}; the cloud's lies between {min(widths):.2f} and {max(widths):.2f}. "
        f"Seen {len(rows)} times, its middle was nearest to {len(visited)} different mode{'s' * (len(visited) > 1)}. When the "
        "discriminator has learned to distrust one place, the cloud moves on to another, and the chase never ends."
    )


def mended(lab: Lab) -> Iterator[View]:
    """The same training with minibatch discrimination, beside the one without."""
    without, beside = _outcome(lab, 0), _outcome(lab, KERNELS)
    yield strip("With minibatch discrimination", beside.shown, ring(lab).extra["centres"], "mended")
    yield Table(
        "The same training, without and with",
        ["", f"modes after the last {len(without.counts)} epochs", "median", "near a mode", "seconds"],
        [
            [
                name,
                ", ".join(str(count.found) for count in outcome.counts),
                str(outcome.found),
                f"{100 * outcome.near:.0f} %",
                f"{outcome.fitted.seconds:.1f}",
            ]
            for name, outcome in (("without", without), ("with", beside))
        ],
        numeric=[2, 3, 4],
        note=f"The same seed, step sizes {RATES[0]:g} and {RATES[1]:g}, batches of {BATCH}. Only {KERNELS} kernels were added.",
        name="mended-table",
    )
    more = beside.found - without.found
    yield Text(
        f"{more} more mode{'s' * (more != 1)} than without. It is more work: every sample is compared with every other of "
        f"its batch, {BATCH} · {BATCH - 1} pairs a step."
        if more > 0
        else "This time it did not help: the game is decided by chance as well. Try another `--seed`."
    )


def _spread(points: np.ndarray) -> float:
    """The standard deviation around the middle, along one axis in the mean."""
    return float(np.sqrt(points.var(axis=0).mean()))


def _outcome(lab: Lab, kernels: int) -> Outcome:
    """Trained once a session: with so many kernels of minibatch discrimination, 0 for none."""
    key = f"collapse {kernels}"
    if key not in lab.memory:
        model = build_gan(
            lab,
            # other first weights than the main training's: a training of its own
            seed=lab.seed + 1,
            latent_dim=LATENT,
            generator_units=GENERATOR_UNITS,
            discriminator_units=DISCRIMINATOR_UNITS,
            minibatch_kernels=kernels,
            saturating=False,
        )
        title = "hurried generator, minibatch discrimination" if kernels else "hurried generator"
        epochs = lab.epochs or COLLAPSE_EPOCHS
        shown, last = spread(epochs, SHOWN), range(max(1, epochs - COUNTED + 1), epochs + 1)
        fitted, kept = train(
            lab,
            model,
            ring(lab).x_train,
            title,
            COLLAPSE_EPOCHS,
            rates=RATES,
            batch_size=BATCH,
            moments=sorted({*shown, *last}),
        )
        made = kept.samples
        # a training that was ended early has fewer epochs, perhaps none of the last ones
        done = max(made)
        centres = ring(lab).extra["centres"]
        outcome = Outcome(
            [coverage(samples, centres) for epoch, samples in made.items() if epoch in last or epoch == done],
            {epoch: samples for epoch, samples in made.items() if epoch in (0, *shown, done)},
            fitted,
        )
        names = ("learning_rate", "discriminator_learning_rate")
        changed = dict(zip(names, RATES, strict=True)) | {
            "batch_size": BATCH,
            "minibatch_kernels": kernels,
            "units": GENERATOR_UNITS[0],
            "latent_dim": LATENT,
        }
        log(lab, title, outcome.found, outcome.near, fitted, **changed)
        lab.memory[key] = outcome
    return lab.memory[key]

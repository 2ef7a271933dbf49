"""What the DCGAN lesson builds, trains and looks into. Each function is named by a directive of dcgan.md."""

from __future__ import annotations

from collections.abc import Iterator

from dlteach import inspect
from dlteach.lessons.adversarial_bench import digits
from dlteach.lessons.dcgan_bench import SIDE, build_dcgan
from dlteach.lessons.dcgan_by_hand import halvings, norm_by_hand, second_parameters, second_shape, transposed_by_hand
from dlteach.lessons.dcgan_choosing import discriminator_chooses
from dlteach.lessons.dcgan_experiments import fading_signal, with_and_without, without_norm_outcome
from dlteach.lessons.dcgan_inside import addresses, coarse_to_fine, halfway, nearer_and_further, walk
from dlteach.lessons.dcgan_training import see_digits, train_dcgan, what_the_reader_says, which_digits
from dlteach.lessons.digit_reader import real_digits
from dlteach.training.lab import Lab
from dlteach.views import Table, Text, View

__all__ = [
    "addresses",
    "coarse_to_fine",
    "discriminator_chooses",
    "fading_signal",
    "halfway",
    "halvings",
    "nearer_and_further",
    "networks",
    "norm_by_hand",
    "pieces",
    "prepare",
    "second_parameters",
    "second_shape",
    "see_digits",
    "train_dcgan",
    "transposed_by_hand",
    "walk",
    "what_the_reader_says",
    "which_digits",
    "with_and_without",
    "without_norm_outcome",
]

WHY = {
    "noise": "chance: a new vector for each picture",
    "deconv": "larger maps, fewer of them",
    "view": "shifted and zoomed, in training only",
    "conv": "smaller maps, more of them",
    "image": "tanh: between −1 and 1",
    "score": "that number: high for real",
}


def prepare(lab: Lab) -> None:
    """Loads the pictures to learn from and those of the reader ahead, while the learner reads."""
    digits(lab, size=SIDE)
    real_digits(lab, SIDE)


def pieces(lab: Lab) -> Iterator[View]:
    """Both networks piece by piece; norms and activations change no shape and are left out."""
    model = build_dcgan(lab)
    rows = []
    own = {
        ("generator", "deconv_1"): "opens the vector to small maps",
        ("discriminator", "image"): "a picture, real or generated",
        # the last convolution leaves no map
        ("discriminator", model.discriminator.layers[-2].name): "reads the last maps as one number",
    }
    for part in (model.generator, model.discriminator):
        for layer in part.layers:
            why = own.get((part.name, layer.name), WHY.get(layer.name.split("_")[0]))
            if why is not None:
                rows.append([part.name, layer.name, ", ".join(map(str, layer.output.shape[1:])), why])
    yield Table(
        "Two networks",
        ["network", "piece", "shape after it", "why"],
        rows,
        numeric=[2],
        note="Norms and activations change no shape and are left out.",
        name="pieces",
    )


def networks(lab: Lab) -> Iterator[View]:
    """The summaries of generator and discriminator."""
    model = build_dcgan(lab)
    yield inspect.summary(model.generator).table()
    yield inspect.summary(model.discriminator).table()
    yield Text(
        "A norm has four numbers for each map. Two are learned, γ and β. Two are moving statistics, kept for later use: they "
        "count as parameters, but no gradient moves them."
    )

"""What the pix2pix lesson builds, trains and looks into. Each function is named by a directive of pix2pix.md."""

from __future__ import annotations

from dlteach.lessons.pix2pix_bench import colour_photographs, fabrics, photographs
from dlteach.lessons.pix2pix_by_hand import (
    decibels_of_a_thousandth,
    gram_by_hand,
    numbers_of_a_gram,
    patch_width,
    psnr_by_hand,
    shuffle_by_hand,
    shuffled_shape,
    skip_shape,
    what_grey_costs,
)
from dlteach.lessons.pix2pix_enlarging import compare_enlarged, enlarger, see_photographs, train_enlarger
from dlteach.lessons.pix2pix_experiments import heavy_outcome, weigh_the_error
from dlteach.lessons.pix2pix_inside import patch_scores, without_skips
from dlteach.lessons.pix2pix_style import see_style, transfer_style, what_the_filters_were
from dlteach.lessons.pix2pix_translating import compare, pieces, see_pairs, train_pix2pix, whose_error
from dlteach.training.lab import Lab

__all__ = [
    "compare",
    "compare_enlarged",
    "decibels_of_a_thousandth",
    "enlarger",
    "gram_by_hand",
    "heavy_outcome",
    "numbers_of_a_gram",
    "patch_scores",
    "patch_width",
    "pieces",
    "prepare",
    "psnr_by_hand",
    "see_pairs",
    "see_photographs",
    "see_style",
    "shuffle_by_hand",
    "shuffled_shape",
    "skip_shape",
    "train_enlarger",
    "train_pix2pix",
    "transfer_style",
    "weigh_the_error",
    "what_grey_costs",
    "what_the_filters_were",
    "whose_error",
    "without_skips",
]


def prepare(lab: Lab) -> None:
    """Loads the data sets ahead, while the learner reads."""
    fabrics(lab)
    photographs(lab)
    colour_photographs(lab)

"""What the BERT lesson builds, trains and looks into. Each function is named by a directive of bert.md."""

from __future__ import annotations

from dlteach.lessons.bert_bench import opinions
from dlteach.lessons.bert_by_hand import (
    both_directions,
    heaviest_part,
    masking_by_hand,
    masks_counted,
    output_shape,
    see_texts,
)
from dlteach.lessons.bert_documentation import common_words
from dlteach.lessons.bert_experiments import fine_tuning, frozen, mask_rates, scratch_accuracy
from dlteach.lessons.bert_looks import attention, fill_in, neighbours, one_word_twice, similarity
from dlteach.lessons.bert_training import bert, train_bert, train_on_documentation
from dlteach.training.lab import Lab

__all__ = [
    "attention",
    "bert",
    "both_directions",
    "fill_in",
    "fine_tuning",
    "frozen",
    "heaviest_part",
    "mask_rates",
    "masking_by_hand",
    "masks_counted",
    "neighbours",
    "one_word_twice",
    "output_shape",
    "prepare",
    "scratch_accuracy",
    "see_texts",
    "similarity",
    "train_bert",
    "train_on_documentation",
]


def prepare(lab: Lab) -> None:
    """Loads the texts ahead, while the learner reads."""
    opinions(lab)
    common_words(lab)

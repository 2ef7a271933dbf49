"""What the GPT lesson builds, trains and looks into. Each function is named by a directive of gpt.md."""

from __future__ import annotations

from dlteach.lessons.gpt_assistant import out_of_order, see_corpus, talk, train_assistant
from dlteach.lessons.gpt_bench import text
from dlteach.lessons.gpt_by_hand import (
    draw_by_hand,
    looks_ahead,
    mask_by_hand,
    questions_in_a_block,
    see_text,
    shifted_by_one,
    temperature_by_hand,
    untrained_loss,
)
from dlteach.lessons.gpt_experiments import context, context_gain, counting, scaling, temperature
from dlteach.lessons.gpt_looks import attention, next_characters, next_words, surprise
from dlteach.lessons.gpt_training import block_parameters, gpt, pieces, train_gpt
from dlteach.training.lab import Lab

__all__ = [
    "attention",
    "block_parameters",
    "context",
    "context_gain",
    "counting",
    "draw_by_hand",
    "gpt",
    "looks_ahead",
    "mask_by_hand",
    "next_characters",
    "next_words",
    "out_of_order",
    "pieces",
    "prepare",
    "questions_in_a_block",
    "scaling",
    "see_corpus",
    "see_text",
    "shifted_by_one",
    "surprise",
    "talk",
    "temperature",
    "temperature_by_hand",
    "train_assistant",
    "train_gpt",
    "untrained_loss",
]


def prepare(lab: Lab) -> None:
    """Loads the text ahead, while the learner reads."""
    text(lab)

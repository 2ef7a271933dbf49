"""What the LSTM lesson builds, trains and looks into. Each function is named by a directive of lstm.md."""

from __future__ import annotations

from dlteach.lessons.lstm_by_hand import (
    all_states_shape,
    gate_keeps,
    gradient_left,
    mean_guess,
    parameters,
    see_adding,
    step_by_hand,
)
from dlteach.lessons.lstm_experiments import by_length, forget_bias, who_remembers, write_text
from dlteach.lessons.lstm_sentiment import counting_words, sentiment, word_by_word
from dlteach.lessons.recurrent_steps import (
    gates_over_time,
    memory_over_time,
    network,
    pieces,
    prepare,
    train_adder,
    which_steps_count,
)

__all__ = [
    "all_states_shape",
    "by_length",
    "counting_words",
    "forget_bias",
    "gate_keeps",
    "gates_over_time",
    "gradient_left",
    "mean_guess",
    "memory_over_time",
    "network",
    "parameters",
    "pieces",
    "prepare",
    "see_adding",
    "sentiment",
    "step_by_hand",
    "train_adder",
    "which_steps_count",
    "who_remembers",
    "word_by_word",
    "write_text",
]

"""What the GRU lesson builds, trains and looks into. Each function is named by a directive of gru.md."""

from __future__ import annotations

from dlteach.lessons.gru_by_hand import keeping, mixed, parameters, step_by_hand
from dlteach.lessons.gru_experiments import equal_parameters, side_by_side, who_adds, write_text
from dlteach.lessons.lstm_by_hand import see_adding
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
    "equal_parameters",
    "gates_over_time",
    "keeping",
    "memory_over_time",
    "mixed",
    "network",
    "parameters",
    "pieces",
    "prepare",
    "see_adding",
    "side_by_side",
    "step_by_hand",
    "train_adder",
    "which_steps_count",
    "who_adds",
    "write_text",
]

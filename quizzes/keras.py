"""Reading Keras code: short programs with fresh numbers, and what they print, in the order in which learners meet them."""

# ruff: noqa: F401
from __future__ import annotations

# isort: off
from dlteach.quizzes.keras_shapes import stack_shape, padding_and_overlapping_pools
from dlteach.quizzes.keras_parameters import flatten_dense_parameters
from dlteach.quizzes.keras_shapes import recurrent_stack_shape, repeat_vector_shape
from dlteach.quizzes.keras_parameters import embedding_parameters, count_params, frozen_parameters
from dlteach.quizzes.keras_training import steps_of_training
from dlteach.quizzes.keras_parameters import shared_layer_parameters
from dlteach.quizzes.keras_shapes import attention_scores_shape, broadcast_shape
# isort: on

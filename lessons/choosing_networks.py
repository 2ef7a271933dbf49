"""Four small networks for images and four for sentences, each of about the same size: dense, convolutional, recurrent,
and by attention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import keras
from keras import layers, ops

from dlteach.data import Dataset
from dlteach.models import MLP, SequenceClassifier
from dlteach.models.blocks import TransformerBlock
from dlteach.models.embeddings import LearnedPositions

SIDE, PATCH, WIDTH = 8, 2, 32


@dataclass(frozen=True)
class Candidate:
    """A network that takes part: how it is built for a data set, the learning rate that suits it, and what it is made of."""

    title: str
    build: Callable[[Dataset], keras.Model]
    learning_rate: float
    kind: str = "dense"


def _dense_image(data: Dataset) -> keras.Model:
    return MLP(input_shape=(SIDE, SIDE, 1), hidden_sizes=(128, 64), classes=len(data.class_names))


def _convolutional_image(data: Dataset) -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 1)),  # (batch, 8, 8, 1)
            layers.Conv2D(24, 3, padding="same", activation="relu"),
            layers.Conv2D(24, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),  # (batch, 4, 4, 24)
            layers.Conv2D(40, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),  # (batch, 2, 2, 40)
            layers.Flatten(),  # (batch, 160)
            layers.Dense(len(data.class_names), activation="softmax"),
        ]
    )


def _recurrent_image(data: Dataset) -> keras.Model:
    image = keras.Input((SIDE, SIDE, 1))
    rows = layers.Reshape((SIDE, SIDE))(image)  # eight steps, each a row of eight pixels
    reader = SequenceClassifier(input_shape=(SIDE, SIDE), classes=len(data.class_names), cell="lstm", units=60)
    return keras.Model(image, reader(rows))


def _attention_image(data: Dataset) -> keras.Model:
    image = keras.Input((SIDE, SIDE, 1))
    x = layers.Conv2D(WIDTH, PATCH, strides=PATCH)(image)  # each patch of 2×2 pixels becomes a vector
    x = layers.Reshape(((SIDE // PATCH) ** 2, WIDTH))(x)  # (batch, 16, 32): sixteen tokens
    x = LearnedPositions((SIDE // PATCH) ** 2)(x)
    for _ in range(2):
        x = TransformerBlock(num_heads=4, intermediate_dim=2 * WIDTH)(x)
    x = layers.GlobalAveragePooling1D()(x)  # (batch, 32)
    return keras.Model(image, layers.Dense(len(data.class_names), activation="softmax")(x))


def _dense_text(data: Dataset) -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((data.x_train.shape[1],)),
            layers.Embedding(len(data.extra["vocabulary"]), 24),
            layers.Flatten(),  # each place of the sentence has weights of its own
            layers.Dense(32, activation="relu"),
            layers.Dense(16, activation="relu"),
            layers.Dense(len(data.class_names), activation="softmax"),
        ]
    )


def _convolutional_text(data: Dataset) -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((data.x_train.shape[1],)),
            layers.Embedding(len(data.extra["vocabulary"]), 24),
            layers.Conv1D(48, 5, padding="same", activation="relu"),  # windows of five words
            layers.Conv1D(32, 5, padding="same", activation="relu"),
            layers.GlobalMaxPooling1D(),  # (batch, 32)
            layers.Dense(len(data.class_names), activation="softmax"),
        ]
    )


def _recurrent_text(data: Dataset) -> keras.Model:
    return SequenceClassifier(
        vocabulary_size=len(data.extra["vocabulary"]),
        embedding_dim=24,
        units=48,
        cell="gru",
        classes=len(data.class_names),
    )


def _attention_text(data: Dataset) -> keras.Model:
    words = keras.Input((data.x_train.shape[1],), dtype="int32")
    x = layers.Embedding(len(data.extra["vocabulary"]), WIDTH)(words)  # (batch, time, 32)
    x = LearnedPositions(data.x_train.shape[1])(x)
    there = ops.not_equal(words, 0)  # False at the padding
    for _ in range(2):
        x = TransformerBlock(num_heads=4, intermediate_dim=2 * WIDTH)(x, padding_mask=there)
    x = layers.GlobalMaxPooling1D()(x)  # (batch, 32)
    return keras.Model(words, layers.Dense(len(data.class_names), activation="softmax")(x))


IMAGE = {
    "MLP": Candidate("dense layers", _dense_image, 0.003),
    "CNN": Candidate("convolutions", _convolutional_image, 0.003, "convolutional"),
    "RNN": Candidate("an LSTM, row by row", _recurrent_image, 0.01),
    "Transformer": Candidate("attention over 16 patches", _attention_image, 0.003),
}
TEXT = {
    "MLP": Candidate("dense layers", _dense_text, 0.003),
    "CNN": Candidate("convolutions over words", _convolutional_text, 0.003, "convolutional"),
    "RNN": Candidate("a GRU, word by word", _recurrent_text, 0.01),
    "Transformer": Candidate("attention over words", _attention_text, 0.003),
}

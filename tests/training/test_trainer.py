"""The call for everybody's own models."""

import keras
import numpy as np
import pytest
from keras import layers

from dlteach import models
from dlteach.training import train
from dlteach.training.trainer import kind_of


@pytest.mark.parametrize(
    ("build", "kind"),
    [
        (lambda: keras.Sequential([keras.Input((4,)), layers.Dense(2)]), "dense"),
        (lambda: models.LeNet5(), "convolutional"),
        (lambda: models.SequenceForecaster(input_shape=(5, 2), cell="gru", units=4), "recurrent"),
        (lambda: keras.Sequential([keras.Input((4, 2)), layers.Conv1D(2, 2), layers.LSTM(3)]), "recurrent"),
        (lambda: models.GPT(vocabulary_size=9, num_layers=1, num_heads=1, hidden_dim=4), "attention"),
        (lambda: models.DCGAN(input_shape=(8, 8, 1), filters=2), "adversarial"),
        (lambda: models.StyleGAN2((8, 8, 1), 4, mapping_layers=1, max_filters=4), "style_based"),
    ],
    ids=["dense", "lenet", "gru", "convolution before an LSTM", "gpt", "dcgan", "stylegan2"],
)
def test_the_kind_is_read_from_the_layers(build, kind):
    assert kind_of(build()) == kind


def test_a_foreign_model_learns():
    """Points on the two sides of a line, by a model that knows nothing of this library."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(512, 2)).astype("float32")
    y = (x[:, 0] > x[:, 1]).astype("float32")
    model = keras.Sequential([keras.Input((2,)), layers.Dense(8, "relu"), layers.Dense(1, "sigmoid")])
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
    fitted = train(model, x, y, epochs=15, validation=(x, y))
    assert max(fitted.history["val_accuracy"]) > 0.97
    assert float(np.mean((model.predict_on_batch(x)[:, 0] > 0.5) == y)) == pytest.approx(
        max(fitted.history["val_accuracy"]), abs=1e-3
    )


def test_an_unknown_kind_is_refused():
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    model.compile("adam", "mse")
    with pytest.raises(ValueError, match="quantum"):
        train(model, np.zeros((4, 2)), np.zeros(4), epochs=1, kind="quantum")

"""What a real GAN and its loss say, for the numbers the deck asks for."""

import keras
import numpy as np
from keras import ops

from dlteach import models, scratch


def score_of_collapse():
    return float(scratch.minibatch_discrimination(ops.ones((64, 3)), ops.ones((3, 1, 2)), ops.zeros((1,)))[0, -1])


def best_answer_number():
    """The answer that costs a discriminator least where three of four samples are real."""
    answers = np.arange(1, 1000) / 1000
    loss = keras.losses.BinaryCrossentropy()
    costs = [float(loss(np.array([[1.0, 1.0, 1.0, 0.0]]), np.full((1, 4), answer))) for answer in answers]
    return answers[int(np.argmin(costs))]


def generator_output_shape():
    return _small().generator(ops.ones((16, 100))).shape


def discriminator_output_shape():
    return _small().discriminator(ops.ones((16, 28, 28, 1))).shape


def _small():
    return models.GAN(generator_units=(8,), discriminator_units=(8,))

"""What a real critic and its penalty say, for the numbers the deck asks for."""

import numpy as np
from keras import ops
from scipy.stats import wasserstein_distance

from dlteach import models, scratch


def distance_of_a_shift():
    return wasserstein_distance(np.arange(5.0), np.arange(5.0) - 4)


def penalty_of_three():
    return float(scratch.gradient_penalty(ops.array([[3.0]])))


def critic_shape():
    """The penalty looks at the critic's gradient on its input, which has the input's shape."""
    return models.input_gradient(_critic(), ops.ones((32, 28, 28, 1))).shape


def height_shape():
    return _critic()(ops.ones((32, 28, 28, 1))).shape


def _critic():
    return models.WGANGP(filters=4).critic

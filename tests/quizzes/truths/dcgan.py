"""What real layers of a DCGAN have, for the numbers its deck asks for."""

from keras import layers, ops

from dlteach.quizzes.proofs import normalization_count


def generator_map_shape():
    return layers.Conv2DTranspose(32, 4, 2, padding="same").compute_output_shape((16, 8, 8, 64))


def discriminator_map_shape():
    return layers.Conv2D(64, 4, 2, padding="same").compute_output_shape((16, 64, 64, 3))


def norm_parameters():
    return normalization_count(64, 8, True)


def leaky_value():
    return round(float(layers.LeakyReLU(negative_slope=0.2)(ops.array([-3.0]))[0]), 6)

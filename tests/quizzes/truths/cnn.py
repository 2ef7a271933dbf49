"""What real convolution and pooling layers have, for the numbers their deck asks for."""

from keras import layers, ops

from dlteach.quizzes.proofs import count


def receptive_field_of_two():
    """How many of 15 pixels, lit one by one, the middle value behind two convolutions notices."""
    x = ops.reshape(ops.eye(15), (15, 15, 1))
    for _ in range(2):
        x = layers.Conv1D(1, 3, kernel_initializer="ones")(x)
    return int((ops.convert_to_numpy(x)[:, 5, 0] > 0).sum())


def pooling_parameters():
    return count("MaxPooling2D", (2,), (None, 10, 10, 16))


def second_map_shape():
    return layers.Conv2D(16, 5).compute_output_shape((None, 14, 14, 6))[1:]


def second_convolution_parameters():
    return count("Conv2D", (16, 5), (None, 14, 14, 6))


def same_padding_stride_two():
    return layers.Conv2D(8, 3, strides=2, padding="same").compute_output_shape((None, 28, 28, 3))[1:]

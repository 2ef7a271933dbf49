"""What real LSTM layers have, for the numbers their deck asks for."""

from keras import layers

from dlteach.quizzes.proofs import count


def parameters_10_64():
    return count("LSTM", (64,), (None, None, 10))


def sets_of_weights():
    layer = layers.LSTM(7)
    layer.build((None, None, 3))
    return layer.cell.kernel.shape[-1] // 7


def last_output_shape():
    return layers.LSTM(64).compute_output_shape((32, 50, 10))


def all_outputs_shape():
    return layers.LSTM(64, return_sequences=True).compute_output_shape((32, 50, 10))

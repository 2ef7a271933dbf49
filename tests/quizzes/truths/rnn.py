"""What real recurrent layers have, for the numbers their deck asks for."""

from keras import layers

from dlteach.quizzes.proofs import count


def simple_rnn_parameters():
    return count("SimpleRNN", (64,), (None, None, 10))


def output_shape():
    return layers.SimpleRNN(32, return_sequences=True).compute_output_shape((8, 50, 1))


def last_output_shape():
    return layers.SimpleRNN(32).compute_output_shape((8, 50, 1))
